# A transaction that adds them up to take more holds `lock` until the commit.

from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, case, cast, func, or_, select, update

from forms.definition.kind import ANNULLED, IN_VAIN, REVOKED
from portal.db import Unit
from portal.models.bookings.reservation import Reservation
from portal.models.cases.application import Application
from portal.models.courier.courier_case import CourierCase
from portal.store.bookings.reservations import Time
from portal.store.statements import bound, by, every, exactly, run, sql


@dataclass(frozen=True)
class Sums:
    """Yen."""

    committed: int  # of all others
    granted: int  # of decided applications
    rows: int  # how many


@dataclass(frozen=True)
class Share:
    id: int
    application_id: int
    amount: int
    number: int


@dataclass(frozen=True)
class Held:
    receipt_number: str
    kind: str
    state: str
    arrived_at: int
    decided: bool
    queued: bool  # only asked for; `arrived_at` microseconds
    amount: int


_reservation = Reservation.table
_application = Application.table
_case = CourierCase.table
_OF = and_(by(_reservation.c.resource, _reservation.c.slot), _reservation.c.starts == "")
_LIVE = and_(
    _reservation.c.number.is_not(None),
    _reservation.c.amount.is_not(None),
    or_(_reservation.c.until.is_(None), _reservation.c.until > bindparam("now")),
)
_OWNED = _reservation.outerjoin(_application, _application.c.id == _reservation.c.application_id)
_DECIDED = _application.c.decided_at.is_not(None)


def _sum(decided: bool) -> ColumnElement[int]:
    amount = case(
        (_DECIDED if decided else or_(_application.c.id.is_(None), ~_DECIDED), _reservation.c.amount), else_=0
    )
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)


_LOCK = sql(select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), 0))))
_SUMS = sql(select(_sum(False), _sum(True), func.count()).select_from(_OWNED).where(_OF, _LIVE), Sums)
# The other zone has not acknowledged the application.
_UNHEARD = sql(
    select(_sum(False), _sum(True), func.count())
    .select_from(_OWNED.outerjoin(_case, _case.c.application_id == _application.c.id))
    .where(_OF, _LIVE, func.coalesce(_case.c.there_step, 0) == 0),
    Sums,
)
_LAST = sql(select(func.coalesce(func.max(_reservation.c.number), 0)).where(_OF), int)
_SHARES = sql(
    select(_reservation.c.id, _reservation.c.application_id, _reservation.c.amount, _reservation.c.number)
    .select_from(_OWNED)
    .where(_OF, _LIVE, _application.c.state.not_in((*IN_VAIN, ANNULLED, REVOKED)))
    .order_by(_application.c.arrived_at, _application.c.id),
    Share,
)
_SLOTS = sql(
    select(_reservation.c.slot)
    .distinct()
    .where(
        by(_reservation.c.resource),
        _reservation.c.starts == "",
        _reservation.c.number.is_not(None),
        _reservation.c.amount.is_not(None),
    )
    .order_by(_reservation.c.slot),
    str,
)
_QUEUED = _reservation.c.slot == bindparam("queue")
_HELD = sql(
    select(
        _application.c.receipt_number,
        _application.c.kind,
        _application.c.state,
        _application.c.arrived_at,
        _DECIDED.label("decided"),
        _QUEUED.label("queued"),
        cast(func.sum(_reservation.c.amount), BigInteger).label("amount"),
    )
    .select_from(_reservation.join(_application, _application.c.id == _reservation.c.application_id))
    .where(
        by(_reservation.c.resource),
        or_(_reservation.c.slot == bindparam("slot"), _QUEUED),
        _reservation.c.starts == "",
        _LIVE,
    )
    .group_by(
        *(_application.c[name] for name in ("id", "receipt_number", "kind", "state", "arrived_at", "decided_at")),
        _reservation.c.slot,
    )
    .order_by(_application.c.arrived_at, _application.c.id),
    Held,
)
_SET = sql(
    update(_reservation)
    .where(by(_reservation.c.id), _reservation.c.number.is_not(None))
    .values(bound("amount") | {"sequence": _reservation.c.sequence + 1, "changed_at": bindparam("now")})
)


def lock(unit: Unit, time: Time) -> None:
    """Until the commit. SQLite has one writer at a time."""
    if unit.connection.dialect.name != "sqlite":
        every(unit, _LOCK, name=f"{time.resource} {time.slot}")


def sums(unit: Unit, time: Time, now: int) -> Sums:
    """An ended application counts until its row is given back."""
    return exactly(unit, _SUMS, **_of(time), now=now)


def unheard(unit: Unit, time: Time, now: int) -> Sums:
    # Outside: of those of which the inner zone does not know.
    return exactly(unit, _UNHEARD, **_of(time), now=now)


def last_number(unit: Unit, time: Time) -> int:
    return exactly(unit, _LAST, **_of(time))


def shares(unit: Unit, time: Time, now: int) -> list[Share]:
    """In order of arrival, without drafts and without ended applications."""
    return every(unit, _SHARES, **_of(time), now=now)


def held(unit: Unit, time: Time, queue: Time, now: int) -> list[Held]:
    return every(unit, _HELD, **_of(time), queue=queue.slot, now=now)


def slots(unit: Unit, resource: str) -> list[str]:
    return every(unit, _SLOTS, resource=resource)


def set_amount(unit: Unit, reservation_id: int, amount: int, now: int) -> bool:
    return run(unit, _SET, {"id": reservation_id, "amount": amount, "now": now}).rowcount == 1


def _of(time: Time) -> dict[str, str]:
    return {"resource": time.resource, "slot": time.slot}
