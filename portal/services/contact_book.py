"""Where a person wants notices, opened."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.installation import Installation
from portal.store import contacts
from portal.store.contacts import ContactRow


def address_of(installation: Installation, row: ContactRow) -> str:
    box = sealer(installation.keys, f"contact:{row.id}", WrappedKey(row.key_id, row.wrapped_key))
    address: str = box.open("address", row.sealed_address)
    return address


def address_hash(installation: Installation, channel: str, address: str) -> bytes:
    """By which an address is found again: keyed, so that a copy of the table tells nobody's."""
    key = installation.keys.derive("contacts")
    return hmac.digest(key, f"{channel}\0{address.lower() if channel == 'mail' else address}".encode(), hashlib.sha256)


def keep_contact(
    installation: Installation,
    unit: Unit,
    person_id: str,
    channel: str,
    address: str,
    uses: Iterable[str],
    language: str,
) -> None:
    """A proved address, in the place of the one there was. The caller has seen the proof."""
    name = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"contact:{name}")
    now = to_micro(installation.clock.now())
    row = ContactRow(
        name, person_id, channel, "proved", " ".join(uses), language, address_hash(installation, channel, address),
        stored.key_id, stored.wrapped, box.seal("address", address), now, now,
    )  # fmt: skip
    contacts.put(unit, row)
