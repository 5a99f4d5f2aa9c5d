"""Keys of both sides. `courier.json`: our own; older ones still open packages. `courier-peers.json`: the other side's.
In both the last is used."""

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
    """The message never quotes the file."""


@dataclass(frozen=True)
class PublicKeys:
    """`sign` and `seal`: 32 bytes each."""

    name: str
    sign: bytes
    seal: bytes

    @property
    def id(self) -> str:
        return hashlib.sha256(self.sign + self.seal).hexdigest()[:32]

    @property
    def fingerprint(self) -> str:
        """128 bits, compared by telephone."""
        return " ".join(self.id[index : index + 4] for index in range(0, 32, 4))

    @property
    def written(self) -> str:
        card = {"format": _FORMAT, "name": self.name, "sign": self.sign.hex(), "seal": self.seal.hex()}
        return json.dumps(card, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True)
class OwnKeys:
    name: str
    sign: Ed25519PrivateKey
    seal: X25519PrivateKey

    @property
    def public(self) -> PublicKeys:
        return PublicKeys(
            self.name, self.sign.public_key().public_bytes_raw(), self.seal.public_key().public_bytes_raw()
        )


def read_public(written: str) -> PublicKeys:
    """Raises KeysUnfit."""
    try:
        card = json.loads(written)
        name, sign_key, seal_key = str(card["name"]), bytes.fromhex(card["sign"]), bytes.fromhex(card["seal"])
        Ed25519PublicKey.from_public_bytes(sign_key)
        X25519PublicKey.from_public_bytes(seal_key)
        right = card["format"] == _FORMAT and name.isprintable() and len(name) <= _LONGEST_NAME
    except (ValueError, KeyError, TypeError):
        right = False
    if not right:
        raise KeysUnfit("This is not a courier key; the other side writes one with `kakanai courier keys show`.")
    return PublicKeys(name, sign_key, seal_key)


def new_keys(name: str) -> OwnKeys:
    return OwnKeys(name, Ed25519PrivateKey.generate(), X25519PrivateKey.generate())


def load_own(folder: Path) -> tuple[OwnKeys, ...]:
    """Oldest first. Raises KeysUnfit."""
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
        {"name": key.name, "sign": key.sign.private_bytes_raw().hex(), "seal": key.seal.private_bytes_raw().hex()}
        for key in keys
    ]
    write_secret(folder / FILE_NAME, rows, replace=True)


def load_peers(folder: Path) -> tuple[PublicKeys, ...]:
    return tuple(read_public(json.dumps(row)) for row in _read(folder / PEERS))


def keep_peers(folder: Path, peers: Sequence[PublicKeys]) -> None:
    write_secret(folder / PEERS, [json.loads(peer.written) for peer in peers], replace=True)


def _read(path: Path) -> list[Any]:
    if not path.exists():
        return []
    try:
        rows = read_secret(path)
    except SecretUnfit as unfit:
        raise KeysUnfit(str(unfit)) from None
    return rows if isinstance(rows, list) else [None]
