"""A write of a machine, done once for each Idempotency-Key: the same again gets the first answer, something else under the same key is
refused. The key and what it did are one transaction."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Problem
from portal.services.installation import Installation
from portal.services.machine import Machine
from portal.store import api_writes

DAYS = 7
MOST_SIGNS = 128


@dataclass(frozen=True)
class Written:
    """`body` and `etag` as they are answered; `again`: it was done before."""

    body: object
    etag: str
    again: bool = False


def write_once(
    installation: Installation, unit: Unit, machine: Machine, key: str, said: bytes, do: Callable[[], Written]
) -> Written:
    """`said`: method, address and body. Problem idempotency_key_missing, idempotency_key_reused, or what `do` refuses: that is undone
    with the key, so that it may be tried again."""
    if not (1 <= len(key) <= MOST_SIGNS and key.isascii() and key.isprintable()):
        raise Problem("idempotency_key_missing")
    key_hash, digest = hashlib.sha256(key.encode()).digest(), hashlib.sha256(said).digest()
    now = to_micro(installation.clock.now())
    if api_writes.claim(unit, machine.row.id, key_hash, digest, now):
        done = do()
        text = json.dumps({"body": done.body, "etag": done.etag}, ensure_ascii=False)
        api_writes.answer(unit, machine.row.id, key_hash, text)
        return done
    found = api_writes.find(unit, machine.row.id, key_hash)
    if found is None or found.digest != digest:
        raise Problem("idempotency_key_reused")
    stored = json.loads(found.answer)
    return Written(stored["body"], stored["etag"], again=True)
