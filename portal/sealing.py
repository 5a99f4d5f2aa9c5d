"""Personal data at rest: AES-256-GCM under one data key per application, itself wrapped by a key-encryption key."""

import os
from dataclasses import dataclass, field
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from integrations.interfaces import KeyStore

_NONCE = 12


@dataclass(frozen=True)
class WrappedKey:
    """A data key as stored: which key-encryption key wrapped it, and the wrapped bytes."""

    key_id: str
    wrapped: bytes


@dataclass(frozen=True)
class Sealer:
    """Seals and opens the columns of one record. Row and column are bound: a sealed value copied elsewhere is refused."""

    row: str
    key: bytes
    _cipher: AESGCM = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_cipher", AESGCM(self.key))

    def seal(self, column: str, value: Any) -> bytes:
        """JSON of `value`, encrypted. Fresh nonce each time; 2^32 values under one key is far beyond one application."""
        return self.seal_bytes(column, orjson.dumps(value))

    def open(self, column: str, sealed: bytes) -> Any:
        """cryptography.exceptions.InvalidTag if the bytes were changed or belong to another row or column."""
        # Two fifths of the time of `json`. It keeps keys, which the definitions say, for the next one; never what stands there.
        return orjson.loads(self.open_bytes(column, sealed))

    def seal_bytes(self, column: str, plain: bytes) -> bytes:
        """A file as it is."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, f"{self.row}/{column}".encode())

    def open_bytes(self, column: str, sealed: bytes) -> bytes:
        """InvalidTag as `open`."""
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], f"{self.row}/{column}".encode())


def new_sealer(keys: KeyStore, row: str) -> tuple[Sealer, WrappedKey]:
    """A fresh data key for `row`, and how to store it."""
    key, key_id = os.urandom(32), keys.current()
    return Sealer(row, key), WrappedKey(key_id, keys.wrap(key_id, key, row.encode()))


def sealer(keys: KeyStore, row: str, stored: WrappedKey) -> Sealer:
    return Sealer(row, keys.unwrap(stored.key_id, stored.wrapped, row.encode()))
