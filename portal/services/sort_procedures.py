"""The procedures in the orders in which people look for one: by life event, by reading, by the office that holds them."""

from collections.abc import Iterable, Mapping, Sequence

import jaconv

from forms.city import Office
from forms.event import EVENTS
from forms.procedure import Procedure
from portal.services.installation import Installation

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
    """Life events that have a procedure, in our order."""
    every = by_reading(procedures)
    shelf = {event: [one for one in every if event in one.events] for event in EVENTS}
    return {event: those for event, those in shelf.items() if those}


def by_kana(procedures: Iterable[Procedure]) -> Shelf:
    """五十音: by the first letter of the row (あ, か, …), rows without a procedure left out."""
    shelf: dict[str, list[Procedure]] = {}
    for procedure in sorted(procedures, key=lambda one: (_row(one.kana), one.kana)):
        shelf.setdefault(_row(procedure.kana), []).append(procedure)
    return shelf


def by_office(installation: Installation) -> list[tuple[Office, list[Procedure]]]:
    """The offices of today with the procedures whose duty they hold, in the order of the city's file."""
    today = installation.clock.today()
    every = by_reading(installation.catalogue.all())
    shelf: dict[str, tuple[Office, list[Procedure]]] = {}
    for duty in installation.city.duties:
        those = [one for one in every if one.duty == duty]
        if those:
            office = installation.city.office(duty, today)
            shelf.setdefault(office.office, (office, []))[1].extend(those)
    return list(shelf.values())


def _row(kana: str) -> str:
    first = jaconv.kata2hira(kana[:1]).translate(_PLAIN)
    return next((row[0] for row in _ROWS if first in row), "わ")
