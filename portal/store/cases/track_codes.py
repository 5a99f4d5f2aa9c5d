from dataclasses import dataclass

from sqlalchemy import select

from portal.db import Unit
from portal.models.cases.application_access import ApplicationAccess
from portal.models.cases.track_code import TrackCode
from portal.store.statements import by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class TrackRow:
    application_id: int
    seed: bytes
    code_hash: bytes


_code = TrackCode.table
_access = ApplicationAccess.table
_ADD = sql(insert_into(TrackCode, TrackRow).on_conflict_do_nothing(index_elements=[_code.c.application_id]))
_OF = sql(rows(TrackRow, TrackCode).where(by(_code.c.application_id)))
_LET_IN = sql(
    insert_into(ApplicationAccess, beside=("application_id", "person_id", "made_at")).on_conflict_do_nothing(
        index_elements=[_access.c.application_id, _access.c.person_id]
    )
)
_CAME = sql(
    select(_access.c.application_id).where(by(_access.c.person_id)).order_by(_access.c.application_id.desc()), int
)


def add(unit: Unit, row: TrackRow) -> None:
    run(unit, _ADD, vars(row))


def of_application(unit: Unit, application_id: int) -> TrackRow | None:
    return one(unit, _OF, application_id=application_id)


def let_in(unit: Unit, application_id: int, person_id: str, now: int) -> None:
    run(unit, _LET_IN, {"application_id": application_id, "person_id": person_id, "made_at": now})


def applications_of_person(unit: Unit, person_id: str) -> list[int]:
    return every(unit, _CAME, person_id=person_id)
