"""Writes of API clients, by Idempotency-Key."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, update

from portal.db import Unit
from portal.models.machines.api_write import ApiWrite
from portal.store.statements import bound, by, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class WriteRow:
    digest: bytes
    answer: str


_write = ApiWrite.table
_KEY = by(_write.c.client_id, _write.c.key_hash)
# On PostgreSQL a second write with the same key waits here until the first is committed or rolled back.
_CLAIM = sql(insert_into(ApiWrite, WriteRow, beside=("client_id", "key_hash", "made_at")).on_conflict_do_nothing())
_FIND = sql(rows(WriteRow, ApiWrite).where(_KEY))
_ANSWER = sql(update(_write).where(_KEY).values(bound("answer")))
_SWEEP = sql(delete(_write).where(_write.c.made_at < bindparam("before")))


def claim(unit: Unit, client_id: str, key_hash: bytes, digest: bytes, now: int) -> bool:
    values = {"client_id": client_id, "key_hash": key_hash, "digest": digest, "answer": "", "made_at": now}
    return run(unit, _CLAIM, values).rowcount == 1


def find(unit: Unit, client_id: str, key_hash: bytes) -> WriteRow | None:
    return one(unit, _FIND, client_id=client_id, key_hash=key_hash)


def answer(unit: Unit, client_id: str, key_hash: bytes, text: str) -> None:
    run(unit, _ANSWER, {"client_id": client_id, "key_hash": key_hash, "answer": text})


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
