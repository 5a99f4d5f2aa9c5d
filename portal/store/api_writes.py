"""Writes of machines by their Idempotency-Key."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import insert, one, run, sql


@dataclass(frozen=True)
class WriteRow:
    digest: bytes
    answer: str


# A second one with the same key waits here, on PostgreSQL, until the first is stored or undone.
_CLAIM = insert("api_write", "client_id", "key_hash", "digest", "answer", "made_at", tail="ON CONFLICT DO NOTHING")
_FIND = sql("SELECT digest, answer FROM api_write WHERE client_id = :client_id AND key_hash = :key_hash")
_ANSWER = sql("UPDATE api_write SET answer = :answer WHERE client_id = :client_id AND key_hash = :key_hash")
_SWEEP = sql("DELETE FROM api_write WHERE made_at < :before")


def claim(unit: Unit, client_id: str, key_hash: bytes, digest: bytes, now: int) -> bool:
    """False if this key was used before."""
    values = {"client_id": client_id, "key_hash": key_hash, "digest": digest, "answer": "", "made_at": now}
    return run(unit, _CLAIM, values).rowcount == 1


def find(unit: Unit, client_id: str, key_hash: bytes) -> WriteRow | None:
    row = one(unit, _FIND, client_id=client_id, key_hash=key_hash)
    return WriteRow(bytes(row[0]), row[1]) if row else None


def answer(unit: Unit, client_id: str, key_hash: bytes, text: str) -> None:
    run(unit, _ANSWER, {"client_id": client_id, "key_hash": key_hash, "answer": text})


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
