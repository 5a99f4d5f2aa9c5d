"""廃棄候補一覧, their lines and candidates."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, literal, select, true, union_all, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.appeal import Appeal
from portal.models.disposal.disposal import Disposal
from portal.models.disposal.disposal_line import DisposalLine
from portal.models.disposal.legal_hold import LegalHold
from portal.models.fees.payment import Payment
from portal.models.handover.export_hold import ExportHold
from portal.models.my_cases.message import Message
from portal.models.shared.outbox import Outbox
from portal.store.cases.applications import ApplicationRow
from portal.store.statements import bound, by, every, exactly, insert_into, one, rows, run, sql

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
    state: str = LISTED  # listed, out, kept or gone
    why: str = ""
    by: str = ""
    at: int | None = None
    counts: str = ""  # JSON
    sealed_words: bytes | None = None
    sent: str = ""


class Sort(NamedTuple):
    procedure: str
    meaning: str
    number: int


_disposal = Disposal.table
_line = DisposalLine.table
_application = Application.table
_ROWS = rows(DisposalRow, Disposal)
_LINES = rows(LineRow, DisposalLine)
_GONE = _line.c.state == GONE
_ADD = sql(
    insert_into(Disposal, beside=("duty", "free_by", "digest", "proposed_by", "proposed_at"))
    .values(state=PROPOSED)
    .on_conflict_do_nothing()
    .returning(_disposal.c.id),
    int,
)
_ADD_LINE = sql(insert_into(DisposalLine, LineRow))
_BY_ID = sql(_ROWS.where(by(_disposal.c.id)))
_OF_DUTIES = sql(_ROWS.where(_disposal.c.duty.in_(bindparam("duties"))).order_by(_disposal.c.id.desc()).limit(200))
_DUE = sql(_ROWS.where(_disposal.c.state == APPROVED, _disposal.c.day <= bindparam("today")).order_by(_disposal.c.id))
_APPROVED = sql(_ROWS.where(_disposal.c.approved_at.is_not(None)).order_by(_disposal.c.id))
_APPROVE = sql(
    update(_disposal)
    .where(by(_disposal.c.id), _disposal.c.state == PROPOSED)
    .values(bound("digest", "approved_by", "approved_at", "day") | {"state": APPROVED})
)
_END = sql(
    update(_disposal)
    .where(by(_disposal.c.id), _disposal.c.state.in_((PROPOSED, APPROVED)))
    .values(bound("state", "ended_by", "ended_at"))
)
_OF = sql(_LINES.where(by(_line.c.disposal_id)).order_by(_line.c.application_id))
_LISTED = sql(
    _LINES.where(by(_line.c.disposal_id), _line.c.state == LISTED)
    .order_by(_line.c.application_id)
    .limit(bindparam("most"))
)
_SETTLE = sql(
    update(_line)
    .where(by(_line.c.disposal_id, _line.c.application_id), _line.c.state == bindparam("was"))
    .values(bound("state", "why", "by", "at", "counts", "sealed_words", "sent"))
)
_GONE_AFTER = sql(
    _LINES.where(_GONE, _line.c.application_id > bindparam("after")).order_by(_line.c.application_id).limit(500)
)
_GONE_COUNTS = sql(
    select(_line.c.duty, func.count().label("number")).where(_GONE).group_by(_line.c.duty).order_by(_line.c.duty)
)
_BOOK = sql(
    _LINES.where(
        _GONE,
        _line.c.duty.in_(bindparam("duties")),
        _line.c.arrived_at >= bindparam("since"),
        _line.c.arrived_at < bindparam("until"),
    ).order_by(_line.c.arrived_at, _line.c.application_id)
)
_SORT = _application.c.procedure, _application.c.meaning
_SORTS = sql(
    select(*_SORT, func.count())
    .where(by(_application.c.duty), _application.c.decided_at.is_not(None))
    .group_by(*_SORT)
    .order_by(*_SORT),
    Sort,
)
_FREE = sql(
    rows(ApplicationRow, Application)
    .where(
        by(*_SORT, _application.c.duty),
        _application.c.decided_at < bindparam("before"),
        _application.c.id > bindparam("after"),
    )
    .order_by(_application.c.id)
    .limit(bindparam("most"))
)
_NEWEST = sql(select(func.coalesce(func.max(_application.c.id), 0)), int)
_payment, _outbox, _message = Payment.table, Outbox.table, Message.table
# Reasons that block disposal → a table with the applications, and a condition.
_AGAINST = {
    "hold": (LegalHold.table, LegalHold.table.c.lifted_at.is_(None)),
    "appeal": (Appeal.table, Appeal.table.c.settled_on == ""),
    "money": (_payment, _payment.c.state.in_(("open", "mismatch", "refund_asked", "refund_by_hand"))),
    "export": (ExportHold.table, true()),
    "sending": (_outbox, _outbox.c.state.in_(("waiting", "parked"))),
    "message": (_message, and_(_message.c.read_at.is_(None), _message.c.author == "resident")),
}
_STANDING = sql(
    union_all(
        *(
            select(table.c.application_id, literal(why).label("why")).where(
                condition, table.c.application_id.in_(bindparam("ids"))
            )
            for why, (table, condition) in _AGAINST.items()
        )
    )
)


def add(unit: Unit, duty: str, free_by: str, by: str, now: int) -> int | None:
    return one(unit, _ADD, duty=duty, free_by=free_by, digest=b"", proposed_by=by, proposed_at=now)


def add_lines(unit: Unit, lines: Sequence[LineRow]) -> None:
    run(unit, _ADD_LINE, [vars(line) for line in lines])


def by_id(unit: Unit, number: int) -> DisposalRow | None:
    return one(unit, _BY_ID, id=number)


def of_duties(unit: Unit, duties: Sequence[str]) -> list[DisposalRow]:
    return every(unit, _OF_DUTIES, duties=duties)


def due(unit: Unit, today: str) -> list[DisposalRow]:
    return every(unit, _DUE, today=today)


def approved(unit: Unit) -> list[DisposalRow]:
    return every(unit, _APPROVED)


def approve(unit: Unit, number: int, *, digest: bytes, by: str, day: str, now: int) -> bool:
    values = {"id": number, "digest": digest, "approved_by": by, "approved_at": now, "day": day}
    return run(unit, _APPROVE, values).rowcount == 1


def end(unit: Unit, number: int, state: str, by: str, now: int) -> bool:
    return run(unit, _END, {"id": number, "state": state, "ended_by": by, "ended_at": now}).rowcount == 1


def lines(unit: Unit, number: int) -> list[LineRow]:
    return every(unit, _OF, disposal_id=number)


def digest_of(lines: Sequence[LineRow]) -> bytes:
    facts = [
        [
            line.receipt_number,
            line.procedure,
            line.version,
            line.door,
            line.arrived_at,
            line.ended_at,
            line.outcome,
            line.free_on,
        ]
        for line in sorted(lines, key=lambda line: line.application_id)
        if line.state != OUT
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def listed(unit: Unit, number: int, most: int) -> list[LineRow]:
    return every(unit, _LISTED, disposal_id=number, most=most)


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
    values = {
        "disposal_id": line.disposal_id, "application_id": line.application_id, "was": line.state, "state": state,
        "why": why, "by": by, "at": now, "counts": counts, "sealed_words": words, "sent": sent,
    }  # fmt: skip
    return run(unit, _SETTLE, values).rowcount == 1


def disposed(unit: Unit) -> Iterator[LineRow]:
    after = 0
    while page := every(unit, _GONE_AFTER, after=after):
        yield from page
        after = page[-1].application_id


def disposed_counts(unit: Unit) -> dict[str, int]:
    return dict(every(unit, _GONE_COUNTS))


def book(unit: Unit, duties: Sequence[str], since: int, until: int) -> list[LineRow]:
    return every(unit, _BOOK, duties=duties, since=since, until=until)


def sorts(unit: Unit, duty: str) -> list[Sort]:
    return every(unit, _SORTS, duty=duty)


def free(unit: Unit, duty: str, sort: Sort, before: int, most: int, after: int = 0) -> list[ApplicationRow]:
    values = {"procedure": sort.procedure, "meaning": sort.meaning, "duty": duty, "before": before, "most": most}
    return every(unit, _FREE, **values, after=after)


def newest(unit: Unit) -> int:
    """SQLite would reuse this id after its deletion."""
    return exactly(unit, _NEWEST)


def against(unit: Unit, application_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    reasons: dict[int, frozenset[str]] = {}
    for row in every(unit, _STANDING, ids=application_ids):
        reasons[row.application_id] = reasons.get(row.application_id, frozenset()) | {row.why}
    return reasons
