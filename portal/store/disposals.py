"""Lists of what need not be kept (廃棄候補一覧), their lines, and what of applications could stand in one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam

from portal.db import Unit
from portal.store.applications import COLUMNS, ApplicationRow
from portal.store.statements import every, insert, one, run, sql

PROPOSED, APPROVED, DONE, DROPPED = "proposed", "approved", "done", "dropped"
LISTED, OUT, KEPT, GONE = "listed", "out", "kept", "gone"


@dataclass(frozen=True)
class DisposalRow:
    id: int
    duty: str
    free_by: str
    state: str
    digest: bytes
    proposed_by: str
    proposed_at: int
    approved_by: str
    approved_at: int | None
    day: str
    ended_by: str
    ended_at: int | None


@dataclass(frozen=True)
class LineRow:
    """`state` listed, out, kept or gone; `counts` JSON of what is gone."""

    disposal_id: int
    application_id: int
    receipt_number: str
    procedure: str
    version: int
    meaning: str
    duty: str
    door: str
    arrival_place: str
    arrival_basis: str
    arrived_at: int
    ended_at: int
    outcome: str
    free_on: str
    documents: str
    state: str = LISTED
    why: str = ""
    by: str = ""
    at: int | None = None
    counts: str = ""
    sealed_words: bytes | None = None
    sent: str = ""


class Sort(NamedTuple):
    """Ended applications of one version of a procedure, and how many there are."""

    procedure: str
    meaning: str
    number: int


_LIST = "id, duty, free_by, state, digest, proposed_by, proposed_at, approved_by, approved_at, day, ended_by, ended_at"
_LINE = (
    "disposal_id, application_id, receipt_number, procedure, version, meaning, duty, door, arrival_place, arrival_basis, "
    "arrived_at, ended_at, outcome, free_on, documents, state, why, by, at, counts, sealed_words, sent"
)
_ADD = insert(
    "disposal", "duty", "free_by", "state", "digest", "proposed_by", "proposed_at", "approved_by", "day", "ended_by",
    tail="ON CONFLICT DO NOTHING RETURNING id",
)  # fmt: skip
_ADD_LINE = insert("disposal_line", *_LINE.split(", "))
_BY_ID = sql(f"SELECT {_LIST} FROM disposal WHERE id = :id")
_OF_DUTIES = sql(f"SELECT {_LIST} FROM disposal WHERE duty IN :duties ORDER BY id DESC LIMIT 200").bindparams(
    bindparam("duties", expanding=True)
)
_DUE = sql(f"SELECT {_LIST} FROM disposal WHERE state = 'approved' AND day <= :today ORDER BY id")
_APPROVED = sql(f"SELECT {_LIST} FROM disposal WHERE approved_at IS NOT NULL ORDER BY id")
_APPROVE = sql(
    "UPDATE disposal SET state = 'approved', digest = :digest, approved_by = :by, approved_at = :now, day = :day "
    "WHERE id = :id AND state = 'proposed'"
)
_END = sql(
    "UPDATE disposal SET state = :state, ended_by = :by, ended_at = :now "
    "WHERE id = :id AND state IN ('proposed', 'approved')"
)
_LINES = sql(f"SELECT {_LINE} FROM disposal_line WHERE disposal_id = :id ORDER BY application_id")
_LISTED = sql(
    f"SELECT {_LINE} FROM disposal_line WHERE disposal_id = :id AND state = 'listed' ORDER BY application_id LIMIT :most"
)
_SETTLE = sql(
    "UPDATE disposal_line SET state = :state, why = :why, by = :by, at = :now, counts = :counts, sealed_words = :words, sent = :sent "
    "WHERE disposal_id = :id AND application_id = :application_id AND state = :was"
)
_GONE = sql(
    f"SELECT {_LINE} FROM disposal_line WHERE state = 'gone' AND application_id > :after ORDER BY application_id LIMIT 500"
)
_GONE_COUNTS = sql(
    "SELECT duty, COUNT(*) AS number FROM disposal_line WHERE state = 'gone' GROUP BY duty ORDER BY duty"
)
_MANY: BindParameter[Sequence[str]] = bindparam("duties", expanding=True)
_BOOK = sql(
    f"SELECT {_LINE} FROM disposal_line WHERE state = 'gone' AND duty IN :duties AND arrived_at >= :since "
    "AND arrived_at < :until ORDER BY arrived_at, application_id"
).bindparams(_MANY)
_SORTS = sql(
    "SELECT procedure, meaning, COUNT(*) AS number FROM application WHERE duty = :duty AND decided_at IS NOT NULL "
    "GROUP BY procedure, meaning ORDER BY procedure, meaning"
)
_FREE = sql(
    f"SELECT {COLUMNS} FROM application WHERE procedure = :procedure AND meaning = :meaning AND duty = :duty "
    "AND decided_at < :before AND id > :after ORDER BY id LIMIT :most"
)
_NEWEST = sql("SELECT MAX(id) AS id FROM application")
# What has to be settled before anything is thrown away: sort → the applications.
_AGAINST = {
    "hold": "SELECT application_id FROM legal_hold WHERE lifted_at IS NULL AND application_id IS NOT NULL",
    "appeal": "SELECT application_id FROM appeal WHERE settled_on = ''",
    "money": "SELECT application_id FROM payment WHERE state IN ('open', 'mismatch', 'refund_asked', 'refund_by_hand')",
    "export": "SELECT application_id FROM export_hold",
    "sending": "SELECT application_id FROM outbox WHERE state IN ('waiting', 'parked') AND application_id IS NOT NULL",
    "message": "SELECT application_id FROM message WHERE read_at IS NULL AND author = 'resident'",
}
_STANDING = sql(
    " UNION ALL ".join(
        f"SELECT application_id, '{name}' AS why FROM ({found}) AS {name}_of WHERE application_id IN :ids"
        for name, found in _AGAINST.items()
    )
).bindparams(bindparam("ids", expanding=True))


def add(unit: Unit, duty: str, free_by: str, by: str, now: int) -> int | None:
    """A new list; None if one of this duty is open."""
    values = {"duty": duty, "free_by": free_by, "state": PROPOSED, "digest": b"", "proposed_by": by, "proposed_at": now}
    row = one(unit, _ADD, **values, approved_by="", day="", ended_by="")
    return int(row.id) if row else None


def add_lines(unit: Unit, lines: Sequence[LineRow]) -> None:
    run(unit, _ADD_LINE, [vars(line) for line in lines])


def by_id(unit: Unit, number: int) -> DisposalRow | None:
    row = one(unit, _BY_ID, id=number)
    return DisposalRow(*row) if row else None


def of_duties(unit: Unit, duties: Sequence[str]) -> list[DisposalRow]:
    """The last 200, newest first."""
    return [DisposalRow(*row) for row in every(unit, _OF_DUTIES, duties=list(duties) or [""])]


def due(unit: Unit, today: str) -> list[DisposalRow]:
    """Approved, and their day has come."""
    return [DisposalRow(*row) for row in every(unit, _DUE, today=today)]


def approved(unit: Unit) -> list[DisposalRow]:
    """Every list that ever was, whatever became of it."""
    return [DisposalRow(*row) for row in every(unit, _APPROVED)]


def approve(unit: Unit, number: int, *, digest: bytes, by: str, day: str, now: int) -> bool:
    """False if it does not wait for that any more."""
    return run(unit, _APPROVE, {"id": number, "digest": digest, "by": by, "day": day, "now": now}).rowcount == 1


def end(unit: Unit, number: int, state: str, by: str, now: int) -> bool:
    return run(unit, _END, {"id": number, "state": state, "by": by, "now": now}).rowcount == 1


def lines(unit: Unit, number: int) -> list[LineRow]:
    return [LineRow(*row) for row in every(unit, _LINES, id=number)]


def listed(unit: Unit, number: int, most: int) -> list[LineRow]:
    """Those that are still to go."""
    return [LineRow(*row) for row in every(unit, _LISTED, id=number, most=most)]


def settle(
    unit: Unit,
    line: LineRow,
    state: str,
    *,
    why: str,
    by: str,
    now: int,
    counts: str = "",
    words: bytes | None = None,
    sent: str = "",
) -> bool:
    """False if its state is another by now: somebody else was faster."""
    values = {
        "id": line.disposal_id, "application_id": line.application_id, "was": line.state, "state": state, "why": why,
        "by": by, "now": now, "counts": counts, "words": words, "sent": sent,
    }  # fmt: skip
    return run(unit, _SETTLE, values).rowcount == 1


def gone(unit: Unit) -> Iterator[LineRow]:
    """All that ever went, streamed."""
    after = 0
    while rows := every(unit, _GONE, after=after):
        yield from (LineRow(*row) for row in rows)
        after = rows[-1].application_id


def gone_counts(unit: Unit) -> dict[str, int]:
    """Duty to how many of it are gone."""
    return {row.duty: int(row.number) for row in every(unit, _GONE_COUNTS)}


def book(unit: Unit, duties: Sequence[str], since: int, until: int) -> list[LineRow]:
    """Those that are gone and arrived in [since, until), in order of arrival."""
    rows = every(unit, _BOOK, duties=list(duties) or [""], since=since, until=until)
    return [LineRow(*row) for row in rows]


def sorts(unit: Unit, duty: str) -> list[Sort]:
    return [Sort(row.procedure, row.meaning, int(row.number)) for row in every(unit, _SORTS, duty=duty)]


def free(unit: Unit, duty: str, sort: Sort, before: int, most: int, after: int = 0) -> list[ApplicationRow]:
    """Of this sort, those that ended before an instant, the oldest number first."""
    values = {"procedure": sort.procedure, "meaning": sort.meaning, "duty": duty, "before": before, "most": most}
    return [ApplicationRow(*row) for row in every(unit, _FREE, **values, after=after)]


def newest(unit: Unit) -> int:
    """The highest number of an application; SQLite would give it again if that one were gone."""
    return int(one(unit, _NEWEST).id or 0)


def against(unit: Unit, application_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Of those that may not go yet: why."""
    found: dict[int, frozenset[str]] = {}
    for row in every(unit, _STANDING, ids=list(application_ids) or [0]):
        found[row.application_id] = found.get(row.application_id, frozenset()) | {row.why}
    return found
