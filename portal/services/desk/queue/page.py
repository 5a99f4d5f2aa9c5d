import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from forms.definition.kind import KINDS
from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.desk.queue.line import QueueLine, queue_lines
from portal.services.desk.queue.period_tasks import pausing_procedures
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.needs import Basics, Records
from portal.services.shared.official_words import OPEN_STATES
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.staff.colleagues import substituting_for
from portal.store.desk import queues
from portal.store.desk.queues import Place, QueueFilter

PAGE = 50
COUNTED = 1000  # an exact count of a million rows would cost more than the page

_PAUSED = "_paused"  # end of a cursor
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True)
class QueuePage:
    lines: tuple[QueueLine, ...]
    counts: dict[str, str]
    after: str  # a cursor, "" at the end


@dataclass(frozen=True)
class Wanted:
    # mine or unassigned; `due` of DUES, `papers` of PAPERS, `hold` of HOLDS, `sort` of ORDERS; "" for all, nearest
    # deadline first. `task` of TASKS: what waits besides the review, alone
    who: str = ""
    state: str = ""
    procedure: str = ""
    office: str = ""
    due: str = ""
    papers: str = ""
    hold: str = ""
    sort: str = ""
    task: str = ""
    after: str = ""


# Deadlines: past; near; near in a statutory period, which needs a notice before it ends; the applicant's day to answer
# has passed.
DUES = ("over", "soon", "extension", "passed")
# Papers that follow: awaited, overdue, received but not viewed.
PAPERS = ("owed", "over", "new")
HOLDS = ("any", "approval")
TASKS = (
    "approvals", "reached", "near", "stops", "messages", "notify", "letters_back", "refunds", "matches", "taken_back",
    "unsigned", "opinions_came", "opinions_late", "terms_ending",
)  # fmt: skip
# The standard views above the queue.
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


def queue_page(installation: Records, unit: Unit, member: Member, wanted: Wanted, *, lists: bool = True) -> QueuePage:
    """Audited. Without `lists` only the counts."""
    today = installation.clock.today()
    wish = filter_of(installation, unit, member, wanted, today)
    order = wanted.sort or "due"
    rows = queues.page(unit, wish, order, after=_position(order, wanted.after), most=PAGE + 1) if lists else []
    lines = queue_lines(installation, unit, rows[:PAGE], member)
    counts = {name: counted(unit, filter_of(installation, unit, member, sort, today)) for name, sort in SORTS.items()}
    if lines:
        write_audit(installation, unit, member.actor, "see queue", detail=f"{len(lines)} applications")
    last = queues.place_of(rows[PAGE - 1], wish, order) if len(rows) > PAGE else None
    return QueuePage(lines, counts, _cursor(last) if last else "")


def open_states(catalogue: Catalogue) -> tuple[str, ...]:
    return catalogue.of_all(_open_states)


def _open_states(procedures: Sequence[Procedure]) -> tuple[str, ...]:
    waiting = {state for procedure in procedures for state in KINDS[procedure.kind].waiting}
    return (*OPEN_STATES, *sorted(waiting))


def offices_of(installation: Basics, duties: Collection[str]) -> tuple[tuple[str, str], ...]:
    """(id, name) of today of all receiving offices for procedures of these duties."""
    today, procedures = installation.clock.today(), installation.catalogue.of_all(_receiving)
    kinds = {kind for duty, kind in procedures if duty in duties}
    rows = (row for kind in sorted(kinds) for row in installation.city.facilities(kind, today))
    return tuple((row.id, row.name) for row in rows)


def _receiving(procedures: Sequence[Procedure]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (procedure.duty, procedure.by_name[procedure.receiving.question].settings.kind)
        for procedure in procedures
        if procedure.receiving is not None
    )


def _statutory(procedures: Sequence[Procedure]) -> tuple[str, ...]:
    return tuple(procedure.id for procedure in procedures if procedure.period and procedure.period.kind == "statutory")


def filter_of(installation: Basics, unit: Unit, member: Member, wanted: Wanted, today: date) -> QueueFilter:
    """Stays within the member's duties."""
    mine = (member.id, *sorted(substituting_for(installation.clock, unit, member.id))) if wanted.who == "mine" else None
    wish = QueueFilter(
        member.duties("see", tuple(installation.city.duties)), state=wanted.state, procedure=wanted.procedure,
        office=wanted.office,
        assignees=mine, unassigned=wanted.who == "unassigned",
        passed=wanted.due == "passed", papers=wanted.papers, hold=wanted.hold,
        pausing=pausing_procedures(installation.catalogue),
    )  # fmt: skip
    if wanted.due not in ("over", "soon", "extension"):
        return wish
    pausing = wish.pausing
    if wanted.due == "over":
        return replace(wish, due_before=today.isoformat(), standing=pausing)
    near = replace(wish, due_before=(today + timedelta(days=installation.city.warn_days)).isoformat(), standing=pausing)
    if wanted.due == "soon":
        return replace(near, due_from=today.isoformat())
    # A statutory period is never paused, and an expired one is more urgent.
    return replace(near, only=installation.catalogue.of_all(_statutory))


def counted(unit: Unit, wish: QueueFilter) -> str:
    number = queues.count(unit, wish, COUNTED + 1)
    return f"{COUNTED}+" if number > COUNTED else str(number)


def _cursor(place: Place) -> str:
    return f"{place.value}_{place.id}{_PAUSED if place.paused else ''}"


def _position(order: str, after: str) -> Place | None:
    key, _, number = after.removesuffix(_PAUSED).partition("_")
    if not _NUMBER.fullmatch(number):
        return None
    if order == "due":
        return Place(key, int(number), after.endswith(_PAUSED)) if _DAY.fullmatch(key) else None
    return Place(int(key), int(number)) if _NUMBER.fullmatch(key) else None
