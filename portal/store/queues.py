"""The queue of open applications: pages by keyset and counts that stop. As fast among a million as among ten thousand, because every
part of a page is a range of an index that knows the open ones alone."""

from dataclasses import dataclass
from typing import Any

from portal.db import Unit
from portal.store.applications import COLUMNS, ApplicationRow, duties_as_values
from portal.store.decisions import IN_APPROVAL
from portal.store.holds import HELD
from portal.store.statements import every, one, sql

# From the few that are waited for to their applications, not the other way round: that way each open one would be asked.
_PASSED = (
    "state = 'returned' AND id IN (SELECT t.application_id FROM desk_task t JOIN correction c ON c.id = t.subject_id "
    "AND c.due = t.due WHERE t.about = 'correction' AND c.answered_at IS NULL)"
)
_PAPERS = {
    "owed": "id IN (SELECT application_id FROM late_paper WHERE state = 'owed')",
    "over": (
        "id IN (SELECT t.application_id FROM desk_task t JOIN late_paper p ON p.id = t.subject_id AND p.due = t.due "
        "WHERE t.about = 'paper' AND p.state = 'owed')"
    ),
    "new": "id IN (SELECT application_id FROM late_paper WHERE state = 'came' AND seen_at IS NULL)",
}
# What a list is sorted by, and whether it grows. The id decides between equals.
ORDERS = {"due": ("due", True), "oldest": ("arrived_at", True), "newest": ("arrived_at", False)}

_NEWEST = sql("SELECT COALESCE(MAX(id), 0) FROM application")
_SINCE = sql("SELECT id, duty FROM application WHERE id > :last ORDER BY id DESC LIMIT :most")


_HOLDS = {"any": HELD, "approval": IN_APPROVAL}


@dataclass(frozen=True)
class QueueFilter:
    """What the desk wants to see. Exactly these duties; `state` "" = every open one. `standing`: procedures whose clock
    stands while an application is returned, so that `due_before` does not find those. `only`: these procedures alone."""

    duties: tuple[str, ...]
    state: str = ""
    procedure: str = ""
    only: tuple[str, ...] | None = None
    assignees: tuple[int, ...] | None = None  # whoever looks, and for whom they stand in
    unassigned: bool = False
    due_from: str = ""
    due_before: str = ""
    standing: tuple[str, ...] = ()
    passed: bool = False  # a day for the applicant to answer is over, and nobody has decided what comes next
    papers: str = ""  # owed, over or new: papers that follow
    hold: str = ""  # any: something beside its state has to be settled first; approval: an approver is asked


def page(
    unit: Unit, wanted: QueueFilter, order: str = "due", *, after: tuple[str | int, int] | None = None, most: int = 50
) -> list[ApplicationRow]:
    """In one of ORDERS; `after` is (what it is sorted by, id) of the last row seen."""
    column, grows = ORDERS[order]
    where, values = _where(wanted)
    if after is not None:
        sign = ">" if grows else "<"
        where += f" AND ({column} {sign} :sorted OR ({column} = :sorted AND id {sign} :last))"
        values |= {"sorted": after[0], "last": after[1]}
    sorting = f"ORDER BY {column}, id" if grows else f"ORDER BY {column} DESC, id DESC"
    ranges, named = _ranges(wanted)
    each = (
        f"SELECT * FROM (SELECT {COLUMNS} FROM application WHERE {one_range} AND {where} {sorting} LIMIT :most) AS r{number}"
        for number, one_range in enumerate(ranges)
    )
    text = sql(f"{' UNION ALL '.join(each)} {sorting} LIMIT :most")
    return [ApplicationRow(*row) for row in every(unit, text, **values, **named, most=most)]


def _ranges(wanted: QueueFilter) -> tuple[list[str], dict[str, Any]]:
    """One of an index for each duty, for each of the procedures that are `only` wanted and for each of the `assignees`: `IN`
    would read all of them and sort. Where few wait for something, one for all duties, and no index of duties: SQLite would
    take that one for its order, and ask each open application whether it is one of the few."""
    duties = duties_as_values(wanted.duties)
    named: dict[str, Any] = dict(duties)
    ranges = [f"duty = :{duty}" for duty in duties]
    if wanted.passed or wanted.papers or wanted.hold:
        ranges = [f"duty || '' IN ({', '.join(f':{duty}' for duty in duties)})"]
    for column, asked in (("procedure", wanted.only), ("assignee_id", wanted.assignees)):
        if asked is not None:
            values = {f"{column}{number}": value for number, value in enumerate(asked or ("",))}
            named |= values
            ranges = [f"{one} AND {column} = :{name}" for one in ranges for name in values]
    return ranges, named


def count(unit: Unit, wanted: QueueFilter, most: int = 1000) -> int:
    """How many, counted no further than `most`: an exact count of a million would cost more than the page."""
    where, values = _where(wanted)
    ranges, named = _ranges(wanted)
    each = (
        f"SELECT * FROM (SELECT 1 FROM application WHERE {one_range} AND {where} LIMIT :most) AS r{number}"
        for number, one_range in enumerate(ranges)
    )
    text = sql(f"SELECT COUNT(*) FROM ({' UNION ALL '.join(each)} LIMIT :most) AS few")
    row = one(unit, text, **values, **named, most=most)
    return int(row[0]) if row else 0


def newest(unit: Unit) -> int:
    """The number of the last application there is; 0 before the first."""
    return int(one(unit, _NEWEST)[0])


def since(unit: Unit, last: int, most: int) -> list[tuple[int, str]]:
    """(number, duty) of those behind `last`, the newest first."""
    return [(row.id, row.duty) for row in every(unit, _SINCE, last=last, most=most)]


def _where(wanted: QueueFilter) -> tuple[str, dict[str, Any]]:
    """Everything but the duties."""
    clauses: list[str] = ["decided_at IS NULL"]
    values: dict[str, Any] = {}
    plain = (
        ("state", "state = :state", wanted.state),
        ("procedure", "procedure = :procedure", wanted.procedure),
        ("due_from", "due >= :due_from", wanted.due_from),
        ("due_before", "due < :due_before", wanted.due_before),
    )
    for name, clause, value in plain:
        if value:
            clauses.append(clause)
            values[name] = value
    if wanted.unassigned:
        clauses.append("assignee_id IS NULL")
    if wanted.passed:
        clauses.append(_PASSED)
    if wanted.papers:
        clauses.append(_PAPERS[wanted.papers])
    if wanted.hold:
        clauses.append(_HOLDS[wanted.hold])
    if wanted.standing:
        standing = _numbered("standing", wanted.standing)
        clauses.append(f"NOT (state = 'returned' AND procedure IN ({', '.join(f':{name}' for name in standing)}))")
        values |= standing
    return " AND ".join(clauses), values


def _numbered(name: str, procedures: tuple[str, ...]) -> dict[str, str]:
    return {f"{name}{number}": procedure for number, procedure in enumerate(procedures)}
