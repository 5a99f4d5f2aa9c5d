from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import jaconv

from forms.city.city import City, Office
from forms.city.entrance import Family
from forms.definition.event import EVENTS
from forms.definition.procedure import Procedure
from portal.services.procedures.rank_procedures import Ranking
from portal.services.shared.needs import Basics

Shelf = Mapping[str, Sequence[Procedure]]
_ROWS = (
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "やゆよ",
    "らりるれろ",
    "わをん",
)
_PLAIN = str.maketrans(
    "がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽゔぁぃぅぇぉゃゅょっ",
    "かきくけこさしすせそたちつてとはひふへほはひふへほうあいうえおやゆよつ",
)


def by_reading(procedures: Iterable[Procedure]) -> list[Procedure]:
    return sorted(procedures, key=lambda procedure: procedure.kana)


def by_event(procedures: Iterable[Procedure], ranking: Ranking) -> Shelf:
    every = tuple(procedures)
    shelf = {
        event: ranking.order((procedure for procedure in every if event in procedure.events), event) for event in EVENTS
    }
    return {event: members for event, members in shelf.items() if members}


def count_by_event(procedures: Iterable[Procedure]) -> Mapping[str, int]:
    counted = Counter(event for procedure in procedures for event in procedure.events)
    return {event: counted[event] for event in EVENTS if counted[event]}


def by_family(city: City, procedures: Iterable[Procedure]) -> list[tuple[Family | None, list[Procedure]]]:
    """In the city's order; last None, for procedures of no family. Members keep their order."""
    families = city.entrance.families
    place = {duty: number for number, family in enumerate(families) for duty in family.duties}
    shelf = [(family, list[Procedure]()) for family in (*families, None)]
    for procedure in procedures:
        shelf[place.get(procedure.duty, -1)][1].append(procedure)
    return [(family, members) for family, members in shelf if members]


def by_kana(procedures: Iterable[Procedure]) -> Shelf:
    shelf: dict[str, list[Procedure]] = {}
    for procedure in sorted(procedures, key=lambda entry: (_row(entry.kana), entry.kana)):
        shelf.setdefault(_row(procedure.kana), []).append(procedure)
    return shelf


def by_office(installation: Basics, ranking: Ranking) -> list[tuple[Office, list[Procedure]]]:
    today = installation.clock.today()
    every = ranking.order(installation.catalogue.all())
    shelf: dict[str, tuple[Office, list[Procedure]]] = {}
    for duty in installation.city.duties:
        members = [procedure for procedure in every if procedure.duty == duty]
        if members:
            office = installation.city.office(duty, today)
            shelf.setdefault(office.office, (office, []))[1].extend(members)
    return list(shelf.values())


def _row(kana: str) -> str:
    first = jaconv.kata2hira(kana[:1]).translate(_PLAIN)
    return next((row[0] for row in _ROWS if first in row), "わ")
