"""The section's queue: one page of open applications, nearest deadline first, and how many there are of each sort."""

import re
from dataclasses import dataclass, replace
from datetime import date

from forms.kind import KINDS
from portal.db import Unit
from portal.services.installation import Installation
from portal.services.official_words import OPEN_STATES, stands
from portal.services.queue_line import QueueLine, queue_lines
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications
from portal.store.applications import QueueFilter

PAGE = 50
COUNTED = 1000  # an exact count of a million would cost more than the page

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


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
    lines = queue_lines(installation, unit, rows[:PAGE])
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
