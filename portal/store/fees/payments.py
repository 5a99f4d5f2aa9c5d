"""With immutable events. Each nonce is stored once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, exists, func, or_, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.fees.payment import Payment
from portal.models.fees.payment_event import PaymentEvent
from portal.store.fees.orders import Orders
from portal.store.statements import by, cross_join, every, rows, sql

COUNTER = "counter"  # as provider: paid at the counter, or by a slip
SHOP = "shop "  # before the reference of such a payment that a store took
# Events of a part that goes back, with its number as `report`.
PART_PROPOSED, PART_APPROVED, PART_DROPPED = "ask part", "approve part", "drop part"
PART_DONE, PART_REFUSED, PART_UNANSWERED = "part refunded", "part refused", "part unanswered"
PART_BY_HAND = "part by hand"
WHOLE_PROPOSED, WHOLE_APPROVED = "ask whole", "approve whole"
PART_FAILED = "part failed"  # it went, and came back later
BY_HAND = "refund by hand"  # the rest of it
SHARE_BY_RULE = "share by rule"  # of a booking given up; its percent in `report`
AWAY = "outer"  # the other zone's provider, which this zone cannot query


@dataclass(frozen=True)
class PaymentRow:
    """Whole yen."""

    id: int
    number: str
    application_id: int
    amount: int
    currency: str
    state: str
    provider: str
    reference: str
    ends_at: int
    asked_at: int
    made_at: int
    changed_at: int

    @property
    def by_shop(self) -> bool:
        return self.provider == COUNTER and self.reference.startswith(SHOP)


@dataclass(frozen=True)
class PaymentEventRow:
    payment_id: int
    at: int
    actor: str
    what: str
    report: str
    amount: int
    from_state: str
    to_state: str
    nonce: str | None = None
    sealed_words: bytes | None = None


class MovedRow(NamedTuple):
    number: str
    receipt_number: str
    at: int
    kind: str  # taken, returned
    part: bool
    amount: int  # as reported; of a whole refund the whole
    duty: str


_payment = Payment.table
_event = PaymentEvent.table
_application = Application.table
_OF_APPLICATION = sql(rows(PaymentRow, Payment).where(by(_payment.c.application_id)).order_by(_payment.c.id))
_OF_APPLICATIONS = sql(
    rows(PaymentRow, Payment).where(_payment.c.application_id.in_(bindparam("ids"))).order_by(_payment.c.id)
)
_TO_ASK = sql(
    rows(PaymentRow, Payment)
    .where(
        _payment.c.state.in_(("open", "refund_asked")),
        _payment.c.asked_at < bindparam("before"),
        _payment.c.provider.not_in((COUNTER, AWAY)),
    )
    .order_by(_payment.c.asked_at)
    .limit(50)
)
_end = _event.alias("end")
_WITH_PART = sql(
    rows(PaymentRow, Payment)
    .where(
        _payment.c.id.in_(
            select(_event.c.payment_id).where(
                _event.c.what == PART_APPROVED,
                ~exists().where(
                    _end.c.payment_id == _event.c.payment_id,
                    _end.c.report == _event.c.report,
                    _end.c.what.in_((PART_DONE, PART_REFUSED, PART_UNANSWERED, PART_FAILED)),
                ),
            )
        )
    )
    .order_by(_payment.c.id)
    .limit(50)
)
_seen = _event.alias("seen")
_orders = Orders(PaymentRow, Payment, PaymentEventRow, PaymentEvent, owner="application_id", order="payment_id")
add, add_event, by_number, open_of, events = (
    _orders.add, _orders.add_event, _orders.by_number, _orders.open_of, _orders.events,
)  # fmt: skip
lock, settle, note_reference, asked = _orders.lock, _orders.settle, _orders.note_reference, _orders.asked
_MOVED = sql(
    select(
        _payment.c.number,
        _application.c.receipt_number,
        _event.c.at,
        case((_event.c.report == "paid", "taken"), else_="returned"),
        _event.c.what == PART_DONE,
        _event.c.amount,
        _application.c.duty,
    )
    .select_from(
        _event.join(_payment, _payment.c.id == _event.c.payment_id).join(
            _application, _application.c.id == _payment.c.application_id
        )
    )
    .where(
        _payment.c.provider != COUNTER,
        or_(
            _payment.c.number.in_(bindparam("numbers")),
            _payment.c.id.in_(
                select(_seen.c.payment_id).where(_seen.c.at >= bindparam("since"), _seen.c.at < bindparam("until"))
            ),
        ),
        or_(
            and_(_event.c.report == "paid", _event.c.from_state != _event.c.to_state),
            _event.c.what == PART_DONE,
            and_(
                _event.c.to_state == "refunded",
                _event.c.from_state != "refunded",
                # Staff gave what the provider could not: that is in no file of it.
                ~and_(_event.c.what == BY_HAND, _event.c.from_state == "refund_by_hand"),
            ),
        ),
    )
    .order_by(_event.c.id),
    MovedRow,
)
_over = _event.alias("over")
_WITH_STUCK_PART = select(_event.c.payment_id).where(
    _event.c.what == PART_APPROVED,
    exists().where(
        _end.c.payment_id == _event.c.payment_id,
        _end.c.report == _event.c.report,
        _end.c.what.in_((PART_REFUSED, PART_UNANSWERED, PART_FAILED)),
        ~exists().where(
            _over.c.payment_id == _end.c.payment_id,
            _over.c.report == _end.c.report,
            _over.c.id > _end.c.id,  # what was done before may have come back
            _over.c.what.in_((PART_BY_HAND, PART_DONE, PART_DROPPED)),
        ),
    ),
)
# Each application appears once, however many orders it has. This order makes SQLite read the few payments first
# instead of every application by its number.
_FOR_STAFF = sql(
    select(_application.c.receipt_number)
    .select_from(cross_join(_payment, _application))
    .where(
        _application.c.id == _payment.c.application_id,
        or_(
            _payment.c.state.in_(("mismatch", "refund_by_hand")),
            and_(_payment.c.state == "paid", _payment.c.id.in_(_WITH_STUCK_PART)),
        ),
        _application.c.duty.in_(bindparam("duties")),
    )
    .group_by(_application.c.receipt_number)
    .order_by(func.min(_payment.c.changed_at), _application.c.receipt_number)
    .limit(bindparam("most")),
    str,
)


def of_application(unit: Unit, application_id: int) -> list[PaymentRow]:
    return every(unit, _OF_APPLICATION, application_id=application_id)


def of_applications(unit: Unit, ids: Sequence[int]) -> dict[int, list[PaymentRow]]:
    payments: dict[int, list[PaymentRow]] = {}
    for row in every(unit, _OF_APPLICATIONS, ids=ids):
        payments.setdefault(row.application_id, []).append(row)
    return payments


def numbers_for_staff(unit: Unit, duties: Sequence[str], most: int) -> list[str]:
    return every(unit, _FOR_STAFF, duties=duties, most=most)


def with_approved_part(unit: Unit) -> list[PaymentRow]:
    """A part of them waits for the provider."""
    return every(unit, _WITH_PART)


def moved(unit: Unit, since: int, until: int, numbers: Sequence[str]) -> list[MovedRow]:
    """All that came and went of the provider's orders that are named or that something happened to, oldest first."""
    return every(unit, _MOVED, since=since, until=until, numbers=numbers)


def to_ask(unit: Unit, before: int) -> list[PaymentRow]:
    return every(unit, _TO_ASK, before=before)
