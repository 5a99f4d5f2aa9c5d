import hashlib
import hmac
import secrets
from collections.abc import Iterable

from integrations.sockets.interfaces import KeyStore
from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import Keys, WrappedKey, new_sealer, sealer
from portal.services.shared.needs import Records
from portal.store.residents import contacts
from portal.store.residents.contacts import ContactRow


def address_of(keys: KeyStore, row: ContactRow) -> str:
    box = sealer(keys, f"contact:{row.id}", WrappedKey(row.key_id, row.wrapped_key))
    address: str = box.open("address", row.sealed_address)
    return address


def address_hash(keys: Keys, channel: str, address: str) -> bytes:
    """Keyed: a copy of the table reveals no address."""
    key = keys.derive("contacts")
    return hmac.digest(key, f"{channel}\0{address.lower() if channel == 'mail' else address}".encode(), hashlib.sha256)


def keep_contact(
    installation: Records,
    unit: Unit,
    person_id: str,
    channel: str,
    address: str,
    uses: Iterable[str],
    language: str,
) -> None:
    name = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"contact:{name}")
    now = to_micro(installation.clock.now())
    row = ContactRow(
        name, person_id, channel, "proved", " ".join(uses), language, address_hash(installation.keys, channel, address),
        stored.key_id, stored.wrapped, box.seal("address", address), now, now,
    )  # fmt: skip
    contacts.put(unit, row)
