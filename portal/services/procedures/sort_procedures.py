"""Procedures by life event, reading and office."""

from collections.abc import Iterable, Mapping, Sequence

import jaconv

from forms.city.city import Office
from forms.definition.event import EVENTS
from forms.definition.procedure import Procedure
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


def by_event(procedures: Iterable[Procedure]) -> Shelf:
    every = by_reading(procedures)
    shelf = {event: [procedure for procedure in every if event in procedure.events] for event in EVENTS}
    return {event: members for event, members in shelf.items() if members}


def by_kana(procedures: Iterable[Procedure]) -> Shelf:
    shelf: dict[str, list[Procedure]] = {}
    for procedure in sorted(procedures, key=lambda entry: (_row(entry.kana), entry.kana)):
        shelf.setdefault(_row(procedure.kana), []).append(procedure)
    return shelf


def by_office(installation: Basics) -> list[tuple[Office, list[Procedure]]]:
    today = installation.clock.today()
    every = by_reading(installation.catalogue.all())
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
