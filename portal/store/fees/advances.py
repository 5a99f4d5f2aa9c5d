# A number that became a payment is no longer here.

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, delete, exists, func, literal, or_, select

from portal.db import Unit
from portal.models.fees.advance import Advance
from portal.models.fees.advance_event import AdvanceEvent
from portal.models.filing.draft import Draft
from portal.store.fees.orders import Orders
from portal.store.fees.payments import MovedRow
from portal.store.statements import by, every, rows, run, sql

REMIND = "remind"
ENDED = ("failed", "cancelled", "expired")
FOR_STAFF = ("mismatch", "refund_by_hand")


@dataclass(frozen=True)
class AdvanceRow:
    # Whole yen.

    id: int
    number: str
    draft_id: str
    person_id: str | None
    procedure: str
    duty: str
    amount: int
    currency: str
    state: str
    provider: str
    reference: str
    ends_at: int
    asked_at: int
    made_at: int
    changed_at: int


@dataclass(frozen=True)
class AdvanceEventRow:
    advance_id: int
    at: int
    actor: str
    what: str
    report: str
    amount: int
    from_state: str
    to_state: str
    nonce: str | None = None


class PaidRow(NamedTuple):
    advance: AdvanceRow
    has_draft: bool  # that is neither deleted nor discarded


_advance = Advance.table
_event = AdvanceEvent.table
_draft = Draft.table
_orders = Orders(AdvanceRow, Advance, AdvanceEventRow, AdvanceEvent, owner="draft_id", order="advance_id")
add, add_event, by_number, open_of, events = (
    _orders.add, _orders.add_event, _orders.by_number, _orders.open_of, _orders.events,
)  # fmt: skip
lock, settle, note_reference, asked = _orders.lock, _orders.settle, _orders.note_reference, _orders.asked
_NEWEST = rows(AdvanceRow, Advance).order_by(_advance.c.id.desc())
_OF_DRAFT = sql(_NEWEST.where(by(_advance.c.draft_id)))
_OF_PERSON = sql(_NEWEST.where(by(_advance.c.person_id)).limit(50))
_REMOVE = sql(delete(_advance).where(by(_advance.c.id), _advance.c.state == "paid"))
_REMOVE_EVENTS = sql(delete(_event).where(by(_event.c.advance_id)))
_TO_ASK = sql(
    rows(AdvanceRow, Advance)
    .where(
        or_(
            and_(_advance.c.state.in_(("open", "refund_asked")), _advance.c.asked_at < bindparam("before")),
            # Its page at the provider may be open still, as another answer began a new order here.
            and_(
                _advance.c.state.in_(ENDED),
                _advance.c.asked_at < bindparam("ended_before"),
                _advance.c.ends_at > bindparam("since"),
            ),
        )
    )
    .order_by(_advance.c.asked_at)
    .limit(50)
)
_STANDING = exists(_draft.c.id).where(_draft.c.id == _advance.c.draft_id, _draft.c.discarded_at.is_(None))
_REMINDED = exists(_event.c.id).where(_event.c.advance_id == _advance.c.id, _event.c.what == REMIND)
_PAID = sql(
    rows(AdvanceRow, Advance)
    .add_columns(_STANDING)
    .where(
        _advance.c.state == "paid",
        or_(
            and_(_advance.c.changed_at < bindparam("before"), ~_REMINDED),
            _advance.c.changed_at < bindparam("long_before"),
            ~_STANDING,
        ),
        _advance.c.id > bindparam("after"),
    )
    .order_by(_advance.c.id)
    .limit(200),
    lambda *row: PaidRow(AdvanceRow(*row[:-1]), bool(row[-1])),
)
_FOR_STAFF = sql(
    rows(AdvanceRow, Advance)
    .where(_advance.c.state.in_(FOR_STAFF), _advance.c.duty.in_(bindparam("duties")))
    .order_by(_advance.c.changed_at, _advance.c.id)
    .limit(bindparam("most"))
)
_seen = _event.alias("seen")
_MOVED = sql(
    select(
        _advance.c.number,
        literal(""),
        _event.c.at,
        case((_event.c.report == "paid", "taken"), else_="returned"),
        literal(False),
        _event.c.amount,
        _advance.c.duty,
    )
    .select_from(_event.join(_advance, _advance.c.id == _event.c.advance_id))
    .where(
        or_(
            _advance.c.number.in_(bindparam("numbers")),
            _advance.c.id.in_(
                select(_seen.c.advance_id).where(_seen.c.at >= bindparam("since"), _seen.c.at < bindparam("until"))
            ),
        ),
        _event.c.from_state != _event.c.to_state,
        or_(
            _event.c.report == "paid",
            and_(_event.c.to_state == "refunded", _event.c.report.not_in(("transfer", "cash"))),  # past the provider
        ),
    )
    .order_by(_event.c.id),
    MovedRow,
)
_SUMS = sql(
    select(_advance.c.state, func.count(), func.sum(_advance.c.amount))
    .where(_advance.c.state.in_(("paid", "refund_asked", *FOR_STAFF)), _advance.c.duty.in_(bindparam("duties")))
    .group_by(_advance.c.state)
    .order_by(_advance.c.state),
    lambda state, count, total: (str(state), int(count), int(total)),
)


def of_draft(unit: Unit, draft_id: str) -> list[AdvanceRow]:
    # Newest first.
    return every(unit, _OF_DRAFT, draft_id=draft_id)


def of_person(unit: Unit, person_id: str) -> list[AdvanceRow]:
    # Newest first.
    return every(unit, _OF_PERSON, person_id=person_id)


def remove_paid(unit: Unit, advance_id: int) -> bool:
    # With its events. The caller has stored both as a payment.
    run(unit, _REMOVE_EVENTS, {"advance_id": advance_id})
    return run(unit, _REMOVE, {"id": advance_id}).rowcount == 1


def to_ask(unit: Unit, before: int, ended_before: int, since: int) -> list[AdvanceRow]:
    # Last asked before `before`; of what ended without money, if it lived until `since`, before `ended_before`.
    return every(unit, _TO_ASK, before=before, ended_before=ended_before, since=since)


def paid_and_unsent(unit: Unit, before: int, long_before: int, after: int) -> list[PaidRow]:
    # Paid before `before` and not reminded of, paid before `long_before`, or paid at any time for a draft that is no
    # more; at most 200 after id `after`.
    return every(unit, _PAID, before=before, long_before=long_before, after=after)


def for_staff(unit: Unit, duties: Sequence[str], most: int) -> list[AdvanceRow]:
    return every(unit, _FOR_STAFF, duties=duties, most=most)


def sums(unit: Unit, duties: Sequence[str]) -> list[tuple[str, int, int]]:
    # (state, number, yen) of what the city has and is no application's.
    return every(unit, _SUMS, duties=duties)


def moved(unit: Unit, since: int, until: int, numbers: Sequence[str]) -> list[MovedRow]:
    # As `payments.moved`; without a receipt number.
    return every(unit, _MOVED, since=since, until=until, numbers=numbers)
