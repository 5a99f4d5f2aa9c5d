"""The queue of what has to leave: rows in, one at a time out, each sealed by a key of its own. Knows no neighbour, no
message and no person; what is done with a claimed row is for whoever claims it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from integrations.interfaces import KeyStore
from portal.db import Unit
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.store import deliveries
from portal.store.deliveries import DeliveryRow

_SECOND = 1_000_000
# A worker that is killed with a row in hand: it is tried again after this. Longer than any neighbour may take.
LEASE = 120 * _SECOND
# Pauses after each failed attempt, in seconds: three days in all, a long weekend of a mail server.
PAUSES = (30, 120, 600, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 86_400)


@dataclass(frozen=True)
class About:
    """What a delivery belongs to; `duty` decides which staff see it."""

    duty: str = ""
    person_id: str | None = None
    application_id: int | None = None
    draft_id: str | None = None
    contact_id: str | None = None


@dataclass(frozen=True)
class Claimed:
    """One delivery in hand. `id` is the same at every attempt: a neighbour that can tell a repeat by it does."""

    row: DeliveryRow
    payload: dict[str, Any]

    @property
    def id(self) -> str:
        return self.row.id


def enqueue(
    keys: KeyStore, unit: Unit, kind: str, message: str, payload: dict[str, Any], *, once: str, about: About, now: int
) -> bool:
    """Stored with the caller's unit, or not at all. `once`: the second with this key is not stored (False); "" = each
    is another."""
    name = str(uuid.uuid4())
    box, stored = new_sealer(keys, f"outbox:{name}")
    row = DeliveryRow(
        name, once or name, kind, message, "waiting", 0, now, "", about.duty, about.person_id, about.application_id,
        about.draft_id, about.contact_id, stored.key_id, stored.wrapped, box.seal("payload", payload), now, now,
    )  # fmt: skip
    return deliveries.add(unit, row)


def claim(keys: KeyStore, unit: Unit, kind: str, now: int, *, first: Sequence[str] = ()) -> Claimed | None:
    """The next that is due, messages of `first` before all others. The caller commits before it calls anybody: a crash then costs a pause, never the notice."""
    row = deliveries.claim(unit, kind, now, now + LEASE, first)
    return None if row is None else Claimed(row, opened(keys, row))


def opened(keys: KeyStore, row: DeliveryRow) -> dict[str, Any]:
    """Its payload."""
    box = sealer(keys, f"outbox:{row.id}", WrappedKey(row.key_id, row.wrapped_key))
    payload: dict[str, Any] = box.open("payload", row.sealed_payload)
    return payload


def sent(unit: Unit, claimed: Claimed, now: int) -> bool:
    """It left. False if another worker has it meanwhile."""
    return deliveries.end(unit, claimed.row, "sent", now, "", now)


def failed(unit: Unit, claimed: Claimed, code: str, *, permanent: bool, now: int) -> bool:
    """Tried again after a pause that grows; parked for people if it failed for good or too often."""
    tried = claimed.row.attempts
    if permanent or tried > len(PAUSES):
        return deliveries.end(unit, claimed.row, "parked", now, code, now)
    return deliveries.end(unit, claimed.row, "waiting", now + PAUSES[tried - 1] * _SECOND, code, now)


def closed(unit: Unit, claimed: Claimed, state: str, code: str, now: int) -> bool:
    """Ends it without its having left: `state` bounced or given_up."""
    return deliveries.end(unit, claimed.row, state, now, code, now)
