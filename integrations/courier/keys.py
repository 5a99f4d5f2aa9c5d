"""Whose packages are whose: a key pair to sign with and one to be written to, of this side and, the public halves, of the other.

`courier.json` holds our own, the newest last: packages on their way to an older one can still be opened. `courier-peers.json` holds
the other side's, the one to write to last. Both lie in the folder of keys and are read by the service's own account alone."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from integrations.secret_file import SecretUnfit, read_secret, write_secret

FILE_NAME, PEERS = "courier.json", "courier-peers.json"
_FORMAT = "kakanai-courier-key-1"
_LONGEST_NAME = 80


class KeysUnfit(Exception):
    """A key file that cannot be used; one sentence says why and what to do. It never quotes the file."""


@dataclass(frozen=True)
class PublicKeys:
    """What the other side is given: `name` for people, 32 bytes to check our signatures, 32 to write to us."""

    name: str
    sign: bytes
    seal: bytes

    @property
    def id(self) -> str:
        return hashlib.sha256(self.sign + self.seal).hexdigest()[:32]

    @property
    def fingerprint(self) -> str:
        """To be compared by telephone before it is trusted: 128 bits in groups of four."""
        return " ".join(self.id[at : at + 4] for at in range(0, 32, 4))

    @property
    def written(self) -> str:
        """As it is handed over."""
        card = {"format": _FORMAT, "name": self.name, "sign": self.sign.hex(), "seal": self.seal.hex()}
        return json.dumps(card, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True)
class OwnKeys:
    """Both private halves."""

    name: str
    sign: Ed25519PrivateKey
    seal: X25519PrivateKey

    @property
    def public(self) -> PublicKeys:
        return PublicKeys(
            self.name, self.sign.public_key().public_bytes_raw(), self.seal.public_key().public_bytes_raw()
        )


def read_public(written: str) -> PublicKeys:
    """KeysUnfit for anything but a card that `PublicKeys.written` gave."""
    try:
        card = json.loads(written)
        name, sign, seal = str(card["name"]), bytes.fromhex(card["sign"]), bytes.fromhex(card["seal"])
        Ed25519PublicKey.from_public_bytes(sign)
        X25519PublicKey.from_public_bytes(seal)
        right = card["format"] == _FORMAT and name.isprintable() and len(name) <= _LONGEST_NAME
    except (ValueError, KeyError, TypeError):
        right = False
    if not right:
        raise KeysUnfit("This is no key of a courier; the other side writes one with `kakanai courier keys show`.")
    return PublicKeys(name, sign, seal)


def new_keys(name: str) -> OwnKeys:
    return OwnKeys(name, Ed25519PrivateKey.generate(), X25519PrivateKey.generate())


def load_own(folder: Path) -> tuple[OwnKeys, ...]:
    """The oldest first; () where there are none. KeysUnfit."""
    rows = _read(folder / FILE_NAME)
    try:
        return tuple(
            OwnKeys(
                str(row["name"]),
                Ed25519PrivateKey.from_private_bytes(bytes.fromhex(row["sign"])),
                X25519PrivateKey.from_private_bytes(bytes.fromhex(row["seal"])),
            )
            for row in rows
        )
    except (ValueError, KeyError, TypeError):
        raise KeysUnfit(f"{folder / FILE_NAME} holds no keys; restore it from its backup.") from None


def keep_own(folder: Path, keys: Sequence[OwnKeys]) -> None:
    rows = [
        {"name": one.name, "sign": one.sign.private_bytes_raw().hex(), "seal": one.seal.private_bytes_raw().hex()}
        for one in keys
    ]
    write_secret(folder / FILE_NAME, rows, replace=True)


def load_peers(folder: Path) -> tuple[PublicKeys, ...]:
    """The one to write to last; () where none is trusted. KeysUnfit."""
    return tuple(read_public(json.dumps(row)) for row in _read(folder / PEERS))


def keep_peers(folder: Path, peers: Sequence[PublicKeys]) -> None:
    write_secret(folder / PEERS, [json.loads(one.written) for one in peers], replace=True)


def _read(path: Path) -> list[Any]:
    if not path.exists():
        return []
    try:
        rows = read_secret(path)
    except SecretUnfit as unfit:
        raise KeysUnfit(str(unfit)) from None
    return rows if isinstance(rows, list) else [None]
