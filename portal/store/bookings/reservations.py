"""The unique key (resource, slot, starts, number) admits one of two concurrent takers."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, func, not_, or_, select, update

from forms.definition.kind import ANNULLED, IN_VAIN, REVOKED
from portal.db import Unit
from portal.models.bookings.reservation import Reservation
from portal.models.cases.application import Application
from portal.models.courier.courier_case import CourierCase
from portal.store.statements import bound, by, every, exactly, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class Time:
    resource: str
    slot: str
    starts: str
    ends: str = ""
    place: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.resource, self.slot, self.starts


@dataclass(frozen=True)
class Taker:
    """A draft until an instant, or an application."""

    question: str
    draft_id: str | None = None
    application_id: int | None = None
    amount: int | None = None  # yen, None for a place


@dataclass(frozen=True)
class ReservationRow:
    id: int
    resource: str
    slot: str
    starts: str
    ends: str
    place: str
    number: int | None
    draft_id: str | None
    application_id: int | None
    question: str
    until: int | None
    uid: str
    sequence: int
    made_at: int
    changed_at: int
    came_at: int | None = None
    away: bool = False
    amount: int | None = None

    @property
    def time(self) -> Time:
        return Time(self.resource, self.slot, self.starts, self.ends, self.place)


_reservation = Reservation.table
_application = Application.table
_case = CourierCase.table
_TIME = by(_reservation.c.resource, _reservation.c.slot, _reservation.c.starts)
_TAKEN = _reservation.c.number.is_not(None)
_LIVE = and_(_TAKEN, or_(_reservation.c.until.is_(None), _reservation.c.until > bindparam("now")))
# Of a winner of a drawing until it is booked: no question of its application.
_DRAWN = and_(_reservation.c.question == "", _reservation.c.starts != "")
_FROM_TODAY = and_(by(_reservation.c.resource), _reservation.c.starts >= bindparam("today"))
_PLACES = func.count().label("places")
_ADD = sql(
    insert_into(Reservation, ReservationRow, but=("id", "came_at"))
    .on_conflict_do_nothing()
    .returning(_reservation.c.id),
    int,
)
_NUMBERS = sql(select(_reservation.c.number).where(_TIME, _TAKEN), int)
_DROP_PAST = sql(delete(_reservation).where(_TIME, _reservation.c.until <= bindparam("now")))
_SWEEP = sql(delete(_reservation).where(_reservation.c.until <= bindparam("now")))
_COUNTS = sql(
    select(_reservation.c.slot, _reservation.c.starts, _PLACES)
    .where(
        _FROM_TODAY,
        _LIVE,
        or_(_reservation.c.draft_id.is_(None), _reservation.c.draft_id != bindparam("draft_id")),
        or_(_reservation.c.application_id.is_(None), _reservation.c.application_id != bindparam("application_id")),
    )
    .group_by(_reservation.c.slot, _reservation.c.starts)
)
_AWAY = sql(
    select(_reservation.c.slot, _reservation.c.starts, _PLACES)
    .where(_FROM_TODAY, _TAKEN, _reservation.c.away)
    .group_by(_reservation.c.slot, _reservation.c.starts)
)
_IN_ORDER = rows(ReservationRow, Reservation).order_by(_reservation.c.starts, _reservation.c.id)
_OF_DRAFT = sql(_IN_ORDER.where(by(_reservation.c.draft_id)))
_OF_APPLICATION = sql(_IN_ORDER.where(by(_reservation.c.application_id)))
_TAKEN_ON_DAY = (
    rows(ReservationRow, Reservation)
    .where(_reservation.c.starts >= bindparam("first"), _reservation.c.starts < bindparam("last"), _TAKEN)
    .order_by(_reservation.c.starts, _reservation.c.slot, _reservation.c.number)
)
_OF_DAY = sql(_TAKEN_ON_DAY.where(by(_reservation.c.resource)))
_ON_DAY = sql(_TAKEN_ON_DAY.where(_reservation.c.application_id.is_not(None)))
_OF_QUESTION = by(_reservation.c.draft_id, _reservation.c.question)
# Never shorter: who was next in line has a day, not the minutes of a choice.
_LATER = case((_reservation.c.until > bindparam("until"), _reservation.c.until), else_=bindparam("until"))
_EXTEND = sql(update(_reservation).where(_OF_QUESTION, _TIME).values({"until": _LATER, "changed_at": bindparam("now")}))
_FREE_OTHERS = sql(delete(_reservation).where(_OF_QUESTION, not_(_TIME)))
_FREE_HOLDS = sql(delete(_reservation).where(_OF_QUESTION))
_FREE_HOLD = sql(delete(_reservation).where(_OF_QUESTION, _TIME))
_FREE_DRAFT = sql(delete(_reservation).where(by(_reservation.c.draft_id)))
_KEEP = sql(
    update(_reservation)
    .where(_reservation.c.draft_id == bindparam("draft"), by(_reservation.c.question), _TIME)
    .values(bound("application_id") | {"draft_id": None, "until": None, "changed_at": bindparam("now")})
)
_GIVE_BACK = sql(
    update(_reservation)
    .where(by(_reservation.c.id), _TAKEN)
    .values(number=None, sequence=_reservation.c.sequence + 1, changed_at=bindparam("now"))
)
_PASS_ON = sql(
    update(_reservation)
    .where(by(_reservation.c.id), _TAKEN, _reservation.c.application_id == bindparam("was"))
    .values(
        bound("application_id", "question") | {"sequence": _reservation.c.sequence + 1, "changed_at": bindparam("now")}
    )
)
_HOLD_OF = sql(_IN_ORDER.where(by(_reservation.c.application_id), _DRAWN, _TAKEN))
_COME = sql(
    update(_reservation)
    .where(by(_reservation.c.id))
    .values(came_at=func.coalesce(_reservation.c.came_at, bindparam("now")))
)
# Places of a capacity have `starts` "" because they have no time.
_OF_ENDED = sql(
    select(_reservation.c.id)
    .join_from(_reservation, _application, _application.c.id == _reservation.c.application_id)
    .where(
        or_(_reservation.c.starts >= bindparam("today"), _reservation.c.starts == ""),
        _TAKEN,
        not_(_DRAWN),  # it passes on to the next in line
        _application.c.state.in_((*IN_VAIN, ANNULLED, REVOKED)),
    ),
    int,
)
_HOLDERS = sql(
    select(_reservation.c.application_id).where(_TIME, _TAKEN, _reservation.c.application_id.is_not(None)), int
)
_TIMELESS = and_(
    _TAKEN,
    _reservation.c.starts == "",
    _reservation.c.amount.is_(None),
    or_(_reservation.c.slot.startswith("option:"), _reservation.c.resource.startswith("capacity:")),
)
_GIVEN_INSIDE = sql(
    rows(ReservationRow, Reservation)
    .outerjoin(_case, _case.c.application_id == _reservation.c.application_id)
    .where(_TIMELESS, _reservation.c.application_id.is_not(None), func.coalesce(_case.c.taken_step, 0) == 0)
    .order_by(_reservation.c.resource, _reservation.c.id)
)
_WITHOUT_OWNER = sql(
    rows(ReservationRow, Reservation).where(
        by(_reservation.c.resource),
        _TIMELESS,
        _reservation.c.application_id.is_(None),
        _reservation.c.draft_id.is_(None),
    )
)
_TAKEN_IN_ALL = sql(select(func.count()).select_from(_reservation).where(_TIME, _LIVE), int)


def numbers(unit: Unit, time: Time) -> set[int]:
    return set(every(unit, _NUMBERS, **_of(time)))


def add(unit: Unit, time: Time, taker: Taker, number: int, uid: str, until: int | None, now: int) -> int | None:
    """None if taken. Waits for a transaction taking the place."""
    values = {
        **vars(time), **vars(taker), "number": number, "uid": uid, "until": until, "sequence": 0, "made_at": now,
        "changed_at": now, "away": False,
    }  # fmt: skip
    return one(unit, _ADD, **values)


def copy(unit: Unit, row: ReservationRow) -> bool:
    return one(unit, _ADD, **vars(row)) is not None


def drop_past(unit: Unit, time: Time, now: int) -> None:
    run(unit, _DROP_PAST, {**_of(time), "now": now})


def sweep(unit: Unit, now: int) -> int:
    return run(unit, _SWEEP, {"now": now}).rowcount


def counts(
    unit: Unit, resource: str, now: int, today: str, *, draft_id: str = "", application_id: int = 0
) -> dict[tuple[str, str], int]:
    """By (slot, starts), without this draft or application."""
    times = every(
        unit, _COUNTS, resource=resource, now=now, today=today, draft_id=draft_id, application_id=application_id
    )
    return {(time.slot, time.starts): time.places for time in times}


def away(unit: Unit, resource: str, today: str) -> dict[tuple[str, str], int]:
    return {(time.slot, time.starts): time.places for time in every(unit, _AWAY, resource=resource, today=today)}


def taken(unit: Unit, time: Time, now: int) -> int:
    return exactly(unit, _TAKEN_IN_ALL, **_of(time), now=now)


def given_inside(unit: Unit) -> list[ReservationRow]:
    # Places without a time, of applications that did not come by courier.
    return every(unit, _GIVEN_INSIDE)


def without_owner(unit: Unit, resource: str) -> list[ReservationRow]:
    # Places without a time that the other zone gave to applications that are not here.
    return every(unit, _WITHOUT_OWNER, resource=resource)


def holders(unit: Unit, time: Time) -> list[int]:
    return every(unit, _HOLDERS, **_of(time))


def of_draft(unit: Unit, draft_id: str) -> list[ReservationRow]:
    return every(unit, _OF_DRAFT, draft_id=draft_id)


def of_application(unit: Unit, application_id: int) -> list[ReservationRow]:
    return every(unit, _OF_APPLICATION, application_id=application_id)


def of_day(unit: Unit, resource: str, day: str) -> list[ReservationRow]:
    return every(unit, _OF_DAY, resource=resource, first=f"{day}T00:00", last=f"{day}T99")


def on_day(unit: Unit, day: str) -> list[ReservationRow]:
    return every(unit, _ON_DAY, first=f"{day}T00:00", last=f"{day}T99")


def extend(unit: Unit, draft_id: str, question: str, time: Time, until: int, now: int) -> bool:
    values = {**_of(time), "draft_id": draft_id, "question": question, "until": until, "now": now}
    return run(unit, _EXTEND, values).rowcount > 0


def free_holds(unit: Unit, draft_id: str, question: str, but: Time | None = None) -> None:
    values = {"draft_id": draft_id, "question": question}
    if but is None:
        run(unit, _FREE_HOLDS, values)
    else:
        run(unit, _FREE_OTHERS, {**values, **_of(but)})


def free_hold(unit: Unit, draft_id: str, question: str, time: Time) -> None:
    run(unit, _FREE_HOLD, {**_of(time), "draft_id": draft_id, "question": question})


def free_draft(unit: Unit, draft_id: str) -> None:
    run(unit, _FREE_DRAFT, {"draft_id": draft_id})


def keep(unit: Unit, draft_id: str, application_id: int, question: str, time: Time, now: int) -> bool:
    values = {
        **_of(time), "draft": draft_id, "application_id": application_id, "question": question, "now": now,
    }  # fmt: skip
    return run(unit, _KEEP, values).rowcount == 1


def give_back(unit: Unit, reservation_id: int, now: int) -> bool:
    return run(unit, _GIVE_BACK, {"id": reservation_id, "now": now}).rowcount == 1


def hold_of(unit: Unit, application_id: int) -> ReservationRow | None:
    return next(iter(every(unit, _HOLD_OF, application_id=application_id)), None)


def pass_on(unit: Unit, reservation_id: int, was: int, application_id: int, question: str, now: int) -> bool:
    # False: it is no longer that of `was`.
    values = {"id": reservation_id, "was": was, "application_id": application_id, "question": question, "now": now}
    return run(unit, _PASS_ON, values).rowcount == 1


def mark_arrived(unit: Unit, reservation_id: int, now: int) -> None:
    run(unit, _COME, {"id": reservation_id, "now": now})


def of_ended(unit: Unit, today: str) -> list[int]:
    return every(unit, _OF_ENDED, today=today)


def _of(time: Time) -> dict[str, Any]:
    return {"resource": time.resource, "slot": time.slot, "starts": time.starts}
