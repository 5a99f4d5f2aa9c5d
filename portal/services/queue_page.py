"""The section's queue: one page of open applications, nearest deadline first, and how many there are of each sort."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from forms.kind import KINDS
from portal.db import Unit
from portal.services.colleagues import standing_in
from portal.services.installation import Installation
from portal.services.official_words import OPEN_STATES, stands
from portal.services.queue_line import QueueLine, queue_lines
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import queues
from portal.store.queues import ORDERS, QueueFilter

PAGE = 50
COUNTED = 1000  # an exact count of a million would cost more than the page

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True)
class QueuePage:
    """`counts` by sort of `SORTS`, "1000+" beyond that; `after` goes on behind the last line, "" at the end."""

    lines: tuple[QueueLine, ...]
    counts: dict[str, str]
    after: str


@dataclass(frozen=True)
class Wanted:
    """What the address asks for. `who` is "", mine or unassigned; `due` one of DUES, `papers` one of PAPERS, `hold` one of HOLDS, `sort` one of
    ORDERS but for the first, "" for all of them and for the nearest deadline first."""

    who: str = ""
    state: str = ""
    procedure: str = ""
    due: str = ""
    papers: str = ""
    hold: str = ""
    sort: str = ""
    after: str = ""


# Of the deadline: past, near, near in a statutory period, which must be extended by a notice before it ends; and the
# applicant's own day to answer is over.
DUES = ("over", "soon", "extension", "passed")
# Of papers that follow: waited for, waited for in vain, come and not looked at yet.
PAPERS = ("owed", "over", "new")
HOLDS = ("any", "approval")
# What everybody needs, as it stands above the queue.
SORTS = {
    "all": Wanted(),
    "mine": Wanted(who="mine"),
    "unassigned": Wanted(who="unassigned"),
    "soon": Wanted(due="soon"),
    "overdue": Wanted(due="over"),
    "extension": Wanted(due="extension"),
    "returned": Wanted(state="returned"),
    "approval": Wanted(hold="approval"),
    "held": Wanted(hold="any"),
    "passed": Wanted(due="passed"),
    "owes": Wanted(papers="owed"),
    "papers_over": Wanted(papers="over"),
    "papers_new": Wanted(papers="new"),
}


def queue_page(installation: Installation, unit: Unit, member: Member, wanted: Wanted) -> QueuePage:
    """Who looked at how many names is recorded; the caller commits."""
    today = installation.clock.today()
    wish = filter_of(installation, unit, member, wanted, today)
    order = wanted.sort or "due"
    rows = queues.page(unit, wish, order, after=_position(order, wanted.after), most=PAGE + 1)
    lines = queue_lines(installation, unit, rows[:PAGE], member.id)
    if lines:
        write_audit(installation, unit, member.actor, "see queue", detail=f"{len(lines)} applications")
    counts = {name: counted(unit, filter_of(installation, unit, member, sort, today)) for name, sort in SORTS.items()}
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return QueuePage(lines, counts, f"{getattr(last, ORDERS[order][0])}_{last.id}" if last else "")


def open_states(installation: Installation) -> tuple[str, ...]:
    """The states in which an application can stand in the queue."""
    waiting = {state for procedure in installation.catalogue.all() for state in KINDS[procedure.kind].waiting}
    return (*OPEN_STATES, *sorted(waiting))


def filter_of(installation: Installation, unit: Unit, member: Member, wanted: Wanted, today: date) -> QueueFilter:
    """As the store is asked: among the duties that this member may see, and no others. Theirs are also those of whom they stand
    in for, as long as that lasts."""
    mine = (member.id, *sorted(standing_in(installation, unit, member.id))) if wanted.who == "mine" else None
    wish = QueueFilter(
        member.duties("see", tuple(installation.city.duties)), state=wanted.state, procedure=wanted.procedure,
        assignees=mine, unassigned=wanted.who == "unassigned",
        passed=wanted.due == "passed", papers=wanted.papers, hold=wanted.hold,
    )  # fmt: skip
    if wanted.due not in ("over", "soon", "extension"):
        return wish
    procedures = installation.catalogue.all()
    standing = tuple(procedure.id for procedure in procedures if stands(procedure))
    if wanted.due == "over":
        return replace(wish, due_before=today.isoformat(), standing=standing)
    near = replace(
        wish, due_before=(today + timedelta(days=installation.city.warn_days)).isoformat(), standing=standing
    )
    if wanted.due == "soon":
        return replace(near, due_from=today.isoformat())
    # A statutory period stands for nothing, and one that has ended is the more urgent.
    return replace(near, only=tuple(one.id for one in procedures if one.period and one.period.kind == "statutory"))


def counted(unit: Unit, wish: QueueFilter) -> str:
    """In words, no further than COUNTED."""
    number = queues.count(unit, wish, COUNTED + 1)
    return f"{COUNTED}+" if number > COUNTED else str(number)


def _position(order: str, after: str) -> tuple[str | int, int] | None:
    at, _, number = after.partition("_")
    if not _NUMBER.fullmatch(number):
        return None
    if order == "due":
        return (at, int(number)) if _DAY.fullmatch(at) else None
    return (int(at), int(number)) if _NUMBER.fullmatch(at) else None
