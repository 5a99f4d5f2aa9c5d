"""Asks the service of the locks for what a key is to be now."""

from dataclasses import replace

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.lock_socket import Locks, Number, Opening
from portal.clock import to_micro
from portal.outbox import Claimed
from portal.services.bookings.door_keys import locks_of, seal_name
from portal.services.filing.drafts import application_sealer
from portal.services.shared.needs import Correspondence
from portal.store.bookings import door_keys
from portal.store.bookings.door_keys import ENDING, WANTED, KeyRow
from portal.store.cases import applications


def turn_lock(locks: Locks, installation: Correspondence, claimed: Claimed, _address: str) -> None:
    """Raises AdapterError."""
    # By what the key is to be now, not by what it was to be when this was asked.
    with installation.database.read() as unit:
        key = door_keys.by_id(unit, claimed.payload["key"])
    if key is None or key.state not in (WANTED, ENDING):
        return
    if key.state == WANTED:
        again = claimed.row.attempts > 1 or claimed.row.once.startswith("again:")
        number = _number(installation, locks, key, again=again)
        if not _keep(installation, key, number):  # another worker was faster, and knows nothing of this one
            locks.take_back(number.access)
            raise AdapterError("LOCK_LATER", "changed meanwhile", permanent=False)
        return
    if key.access:
        locks.take_back(key.access)
    with installation.database.change() as unit:
        door_keys.end(unit, key.id, to_micro(installation.clock.now()))


def _number(installation: Correspondence, locks: Locks, key: KeyRow, *, again: bool) -> Number:
    lock = locks_of(installation)[key.resource]
    opening = Opening(key.name, lock.doors, *lock.opens(key.starts, key.ends))
    return locks.move(key.access, opening) if key.access else locks.give(replace(opening, again=again))


def _keep(installation: Correspondence, key: KeyRow, number: Number) -> bool:
    with installation.database.write() as unit:
        row = applications.by_id(unit, key.application_id)
        if row is None:
            return False
        box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
        sealed, now = box.seal(seal_name(key), number.number), to_micro(installation.clock.now())
        kept = door_keys.give(unit, key, number.access, sealed, now)
        unit.commit()
    return kept
