"""What a window of the counter begins most: the city's presets, and favourites of this browser, which belongs to one
window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request, Response

from forms.city.city import City
from portal.db import Unit
from portal.services.counter.describe_visit import procedures_of
from portal.services.procedures.sort_procedures import by_family
from portal.services.shared.rights import Member
from portal.web.counter.visit import PLACE_COOKIE
from portal.web.shared.state import finder_of, installation_of, read_cookie, set_cookie
from portal.web.shared.words import words

MOST = 12
_COOKIE = "favourites"
_DAYS = 400  # no browser keeps a cookie longer

Named = tuple[str, str]  # procedure, title


@dataclass(frozen=True)
class Preset:
    title: str
    procedures: tuple[Named, ...]
    occasion: str


def enterable_titles(request: Request, signed: Member) -> Mapping[str, str]:
    return {
        name: title for _, procedures in procedures_of(installation_of(request), signed) for name, title in procedures
    }


def families_of(request: Request, unit: Unit, titles: Mapping[str, str]) -> list[tuple[str, list[Named]]]:
    """The city's families of procedures, each by use."""
    installation, ranking = installation_of(request), finder_of(request).ranking(unit)
    offered = (procedure for procedure in installation.catalogue.all() if procedure.id in titles)
    return [
        (
            family.title.in_("ja")[0] if family else words("ja")["find.family.others"],
            [(member.id, member.title) for member in members],
        )
        for family, members in by_family(installation.city, ranking.order(offered))
    ]


def presets_of(request: Request, titles: Mapping[str, str]) -> list[Preset]:
    """Of this window, or of all, with the procedures that this clerk may enter."""
    counters = installation_of(request).city.counters
    place = read_cookie(request, PLACE_COOKIE)
    here = [counter for counter in counters if counter.id == place and counter.presets] or counters
    named = [
        Preset(
            preset.title, tuple((name, titles[name]) for name in preset.procedures if name in titles), preset.occasion
        )
        for counter in here
        for preset in counter.presets
    ]  # fmt: skip
    return [preset for preset in named if preset.procedures]


def is_occasion(city: City, name: str) -> bool:
    return bool(name) and any(preset.occasion == name for counter in city.counters for preset in counter.presets)


def favourites_of(request: Request, titles: Mapping[str, str]) -> list[Named]:
    """Without what this clerk may not enter."""
    return [(name, titles[name]) for name in read_cookie(request, _COOKIE).split(".")[:MOST] if name in titles]


def keep_favourites(request: Request, response: Response, chosen: Sequence[str], titles: Mapping[str, str]) -> None:
    """Keeps those of other duties, for colleagues at the same window."""
    others = [
        name for name in read_cookie(request, _COOKIE).split(".") if name not in titles and _is_offered(request, name)
    ]
    mine = [name for name in dict.fromkeys(chosen) if name in titles]
    set_cookie(request, response, _COOKIE, ".".join([*mine, *others][:MOST]), days=_DAYS)


def _is_offered(request: Request, name: str) -> bool:
    return any(procedure.id == name for procedure in installation_of(request).catalogue.all())
