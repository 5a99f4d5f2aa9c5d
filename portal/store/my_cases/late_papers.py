"""追完."""

# Each step is one statement: one concurrent caller does it.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, func, literal, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.correction import Correction
from portal.models.my_cases.late_paper import LatePaper
from portal.store.desk.desk_tasks import PAPER, DueRow, has_task
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql

OWED, CAME, WAIVED, UNNEEDED = "owed", "came", "waived", "unneeded"


@dataclass(frozen=True)
class LatePaperRow:
    id: int
    application_id: int
    paper: str
    state: str
    due: str
    first_due: str
    asked_at: int
    with_it: int  # came with the application
    extended: int
    settled_at: int | None
    came_by: str
    came_on: str
    seen_at: int | None
    sealed_note: bytes | None

    @property
    def is_enclosed(self) -> bool:
        return bool(self.with_it) and self.settled_at == self.asked_at


@dataclass(frozen=True)
class Coming:
    by: str  # online, post or counter
    on: str
    sealed_note: bytes | None = None
    seen_at: int | None = None


_paper = LatePaper.table
_application = Application.table
_OWED = _paper.c.state == OWED
_ADD = sql(
    insert_into(LatePaper, LatePaperRow, but=("id", "sealed_note"), beside=("reminded",)).on_conflict_do_nothing()
)
_OF_APPLICATIONS = sql(
    rows(LatePaperRow, LatePaper)
    .where(_paper.c.application_id.in_(bindparam("ids")))
    .order_by(_paper.c.application_id, _paper.c.id)
)
_BY_KEY = sql(rows(LatePaperRow, LatePaper).where(by(_paper.c.application_id, _paper.c.paper)))
_COME = sql(
    update(_paper)
    .where(by(_paper.c.id), _OWED)
    .values(
        bound("seen_at", "sealed_note")
        | {
            "state": CAME,
            "settled_at": bindparam("now"),
            "came_by": bindparam("by"),
            "came_on": bindparam("on"),
        }
    )
)
_WAIVE = sql(
    update(_paper)
    .where(by(_paper.c.id), _OWED)
    .values(bound("sealed_note") | {"state": WAIVED, "settled_at": bindparam("now")})
)
_EXTEND = sql(
    update(_paper)
    .where(by(_paper.c.id), _OWED, _paper.c.due == bindparam("was"))
    .values(bound("due") | {"extended": _paper.c.extended + 1})
)
_ASK = sql(
    update(_paper)
    .where(by(_paper.c.id), _paper.c.state != OWED)
    .values(
        bound("due")
        | {"state": OWED, "settled_at": None, "came_by": "", "came_on": "", "seen_at": None, "sealed_note": None}
    )
)
_CARRIED = ("paper", "state", "due", "first_due", "asked_at", "extended", "settled_at", "came_by", "came_on")
_AS_INSIDE = sql(update(_paper).where(by(_paper.c.application_id, _paper.c.paper)).values(bound(*_CARRIED[1:])))
_DROP = sql(update(_paper).where(by(_paper.c.id), _OWED).values(state=UNNEEDED, settled_at=bindparam("now")))
_SEE = sql(
    update(_paper)
    .where(by(_paper.c.application_id, _paper.c.paper), _paper.c.state == CAME, _paper.c.seen_at.is_(None))
    .values(seen_at=bindparam("now"))
)
_REMIND = sql(
    update(_paper).where(by(_paper.c.id), _OWED, _paper.c.reminded != _paper.c.due).values(reminded=_paper.c.due)
)
# A paper that an open correction asks for (`paper-<key>` in its fields) waits for the correction's day, not twice.
# Whole words: taking it out changes the fields; LIKE would read `_` as any sign.
_correction = Correction.table
_FIELDS = literal(" ") + _correction.c.fields + " "
_IN_RETURN = exists().where(
    _correction.c.application_id == _paper.c.application_id,
    _correction.c.answered_at.is_(None),
    func.replace(_FIELDS, literal(" paper-") + _paper.c.paper + " ", "") != _FIELDS,
)
# Papers for decided or withdrawn applications are no longer expected.
_WAITS = (
    select(_paper.c.id, _paper.c.application_id, _paper.c.due)
    .join_from(_paper, _application, _application.c.id == _paper.c.application_id)
    .where(_OWED, _application.c.decided_at.is_(None), ~_IN_RETURN)
    .order_by(_paper.c.id)
    .limit(bindparam("most"))
)
_PASSED = sql(
    _WAITS.where(_paper.c.due < bindparam("today"), ~has_task(PAPER, _paper.c.id, _paper.c.due)),
    DueRow,
)
_NEAR = sql(
    _WAITS.where(
        _paper.c.due >= bindparam("today"),
        _paper.c.due <= bindparam("until"),
        _paper.c.reminded != _paper.c.due,
        _paper.c.asked_at < bindparam("asked_before"),
    ),
    DueRow,
)


def add(unit: Unit, application_id: int, paper: str, due: str, now: int, coming: Coming | None) -> None:
    """Ignores an existing paper."""
    values = {
        "application_id": application_id, "paper": paper, "state": CAME if coming else OWED, "due": due,
        "first_due": due, "asked_at": now, "with_it": int(coming is not None), "extended": 0, "reminded": "",
        "settled_at": now if coming else None, "came_by": coming.by if coming else "",
        "came_on": coming.on if coming else "", "seen_at": now if coming else None,
    }  # fmt: skip
    run(unit, _ADD, values)


def of_applications(unit: Unit, application_ids: Sequence[int]) -> dict[int, list[LatePaperRow]]:
    papers: dict[int, list[LatePaperRow]] = {}
    for row in every(unit, _OF_APPLICATIONS, ids=application_ids):
        papers.setdefault(row.application_id, []).append(row)
    return papers


def of_application(unit: Unit, application_id: int) -> list[LatePaperRow]:
    return of_applications(unit, [application_id]).get(application_id, [])


def first_dues(unit: Unit, application_ids: Sequence[int]) -> dict[int, str]:
    papers = of_applications(unit, application_ids)
    return {
        number: min(dues) for number, rows in papers.items() if (dues := [row.due for row in rows if row.state == OWED])
    }


def by_key(unit: Unit, application_id: int, paper: str) -> LatePaperRow | None:
    return one(unit, _BY_KEY, application_id=application_id, paper=paper)


def mark_received(unit: Unit, paper_id: int, coming: Coming, now: int) -> bool:
    values = {"id": paper_id, "now": now, **vars(coming)}
    return run(unit, _COME, values).rowcount == 1


def waive(unit: Unit, paper_id: int, sealed_note: bytes, now: int) -> bool:
    return run(unit, _WAIVE, {"id": paper_id, "sealed_note": sealed_note, "now": now}).rowcount == 1


def extend(unit: Unit, paper_id: int, was: str, due: str) -> bool:
    return run(unit, _EXTEND, {"id": paper_id, "was": was, "due": due}).rowcount == 1


def ask(unit: Unit, paper_id: int, due: str) -> bool:
    return run(unit, _ASK, {"id": paper_id, "due": due}).rowcount == 1


def copy_from_inside(unit: Unit, application_id: int, inside: Mapping[str, Any]) -> None:
    """Copies the inner zone's state, without notes."""
    add(unit, application_id, inside["paper"], inside["due"], inside["asked_at"], None)
    run(unit, _AS_INSIDE, {name: inside[name] for name in _CARRIED} | {"application_id": application_id})


def drop(unit: Unit, paper_id: int, now: int) -> bool:
    return run(unit, _DROP, {"id": paper_id, "now": now}).rowcount == 1


def see(unit: Unit, application_id: int, paper: str, now: int) -> int:
    return int(run(unit, _SEE, {"application_id": application_id, "paper": paper, "now": now}).rowcount)


def remind(unit: Unit, paper_id: int) -> bool:
    return run(unit, _REMIND, {"id": paper_id}).rowcount == 1


def passed(unit: Unit, today: str, most: int) -> list[DueRow]:
    return every(unit, _PASSED, today=today, most=most)


def near(unit: Unit, today: str, until: str, asked_before: int, most: int) -> list[DueRow]:
    return every(unit, _NEAR, today=today, until=until, asked_before=asked_before, most=most)
