"""`courier.json`: our own keys; former ones still open packages."""

# `courier-peers.json`: the other side's, `courier-laptop-NN.json`: a laptop's. Each: {"current": id, "keys": […]}. In
# memory the current key is the last.

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from integrations.secret_file import SecretUnfit, read_secret, write_secret

FILE_NAME, PEERS = "courier.json", "courier-peers.json"
MOST_LAPTOPS = 99
_FORMAT = "kakanai-courier-key-1"
_LONGEST_NAME = 80
_Key = TypeVar("_Key")


class KeysUnfit(Exception):
    """The message never quotes the file."""


@dataclass(frozen=True)
class PublicKeys:
    # 32 bytes each.

    name: str
    sign: bytes
    seal: bytes

    @property
    def id(self) -> str:
        return hashlib.sha256(self.sign + self.seal).hexdigest()[:32]

    @property
    def fingerprint(self) -> str:
        # 128 bits, compared by telephone.
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
    # Raises KeysUnfit.
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
    # Raises KeysUnfit.
    path = folder / FILE_NAME
    current, rows = _read(path)
    try:
        keys = {key.public.id: key for key in map(_own_key, rows)}
    except (ValueError, KeyError, TypeError):
        raise _malformed(path) from None
    return _current_last(path, keys, current)


def _own_key(row: Mapping[str, str]) -> OwnKeys:
    return OwnKeys(
        str(row["name"]),
        Ed25519PrivateKey.from_private_bytes(bytes.fromhex(row["sign"])),
        X25519PrivateKey.from_private_bytes(bytes.fromhex(row["seal"])),
    )


def keep_own(folder: Path, keys: Sequence[OwnKeys]) -> None:
    rows = [
        {"name": key.name, "sign": key.sign.private_bytes_raw().hex(), "seal": key.seal.private_bytes_raw().hex()}
        for key in keys
    ]
    write_secret(folder / FILE_NAME, {"current": keys[-1].public.id, "keys": rows}, replace=True)


def load_peers(folder: Path, laptop: int = 0) -> tuple[PublicKeys, ...]:
    # Of the other zone, or of a laptop. Raises KeysUnfit.
    path = folder / _peers_file(laptop)
    current, rows = _read(path)
    keys = {key.id: key for key in map(read_public, map(json.dumps, rows))}
    return _current_last(path, keys, current)


def laptops_in(folder: Path) -> tuple[int, ...]:
    names = {file.name for file in folder.glob("courier-laptop-*.json")}
    return tuple(number for number in range(1, MOST_LAPTOPS + 1) if _peers_file(number) in names)


def _peers_file(laptop: int) -> str:
    return f"courier-laptop-{laptop:02d}.json" if laptop else PEERS


def keep_peers(folder: Path, peers: Sequence[PublicKeys], laptop: int = 0) -> None:
    rows = [json.loads(peer.written) for peer in peers]
    write_secret(folder / _peers_file(laptop), {"current": peers[-1].id if peers else "", "keys": rows}, replace=True)


def _current_last(path: Path, keys: Mapping[str, _Key], current: str) -> tuple[_Key, ...]:
    # Raises KeysUnfit.
    if not keys:
        return ()
    if current not in keys:
        raise _malformed(path)
    return (*(key for key_id, key in keys.items() if key_id != current), keys[current])


def _read(path: Path) -> tuple[str, list[Any]]:
    # (current id, rows). Raises KeysUnfit.
    if not path.exists():
        return "", []
    try:
        content = read_secret(path)
        return str(content["current"]), list(content["keys"])
    except SecretUnfit as unfit:
        raise KeysUnfit(str(unfit)) from None
    except (KeyError, TypeError):
        raise _malformed(path) from None


def _malformed(path: Path) -> KeysUnfit:
    return KeysUnfit(f'{path} is not {{"current": id, "keys": […]}} with its keys; restore it from its backup.')
