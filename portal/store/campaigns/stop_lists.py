"""People whom a duty no longer invites."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from portal.db import Unit
from portal.models.campaigns.stopped_addressee import StoppedAddressee
from portal.store.statements import by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class StopRow:
    id: int
    duty: str
    mark: bytes
    key_id: str
    wrapped_key: bytes
    sealed_person: bytes
    staff_login: str
    made_at: int


_stop = StoppedAddressee.table
_ADD = sql(
    insert_into(StoppedAddressee, StopRow, but=("id",)).on_conflict_do_nothing(
        index_elements=[_stop.c.duty, _stop.c.mark]
    )
)
_OF = sql(
    rows(StopRow, StoppedAddressee).where(_stop.c.duty.in_(bindparam("duties"))).order_by(_stop.c.id.desc()).limit(1000)
)
_BY_ID = sql(rows(StopRow, StoppedAddressee).where(by(_stop.c.id)))
_MARKS = sql(select(_stop.c.mark).where(by(_stop.c.duty)), bytes)
_REMOVE = sql(delete(_stop).where(by(_stop.c.id)))


def add(unit: Unit, stop: StopRow) -> None:
    run(unit, _ADD, vars(stop))


def of_duties(unit: Unit, duties: Sequence[str]) -> list[StopRow]:
    return every(unit, _OF, duties=duties)


def by_id(unit: Unit, stop_id: int) -> StopRow | None:
    return one(unit, _BY_ID, id=stop_id)


def marks(unit: Unit, duty: str) -> frozenset[bytes]:
    return frozenset(every(unit, _MARKS, duty=duty))


def remove(unit: Unit, stop_id: int) -> None:
    run(unit, _REMOVE, {"id": stop_id})
