"""Secrets beside receipt numbers, and who came by them."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class TrackRow:
    application_id: int
    seed: bytes
    code_hash: bytes


_ADD = insert("track_code", "application_id", "seed", "code_hash", tail="ON CONFLICT (application_id) DO NOTHING")
_OF = sql("SELECT application_id, seed, code_hash FROM track_code WHERE application_id = :application_id")


def add(unit: Unit, row: TrackRow) -> None:
    run(unit, _ADD, vars(row))


def of_application(unit: Unit, application_id: int) -> TrackRow | None:
    row = one(unit, _OF, application_id=application_id)
    return TrackRow(*row) if row else None


_LET_IN = insert(
    "application_access", "application_id", "person_id", "made_at",
    tail="ON CONFLICT (application_id, person_id) DO NOTHING",
)  # fmt: skip
_CAME = sql("SELECT application_id FROM application_access WHERE person_id = :person_id ORDER BY application_id DESC")


def let_in(unit: Unit, application_id: int, person_id: str, now: int) -> None:
    run(unit, _LET_IN, {"application_id": application_id, "person_id": person_id, "made_at": now})


def came_to(unit: Unit, person_id: str) -> list[int]:
    """The applications that this person came to by their codes."""
    return [row[0] for row in every(unit, _CAME, person_id=person_id)]
