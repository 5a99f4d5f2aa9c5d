"""Papers that may follow an application: owed until a day → came, waived, or unneeded since an answer changed. Each step
is one statement, so that of two who are at it one does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.desk_tasks import DueRow
from portal.store.statements import every, insert, one, run, sql

OWED, CAME, WAIVED, UNNEEDED = "owed", "came", "waived", "unneeded"


@dataclass(frozen=True)
class LatePaperRow:
    """Instants are microseconds UTC, days ISO days. `paper` is the key of the paper in these answers; `with_it`: it came
    along with the application, whatever was asked for afterwards."""

    id: int
    application_id: int
    paper: str
    state: str
    due: str
    first_due: str
    asked_at: int
    with_it: int
    extended: int
    settled_at: int | None
    came_by: str
    came_on: str
    seen_at: int | None
    sealed_note: bytes | None

    @property
    def came_along(self) -> bool:
        """And was not asked for since."""
        return bool(self.with_it) and self.settled_at == self.asked_at


@dataclass(frozen=True)
class Coming:
    """How a paper came: `by` online, post or counter, `on` which day."""

    by: str
    on: str
    sealed_note: bytes | None = None
    seen_at: int | None = None


_COLUMNS = (
    "id, application_id, paper, state, due, first_due, asked_at, with_it, extended, settled_at, came_by, came_on, "
    "seen_at, sealed_note"
)
_ADD = insert(
    "late_paper", "application_id", "paper", "state", "due", "first_due", "asked_at", "with_it", "extended", "reminded",
    "settled_at", "came_by", "came_on", "seen_at", tail="ON CONFLICT DO NOTHING",
)  # fmt: skip
_OF_APPLICATIONS = sql(
    f"SELECT {_COLUMNS} FROM late_paper WHERE application_id IN :ids ORDER BY application_id, id"
).bindparams(bindparam("ids", expanding=True))
_BY_KEY = sql(f"SELECT {_COLUMNS} FROM late_paper WHERE application_id = :application_id AND paper = :paper")
_COME = sql(
    "UPDATE late_paper SET state = 'came', settled_at = :now, came_by = :by, came_on = :on, seen_at = :seen_at, "
    "sealed_note = :sealed_note WHERE id = :id AND state = 'owed'"
)
_WAIVE = sql(
    "UPDATE late_paper SET state = 'waived', settled_at = :now, sealed_note = :sealed_note WHERE id = :id AND state = 'owed'"
)
_EXTEND = sql(
    "UPDATE late_paper SET due = :due, extended = extended + 1 WHERE id = :id AND state = 'owed' AND due = :was"
)
_ASK = sql(
    "UPDATE late_paper SET state = 'owed', due = :due, settled_at = NULL, came_by = '', came_on = '', seen_at = NULL "
    "WHERE id = :id AND state <> 'owed'"
)
_SAID = ("paper", "state", "due", "first_due", "asked_at", "extended", "settled_at", "came_by", "came_on")
_AS_INSIDE = sql(
    "UPDATE late_paper SET "
    + ", ".join(f"{name} = :{name}" for name in _SAID[1:])
    + " WHERE application_id = :application_id AND paper = :paper"
)
_DROP = sql("UPDATE late_paper SET state = 'unneeded', settled_at = :now WHERE id = :id AND state = 'owed'")
_SEE = sql(
    "UPDATE late_paper SET seen_at = :now WHERE application_id = :application_id AND state = 'came' AND seen_at IS NULL"
)
_REMIND = sql("UPDATE late_paper SET reminded = due WHERE id = :id AND state = 'owed' AND reminded <> due")

# Nobody waits for a paper of what was decided, or taken back.
_WAITS = (
    "FROM late_paper p JOIN application a ON a.id = p.application_id WHERE p.state = 'owed' AND a.decided_at IS NULL"
)
_PASSED = sql(
    f"SELECT p.id, p.application_id, p.due {_WAITS} AND p.due < :today AND NOT EXISTS (SELECT 1 FROM desk_task t "
    "WHERE t.about = 'paper' AND t.subject_id = p.id AND t.due = p.due) ORDER BY p.id LIMIT :most"
)
_NEAR = sql(
    f"SELECT p.id, p.application_id, p.due {_WAITS} AND p.due >= :today AND p.due <= :until AND p.reminded <> p.due "
    "AND p.asked_at < :asked_before ORDER BY p.id LIMIT :most"
)


def add(unit: Unit, application_id: int, paper: str, due: str, now: int, coming: Coming | None) -> None:
    """Asked for; `coming`: it came along. One of this name that there is already stays as it is."""
    values = {
        "application_id": application_id, "paper": paper, "state": CAME if coming else OWED, "due": due,
        "first_due": due, "asked_at": now, "with_it": int(coming is not None), "extended": 0, "reminded": "",
        "settled_at": now if coming else None, "came_by": coming.by if coming else "",
        "came_on": coming.on if coming else "", "seen_at": now if coming else None,
    }  # fmt: skip
    run(unit, _ADD, values)


def of_applications(unit: Unit, application_ids: Sequence[int]) -> dict[int, list[LatePaperRow]]:
    """Those of each, as they were asked for; an application without any is absent."""
    found: dict[int, list[LatePaperRow]] = {}
    for row in every(unit, _OF_APPLICATIONS, ids=list(application_ids)) if application_ids else ():
        found.setdefault(row.application_id, []).append(_row(row))
    return found


def of_application(unit: Unit, application_id: int) -> list[LatePaperRow]:
    return of_applications(unit, [application_id]).get(application_id, [])


def first_dues(unit: Unit, application_ids: Sequence[int]) -> dict[int, str]:
    """The nearest day until which each of these owes a paper; what owes none is absent."""
    found = of_applications(unit, application_ids)
    return {
        number: min(dues) for number, rows in found.items() if (dues := [row.due for row in rows if row.state == OWED])
    }


def by_key(unit: Unit, application_id: int, paper: str) -> LatePaperRow | None:
    row = one(unit, _BY_KEY, application_id=application_id, paper=paper)
    return _row(row) if row else None


def _row(row: Any) -> LatePaperRow:
    return LatePaperRow(*row)


def come(unit: Unit, paper_id: int, coming: Coming, now: int) -> bool:
    """False if it came already, or nobody waits for it any more."""
    values = {"id": paper_id, "now": now, **vars(coming)}
    return run(unit, _COME, values).rowcount == 1


def waive(unit: Unit, paper_id: int, sealed_note: bytes, now: int) -> bool:
    return run(unit, _WAIVE, {"id": paper_id, "sealed_note": sealed_note, "now": now}).rowcount == 1


def extend(unit: Unit, paper_id: int, was: str, due: str) -> bool:
    return run(unit, _EXTEND, {"id": paper_id, "was": was, "due": due}).rowcount == 1


def ask(unit: Unit, paper_id: int, due: str) -> bool:
    """Once more: it was not what it should be, or an answer needs it again. False if it is owed anyhow."""
    return run(unit, _ASK, {"id": paper_id, "due": due}).rowcount == 1


def be_as_inside(unit: Unit, application_id: int, said: Mapping[str, Any]) -> None:
    """As the inner zone has it: owed, come, waived, until when. What the section noted stays there."""
    add(unit, application_id, said["paper"], said["due"], said["asked_at"], None)
    run(unit, _AS_INSIDE, {name: said[name] for name in _SAID} | {"application_id": application_id})


def drop(unit: Unit, paper_id: int, now: int) -> bool:
    """An answer that changed needs it no more."""
    return run(unit, _DROP, {"id": paper_id, "now": now}).rowcount == 1


def see(unit: Unit, application_id: int, now: int) -> int:
    """Marks what came as seen by the section; how many."""
    return int(run(unit, _SEE, {"application_id": application_id, "now": now}).rowcount)


def remind(unit: Unit, paper_id: int) -> bool:
    """False if somebody else did."""
    return run(unit, _REMIND, {"id": paper_id}).rowcount == 1


def passed(unit: Unit, today: str, most: int) -> list[DueRow]:
    """Those whose day is over and for which no task was opened yet."""
    return [DueRow(*row) for row in every(unit, _PASSED, today=today, most=most)]


def near(unit: Unit, today: str, until: str, asked_before: int, most: int) -> list[DueRow]:
    """Those whose day is one of these, of which nobody was reminded."""
    return [DueRow(*row) for row in every(unit, _NEAR, today=today, until=until, asked_before=asked_before, most=most)]
