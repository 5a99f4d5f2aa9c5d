"""The button beside a postal code: which question it was, and the towns that have the code."""

from forms.binding import Posted
from forms.environment import Environment
from forms.field import Raw
from forms.japanese import plain
from forms.mistakes import Mistake


def search_of(posted: Posted) -> str:
    """The address field whose look-up button was pressed, or ""."""
    return next((name.removesuffix(".search") for name in posted if name.endswith(".search")), "")


def by_hand(raw: Raw) -> bool:
    """Whether the button said that the town will be typed."""
    return raw.get("search") == ("hand",)


def find_towns(raw: Raw, environment: Environment) -> tuple[Raw, tuple[str, ...], tuple[Mistake, ...]]:
    """One town fills the box, several are offered, none is told."""
    typed = plain(next(iter(raw.get("postal", ())), ""))
    postal = "".join(letter for letter in typed if letter in "0123456789")
    if len(postal) != 7:
        return raw, (), (Mistake("address.postal_unclear", "postal"),)
    towns = tuple(f"{town.prefecture}{town.city}{town.town}" for town in environment.towns(postal))
    if not towns:
        return raw, (), (Mistake("address.postal_unknown", "postal"),)
    if len(towns) == 1:
        return {**raw, "town": towns}, (), ()
    return raw, towns, ()
