from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, not_, select, update

from portal.db import Unit
from portal.models.shelters.shelter_opening import ShelterOpening
from portal.models.shelters.shelter_stay import ShelterStay
from portal.store.statements import bound, by, every, exactly, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class OpeningRow:
    id: int
    shelter: str
    open_shelter: str | None
    opened_by: str
    opened_at: int
    closed_by: str | None = None
    closed_at: int | None = None


@dataclass(frozen=True)
class StayRow:
    id: str
    once: str
    shelter: str
    people: int
    key_id: str
    wrapped_key: bytes
    sealed_person: bytes
    revision: int
    came_at: int
    changed_at: int
    left_at: int | None = None


_opening = ShelterOpening.table
_stay = ShelterStay.table
_HERE = _stay.c.left_at.is_(None)
_OPEN = sql(insert_into(ShelterOpening, OpeningRow, but=("id",)).on_conflict_do_nothing())
_CLOSE = sql(
    update(_opening)
    .where(_opening.c.open_shelter == bindparam("shelter"))
    .values(bound("closed_by", "closed_at") | {"open_shelter": None})
)
_OPENED = sql(rows(OpeningRow, ShelterOpening).where(_opening.c.open_shelter.is_not(None)))
# Those who come do not wait for each other, but for who closes it, who waits for them.
_STAYS_OPEN = sql(
    select(_opening.c.id).where(_opening.c.open_shelter == bindparam("shelter")).with_for_update(read=True), int
)
_ADD = sql(insert_into(ShelterStay, StayRow).on_conflict_do_nothing())
_BY_ID = sql(rows(StayRow, ShelterStay).where(by(_stay.c.id)))
_PRESENT = sql(rows(StayRow, ShelterStay).where(_HERE).order_by(_stay.c.came_at.desc(), _stay.c.id))
_PRESENT_IN = sql(
    rows(StayRow, ShelterStay).where(_HERE, by(_stay.c.shelter)).order_by(_stay.c.came_at.desc(), _stay.c.id)
)
_SAVE = sql(
    update(_stay)
    .where(by(_stay.c.id, _stay.c.revision), _HERE)
    .values(bound("people", "sealed_person", "changed_at", "left_at") | {"revision": _stay.c.revision + 1})
)
_BRING_BACK = sql(
    update(_stay)
    .where(by(_stay.c.id, _stay.c.revision), not_(_HERE))
    .values(bound("changed_at") | {"left_at": None, "revision": _stay.c.revision + 1})
)
_LAST = sql(select(func.coalesce(func.max(_stay.c.changed_at), 0)), int)
_REMOVE = sql(delete(_stay).where(_stay.c.changed_at < bindparam("before")))


def open_shelter(unit: Unit, shelter: str, by: str, now: int) -> bool:
    # False if it is open.
    row = OpeningRow(0, shelter, shelter, by, now)
    values = {name: value for name, value in vars(row).items() if name != "id"}
    return run(unit, _OPEN, values).rowcount == 1


def close_shelter(unit: Unit, shelter: str, by: str, now: int) -> bool:
    return run(unit, _CLOSE, {"shelter": shelter, "closed_by": by, "closed_at": now}).rowcount == 1


def opened(unit: Unit) -> dict[str, OpeningRow]:
    return {row.shelter: row for row in every(unit, _OPENED)}


def stays_open(unit: Unit, shelter: str) -> bool:
    # Until this unit ends.
    return one(unit, _STAYS_OPEN, shelter=shelter) is not None


def add(unit: Unit, row: StayRow) -> bool:
    # False if this page made one.
    return run(unit, _ADD, vars(row)).rowcount == 1


def by_id(unit: Unit, stay_id: str) -> StayRow | None:
    return one(unit, _BY_ID, id=stay_id)


def present(unit: Unit, shelter: str = "") -> list[StayRow]:
    return every(unit, _PRESENT_IN, shelter=shelter) if shelter else every(unit, _PRESENT)


def save(unit: Unit, row: StayRow) -> bool:
    # False if it was saved in the meantime, or has left.
    return run(unit, _SAVE, vars(row)).rowcount == 1


def bring_back(unit: Unit, stay_id: str, revision: int, now: int) -> bool:
    # False if they have not left.
    return run(unit, _BRING_BACK, {"id": stay_id, "revision": revision, "changed_at": now}).rowcount == 1


def last_change(unit: Unit) -> int:
    return exactly(unit, _LAST)


def remove_old(unit: Unit, before: int) -> int:
    return run(unit, _REMOVE, {"before": before}).rowcount
