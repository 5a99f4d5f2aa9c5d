"""The section's queue: one page of open applications, nearest deadline first, and how many there are of each sort."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from forms.kind import KINDS
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.installation import Installation
from portal.services.name_principal import name_principal
from portal.services.official_words import OPEN_STATES, Deadline, days_left, deadline, stands
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications, corrections, staff_members
from portal.store.applications import ApplicationRow, QueueFilter
from portal.store.staff_members import StaffRow

PAGE = 50
COUNTED = 1000  # an exact count of a million would cost more than the page

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True)
class QueueLine:
    """`answer_by`: until when the applicant was asked to mend it, where it waits for that."""

    receipt_number: str
    procedure: str
    name: str
    state: str
    due: Deadline
    answer_by: Deadline | None
    assignee: str
    door: str
    arrived: date


@dataclass(frozen=True)
class QueuePage:
    """`counts` by sort of `SORTS`, "1000+" beyond that; `after` goes on behind the last line, "" at the end."""

    lines: tuple[QueueLine, ...]
    counts: dict[str, str]
    after: str


@dataclass(frozen=True)
class Wanted:
    """What the address asks for. `who` is "", mine or unassigned; `passed`: the applicant's day to answer is over;
    `papers`: one of PAPERS, "" for all."""

    who: str = ""
    state: str = ""
    procedure: str = ""
    overdue: bool = False
    passed: bool = False
    papers: str = ""
    after: str = ""


# Of papers that follow: waited for, waited for in vain, come and not looked at yet.
PAPERS = ("owed", "over", "new")
# Saved views of the queue, as they stand above it.
SORTS = {
    "all": Wanted(),
    "mine": Wanted(who="mine"),
    "unassigned": Wanted(who="unassigned"),
    "overdue": Wanted(overdue=True),
    "returned": Wanted(state="returned"),
    "passed": Wanted(passed=True),
    "owes": Wanted(papers="owed"),
    "papers_over": Wanted(papers="over"),
    "papers_new": Wanted(papers="new"),
}


def queue_page(installation: Installation, unit: Unit, member: Member, wanted: Wanted) -> QueuePage:
    """Who looked at how many names is recorded; the caller commits."""
    today = installation.clock.today()
    wish = _filter(installation, member, wanted, today)
    rows = applications.queue(unit, wish, after=_position(wanted.after), most=PAGE + 1)
    lines = _lines(installation, unit, rows[:PAGE], today)
    if lines:
        write_audit(installation, unit, member.actor, "see queue", detail=f"{len(lines)} applications")
    counts = {name: _count(unit, _filter(installation, member, sort, today)) for name, sort in SORTS.items()}
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return QueuePage(lines, counts, f"{last.due}_{last.id}" if last else "")


def open_states(installation: Installation) -> tuple[str, ...]:
    """The states in which an application can stand in the queue."""
    waiting = {state for procedure in installation.catalogue.all() for state in KINDS[procedure.kind].waiting}
    return (*OPEN_STATES, *sorted(waiting))


def _filter(installation: Installation, member: Member, wanted: Wanted, today: date) -> QueueFilter:
    procedures = installation.catalogue.all()
    wish = QueueFilter(
        member.duties("see", tuple(installation.city.duties)), state=wanted.state, procedure=wanted.procedure,
        assignee_id=member.id if wanted.who == "mine" else None, unassigned=wanted.who == "unassigned",
        passed=wanted.passed, papers=wanted.papers,
    )  # fmt: skip
    if not wanted.overdue:
        return wish
    standing = tuple(procedure.id for procedure in procedures if stands(procedure))
    return replace(wish, due_before=today.isoformat(), standing=standing)


def _count(unit: Unit, wish: QueueFilter) -> str:
    number = applications.queue_count(unit, wish, COUNTED + 1)
    return f"{COUNTED}+" if number > COUNTED else str(number)


def _position(after: str) -> tuple[str, int] | None:
    due, _, number = after.partition("_")
    known = _DAY.fullmatch(due) and number.isascii() and number.isdigit() and len(number) < 19
    return (due, int(number)) if known else None


def _lines(
    installation: Installation, unit: Unit, rows: Sequence[ApplicationRow], today: date
) -> tuple[QueueLine, ...]:
    taken = {row.assignee_id for row in rows if row.assignee_id is not None}
    staff = {number: staff_members.by_id(unit, number) for number in taken}
    asked = corrections.open_dues(unit, [row.id for row in rows if row.state == "returned"])
    lines = []
    for row in rows:
        procedure = installation.catalogue.version(unit, row.meaning)
        lines.append(
            QueueLine(
                row.receipt_number, procedure.title, name_principal(installation, unit, row), row.state,
                deadline(today, row.due, row.state, procedure),
                days_left(today, asked[row.id]) if row.id in asked else None,
                _name(staff.get(row.assignee_id or 0)), row.door, tokyo_day(from_micro(row.arrived_at)),
            )
        )  # fmt: skip
    return tuple(lines)


def _name(row: StaffRow | None) -> str:
    return row.name if row else ""
