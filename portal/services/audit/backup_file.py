# A header, numbered chunks, and the manifest as the last one.
#
# scrypt makes the key from passphrase and random salt; the chunk's number is the nonce of AES-256-GCM. The kind of each
# chunk is authenticated: a cut file has no end, a moved chunk does not open.

import hashlib
import json
import os
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

COST = 17  # scrypt: 2^17 rounds of 1 KiB blocks, 128 MiB of memory
_MOST_COST = 20
_MAGIC = b"kakanai backup 1\n"
_SALT = 16
_HEADER = len(_MAGIC) + 1 + _SALT
_CHUNK = 1 << 20
_LONGEST = 1 << 22  # of a chunk; the manifest names tables and keys
_FRAME = struct.Struct(">cI")
_DATA, _END = b"d", b"e"
_CHANGED = "ファイルが書き換わっています。もう一度写しても同じなら、別の日のバックアップを使ってください。"


class BackupUnfit(Exception):
    def __init__(self, words: str, english: str) -> None:
        super().__init__(english)
        self.words = words


class _Box:
    def __init__(self, header: bytes, passphrase: bytes) -> None:
        cost, salt = header[len(_MAGIC)], header[-_SALT:]
        self._cipher = AESGCM(Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(passphrase))
        self._header = header
        self._number = 0

    def seal(self, kind: bytes, plain: bytes) -> bytes:
        sealed = self._cipher.encrypt(self._nonce(), plain, self._header + kind)
        return _FRAME.pack(kind, len(sealed)) + sealed

    def open(self, kind: bytes, sealed: bytes) -> bytes:
        return self._cipher.decrypt(self._nonce(), sealed, self._header + kind)

    def _nonce(self) -> bytes:
        self._number += 1
        return self._number.to_bytes(12, "big")


def seal_backup(
    target: BinaryIO, passphrase: bytes, pieces: Iterable[bytes], describe: Callable[[], Mapping[str, Any]]
) -> Mapping[str, Any]:
    """`describe` gives the manifest after the last piece. Returns it with size and sum."""
    header = _MAGIC + bytes([COST]) + os.urandom(_SALT)
    box, digest, size = _Box(header, passphrase), hashlib.sha256(), 0
    target.write(header)
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        for start in range(0, len(piece), _CHUNK):
            target.write(box.seal(_DATA, piece[start : start + _CHUNK]))
    manifest = {**describe(), "bytes": size, "sha256": digest.hexdigest()}
    target.write(box.seal(_END, json.dumps(manifest).encode()))
    return manifest


def open_backup(source: BinaryIO, passphrase: bytes, take: Callable[[bytes], object]) -> dict[str, Any]:
    """Returns the manifest. Raises BackupUnfit, maybe after some pieces: use only what is complete."""
    header = source.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(_MAGIC) or header[len(_MAGIC)] > _MOST_COST:
        raise BackupUnfit(
            "バックアップのファイルではないか、途中で切れています。ファイルの名前を確かめ、もう一度写してください。",
            "This is not a backup, or one of another version.",
        )
    box, digest, size, number = _Box(header, passphrase), hashlib.sha256(), 0, 0
    while True:
        number += 1
        kind, plain = _next(source, box, number)
        if kind == _END:
            break
        digest.update(plain)
        size += len(plain)
        take(plain)
    if source.read(1):
        raise BackupUnfit(_CHANGED, "The backup was changed: something follows its end.")
    manifest: dict[str, Any] = json.loads(plain)
    if (manifest["bytes"], manifest["sha256"]) != (size, digest.hexdigest()):
        raise BackupUnfit(_CHANGED, "The backup is not whole: its sums differ.")
    return manifest


def _next(source: BinaryIO, box: _Box, number: int) -> tuple[bytes, bytes]:
    frame = source.read(_FRAME.size)
    kind, length = _FRAME.unpack(frame) if len(frame) == _FRAME.size else (b"", 0)
    known = kind in (_DATA, _END) and length <= _LONGEST
    sealed = source.read(length) if known else b""
    if len(frame) < _FRAME.size or (known and len(sealed) < length):
        raise BackupUnfit(
            "ファイルが途中で切れています。もう一度、全部を写してください。",
            f"The backup is cut off at chunk {number}.",
        )
    try:
        return kind, box.open(kind, sealed)
    except (InvalidTag, ValueError):
        if number == 1:
            raise BackupUnfit(
                "合言葉がちがうか、ファイルの始めが書き換わっています。そのバックアップを作ったときの合言葉のファイルを書いてください。",
                "The passphrase does not open this backup, or its beginning was changed.",
            ) from None
        raise BackupUnfit(_CHANGED, f"The backup was changed: chunk {number} does not open.") from None
