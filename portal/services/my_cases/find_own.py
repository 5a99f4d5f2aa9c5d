"""Somebody's earlier applications in pages, by who applies, procedure or receipt number: agents and companies have many."""

from dataclasses import dataclass

from portal.clock import Clock
from portal.db import Unit
from portal.services.cases.cases import Case, open_own_case, read_answers
from portal.services.my_cases.own_applications import without_ended
from portal.services.my_cases.start_another import named_in
from portal.services.shared.catalogue import speech_of
from portal.services.shared.fold_names import name_key
from portal.services.shared.fold_words import folded
from portal.services.shared.needs import Records
from portal.services.shared.people_in import name_text
from portal.services.shared.receipt_number import read
from portal.services.shared.sessions import READ, Session
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow

PAGE = 20
MOST_TYPED = 100  # characters
# Names are sealed, so a search opens one application after another: so many at once, and the page goes on from there.
MOST_OPENED = 1000
_CHUNK = 100
_NEWEST = 1 << 62


@dataclass(frozen=True)
class OwnPage:
    """`before`: the receipt number after which the next page begins, "" at the end. `names`: who applies, by receipt number."""

    cases: tuple[Case, ...]
    names: dict[str, str]
    before: str


def find_own(
    installation: Records, unit: Unit, session: Session, typed: str = "", before: str = "", language: str = "ja"
) -> OwnPage:
    """Only what this session may read. A `before` that is not theirs begins at the newest."""
    last, opened, cases, names = _start(unit, session, before), 0, list[Case](), dict[str, str]()
    while opened < MOST_OPENED:
        rows = applications.of_person_before(unit, session.person_id or "", last, _CHUNK)
        for case in _opened(installation, unit, session, rows):
            if not _fits(case, typed, language):
                continue
            if len(cases) == PAGE:
                return OwnPage(tuple(cases), names, cases[-1].row.receipt_number)
            cases.append(case)
            names[case.row.receipt_number] = named_in(case)
        if len(rows) < _CHUNK:
            return OwnPage(tuple(cases), names, "")
        last, opened = rows[-1].id, opened + len(rows)
    return OwnPage(tuple(cases), names, rows[-1].receipt_number)


def _start(unit: Unit, session: Session, before: str) -> int:
    row = applications.by_number(unit, before) if before else None
    return row.id if row is not None and row.person_id == session.person_id else _NEWEST


def _opened(installation: Records, unit: Unit, session: Session, rows: list[ApplicationRow]) -> list[Case]:
    shown = [row for row in _in_force(installation.clock, unit, rows) if session.may(READ, row.procedure)]
    read_answers(unit, shown)
    return [open_own_case(installation, unit, row) for row in shown]


def _in_force(clock: Clock, unit: Unit, rows: list[ApplicationRow]) -> list[ApplicationRow]:
    return without_ended(clock, unit, rows) if rows else []


def _fits(case: Case, typed: str, language: str) -> bool:
    text = typed[:MOST_TYPED]
    if read(text) is not None:
        return read(text) == case.row.receipt_number
    title = speech_of(case.procedure, language).text("title", case.procedure.title)
    person = name_text(case.answers.get(case.procedure.principal.get("name", "")) or {})
    written = " ".join((case.procedure.title, title, named_in(case), person, case.row.receipt_number))
    # Each word somewhere, in any spelling of a name (髙 is 高).
    return all(name_key(word) in name_key(written) or folded(word) in folded(written) for word in text.split())
