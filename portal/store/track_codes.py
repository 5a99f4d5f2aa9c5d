"""Secrets beside receipt numbers."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import insert, one, run, sql


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
