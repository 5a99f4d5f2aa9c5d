"""The look-up button of a postal code."""

from forms.definition.field import Raw
from forms.mistakes import Mistake
from forms.path.binding import Posted
from forms.path.environment import Environment
from forms.text.japanese import plain


def search_of(posted: Posted) -> str:
    return next((name.removesuffix(".search") for name in posted if name.endswith(".search")), "")


def by_hand(raw: Raw) -> bool:
    return raw.get("search") == ("hand",)


def find_towns(raw: Raw, environment: Environment) -> tuple[Raw, tuple[str, ...], tuple[Mistake, ...]]:
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
