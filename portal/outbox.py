"""The queue of outgoing deliveries."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from integrations.sockets.interfaces import KeyStore
from portal.db import Unit
from portal.logs import cause
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.store.notices import deliveries
from portal.store.notices.deliveries import DeliveryRow

_SECOND = 1_000_000
# Microseconds until a row of a killed worker is retried; longer than any neighbour may take.
LEASE = 120 * _SECOND
# Seconds before each retry: three days in total, a long weekend of a mail server.
PAUSES = (30, 120, 600, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 86_400)


@dataclass(frozen=True)
class About:
    duty: str = ""  # staff who see it
    person_id: str | None = None
    application_id: int | None = None
    draft_id: str | None = None
    contact_id: str | None = None


@dataclass(frozen=True)
class Claimed:
    """`id`: the same at every attempt."""

    row: DeliveryRow
    payload: dict[str, Any]

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def cause(self) -> dict[str, Any]:
        """The `cause` with which it was enqueued."""
        return {name: self.payload[name] for name in ("request",) if name in self.payload}


def enqueue(
    keys: KeyStore, unit: Unit, kind: str, message: str, payload: dict[str, Any], *, once: str, about: About, now: int
) -> bool:
    """In the caller's transaction, with the id of its request. `once`: False if the key exists; "" = no key."""
    name = str(uuid.uuid4())
    box, stored = new_sealer(keys, f"outbox:{name}")
    row = DeliveryRow(
        name, once or name, kind, message, "waiting", 0, now, "", about.duty, about.person_id, about.application_id,
        about.draft_id, about.contact_id, stored.key_id, stored.wrapped,
        box.seal("payload", payload | cause()), now, now,
    )  # fmt: skip
    return deliveries.add(unit, row)


def claim(keys: KeyStore, unit: Unit, kind: str, now: int, *, first: Sequence[str] = ()) -> Claimed | None:
    """Commit before any call: a crash costs a pause, never the notice."""
    row = deliveries.claim(unit, kind, now, now + LEASE, first)
    return None if row is None else Claimed(row, opened(keys, row))


def opened(keys: KeyStore, row: DeliveryRow) -> dict[str, Any]:
    box = sealer(keys, f"outbox:{row.id}", WrappedKey(row.key_id, row.wrapped_key))
    payload: dict[str, Any] = box.open("payload", row.sealed_payload)
    return payload


def sent(unit: Unit, claimed: Claimed, now: int) -> bool:
    """False if another worker has it."""
    return deliveries.end(unit, claimed.row, "sent", now, "", now)


def failed(unit: Unit, claimed: Claimed, code: str, *, permanent: bool, now: int) -> bool:
    """Retries with growing pauses; parks permanent or repeated failures for people."""
    tried = claimed.row.attempts
    if permanent or tried > len(PAUSES):
        return deliveries.end(unit, claimed.row, "parked", now, code, now)
    return deliveries.end(unit, claimed.row, "waiting", now + PAUSES[tried - 1] * _SECOND, code, now)


def closed(unit: Unit, claimed: Claimed, state: str, code: str, now: int) -> bool:
    """`state`: bounced or given_up."""
    return deliveries.end(unit, claimed.row, state, now, code, now)
