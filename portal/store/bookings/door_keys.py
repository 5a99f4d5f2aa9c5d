from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, update

from portal.db import Unit
from portal.models.bookings.door_key import DoorKey
from portal.models.bookings.reservation import Reservation
from portal.store.bookings.reservations import ReservationRow
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql

WANTED, GIVEN, ENDING, ENDED = "wanted", "given", "ending", "ended"


@dataclass(frozen=True)
class KeyRow:
    id: int
    application_id: int
    question: str
    resource: str
    starts: str
    ends: str
    state: str
    revision: int
    name: str
    access: str
    sealed_number: bytes | None
    changed_at: int
    reminded: str = ""

    @property
    def of(self) -> tuple[int, str]:
        return self.application_id, self.question


_key = DoorKey.table
_reservation = Reservation.table
_AT: "dict[str, Any]" = {"changed_at": bindparam("now")}
_IS_OF = by(_key.c.application_id, _key.c.question)
_ADD = sql(insert_into(DoorKey, KeyRow, but=("id",)).on_conflict_do_nothing().returning(_key.c.id), int)
_DROP_ENDED = sql(delete(_key).where(_IS_OF, _key.c.state == ENDED))
_BY_ID = sql(rows(KeyRow, DoorKey).where(by(_key.c.id)))
_OPEN = sql(rows(KeyRow, DoorKey).where(_key.c.state.in_((WANTED, GIVEN, ENDING))).order_by(_key.c.id))
_OF_APPLICATION = sql(rows(KeyRow, DoorKey).where(by(_key.c.application_id), _key.c.state != ENDED).order_by(_key.c.id))
_BOOKED = sql(
    rows(ReservationRow, Reservation)
    .where(
        _reservation.c.resource.in_(bindparam("resources")),
        _reservation.c.starts >= bindparam("day"),
        _reservation.c.ends >= bindparam("wall"),
        _reservation.c.number.is_not(None),
        _reservation.c.application_id.is_not(None),
    )
    .order_by(_reservation.c.id)
)
_CHANGE = sql(
    update(_key)
    .where(by(_key.c.id, _key.c.revision))
    .values(bound("state", "starts", "ends") | _AT | {"revision": _key.c.revision + 1})
    .returning(_key.c.revision),
    int,
)
_AS_ASKED = and_(_key.c.state == WANTED, _key.c.revision == bindparam("asked"))
_GIVE = sql(
    update(_key)
    .where(by(_key.c.id), _key.c.state != ENDED, _key.c.access.in_(("", bindparam("access"))))
    .values(bound("access", "sealed_number") | _AT | {"state": case((_AS_ASKED, GIVEN), else_=_key.c.state)})
)
_END = sql(
    update(_key)
    .where(by(_key.c.id), _key.c.state != ENDED)
    .values(_AT | {"state": ENDED, "sealed_number": None, "revision": _key.c.revision + 1})
)
_REMIND = sql(update(_key).where(by(_key.c.id)).values(bound("reminded")))


def add(unit: Unit, row: KeyRow) -> int | None:
    # An ended one of the same question goes. None if another worker added it.
    run(unit, _DROP_ENDED, {"application_id": row.application_id, "question": row.question})
    return one(unit, _ADD, **vars(row))


def by_id(unit: Unit, key: int) -> KeyRow | None:
    return one(unit, _BY_ID, id=key)


def open_ones(unit: Unit) -> list[KeyRow]:
    return every(unit, _OPEN)


def of_application(unit: Unit, application_id: int) -> list[KeyRow]:
    return every(unit, _OF_APPLICATION, application_id=application_id)


def booked(unit: Unit, resources: tuple[str, ...], wall: str) -> list[ReservationRow]:
    return every(unit, _BOOKED, resources=resources, day=wall[:10], wall=wall)


def change(unit: Unit, row: KeyRow, state: str, starts: str, ends: str, now: int) -> int | None:
    """None if it was changed meanwhile."""
    values = {"id": row.id, "revision": row.revision, "state": state, "starts": starts, "ends": ends, "now": now}
    return one(unit, _CHANGE, **values)


def give(unit: Unit, row: KeyRow, access: str, sealed_number: bytes, now: int) -> bool:
    # It stays wanted, or ending, if it was changed meanwhile. False if it has ended, or has another access.
    values = {"id": row.id, "asked": row.revision, "access": access, "sealed_number": sealed_number, "now": now}
    return run(unit, _GIVE, values).rowcount == 1


def end(unit: Unit, key: int, now: int) -> bool:
    return run(unit, _END, {"id": key, "now": now}).rowcount == 1


def remind(unit: Unit, key: int, starts: str) -> None:
    run(unit, _REMIND, {"id": key, "reminded": starts})
