"""Key wrapping with AES-256-GCM."""

import os
from collections.abc import Mapping
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
TAG_BYTES = 16
NONCE_BYTES = 12  # NIST SP 800-38D 8.2: 96 bits; random, so that one key must wrap fewer than 2³² data keys


class Cipher(Protocol):
    """AES-256-GCM under one key; the tag follows the text."""

    def encrypt(self, nonce: bytes, plain: bytes, bound_to: bytes, /) -> bytes: ...

    def decrypt(self, nonce: bytes, wrapped: bytes, bound_to: bytes, /) -> bytes:
        """Raises InvalidTag or ValueError."""


def cipher_of(key: bytes) -> Cipher:
    """Raises ValueError."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key does not have {KEY_BYTES} bytes")
    return AESGCM(key)


class KeyRing:
    """Raises ValueError."""

    def __init__(self, ciphers: Mapping[str, Cipher], current: str) -> None:
        if current not in ciphers:
            raise ValueError("the current key is not among the keys")
        self.ids = tuple(ciphers)
        self._ciphers = dict(ciphers)
        self._current = current

    def current(self) -> str:
        return self._current

    def wrap(self, key_id: str, data_key: bytes, bound_to: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._ciphers[key_id].encrypt(nonce, data_key, bound_to)

    def unwrap(self, key_id: str, wrapped: bytes, bound_to: bytes) -> bytes:
        cipher = self._ciphers[key_id]
        try:
            if len(wrapped) < NONCE_BYTES + TAG_BYTES:
                raise ValueError("too short")
            return cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound_to)
        except (InvalidTag, ValueError) as error:
            raise ValueError("the wrapped key was changed, or belongs to another record") from error
