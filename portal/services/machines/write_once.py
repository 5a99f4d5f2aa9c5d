"""By Idempotency-Key; key and effect share a transaction."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import Problem
from portal.services.machines.machine import Machine
from portal.store.machines import api_writes

DAYS = 7
MOST_SIGNS = 128


@dataclass(frozen=True)
class Written:
    body: object
    etag: str
    again: bool = False


def write_once(
    clock: Clock, unit: Unit, machine: Machine, key: str, content: bytes, do: Callable[[], Written]
) -> Written:
    """`content`: method, URL, body. Raises Problem idempotency_key_missing, idempotency_key_reused; an error of `do`
    rolls the key back."""
    if not (1 <= len(key) <= MOST_SIGNS and key.isascii() and key.isprintable()):
        raise Problem("idempotency_key_missing")
    key_hash, digest = hashlib.sha256(key.encode()).digest(), hashlib.sha256(content).digest()
    now = to_micro(clock.now())
    if api_writes.claim(unit, machine.row.id, key_hash, digest, now):
        done = do()
        text = json.dumps({"body": done.body, "etag": done.etag}, ensure_ascii=False)
        api_writes.answer(unit, machine.row.id, key_hash, text)
        return done
    earlier = api_writes.find(unit, machine.row.id, key_hash)
    if earlier is None or earlier.digest != digest:
        raise Problem("idempotency_key_reused")
    stored = json.loads(earlier.answer)
    return Written(stored["body"], stored["etag"], again=True)
