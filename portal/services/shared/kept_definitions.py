"""Definitions that have been read, kept in the data folder: reading is most of a start.

A file's name is a digest of its text, of the code that reads it and of Python: no change goes unnoticed. It counts only
if it is this account's own, closed to others, and carries an HMAC of this installation. Otherwise the text is read
again. The folder may be removed at any time."""

import hmac
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from tempfile import mkstemp
from typing import TypeVar

import pydantic

import forms
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.guide.guide import Guide
from forms.loading.packed import Unpackable, packed, unpacked

T = TypeVar("T")
PURPOSE = "kept definitions"  # of the key
_MAC = 32
_UNUSED = 24 * 3600.0  # seconds until a file that a whole start did not use is removed


@cache
def digest_of_code() -> bytes:
    content = sha256(f"{sys.version}\n{pydantic.VERSION}\n".encode())
    for file in sorted(Path(forms.__file__).parent.rglob("*.py")):
        content.update(file.read_bytes())
    return content.digest()


class KeptDefinitions:
    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder, self._key = folder, key
        self._used: set[str] = set()

    def procedure(self, canonical: str, read: Callable[[str], Procedure]) -> Procedure:
        name = _name("procedure", canonical.encode())
        known = self._take(name, Procedure)
        if known is not None:
            return replace(known, canonical=canonical)
        procedure = read(canonical)
        self._keep(name, replace(procedure, canonical=""))
        return procedure

    def guides(self, folder: Path, read: Callable[[Path], Mapping[str, Guide]]) -> Mapping[str, Guide]:
        name = _name("guides", *_texts(folder))
        known = self._take(name, dict)
        if known is not None:
            return known
        guides = read(folder)
        self._keep(name, dict(guides))
        return guides

    def drawings(self, source: bytes, draw: Callable[[], Mapping[str, bytes]]) -> Mapping[str, bytes]:
        """By name; `source`: all that they depend on."""
        name = _name("drawings", source)
        known = self._take(name, dict)
        if known is not None:
            return known
        drawings = draw()
        self._keep(name, dict(drawings))
        return drawings

    def remove_unused(self) -> None:
        """After a start that took all."""
        with suppress(OSError):
            for file in self._folder.iterdir():
                if file.name not in self._used and file.stat().st_mtime < time.time() - _UNUSED:
                    file.unlink(missing_ok=True)

    def _take(self, name: str, kind: type[T]) -> T | None:
        self._used.add(name)
        try:
            content = _own(self._folder / name)
        except OSError:
            return None
        mac, rest = content[:_MAC], memoryview(content)[_MAC:]
        if not hmac.compare_digest(mac, self._mac(name, rest)):
            return None
        with suppress(Unpackable):
            return unpacked(rest, kind, field_types())
        return None

    def _keep(self, name: str, value: object) -> None:
        content = packed(value)
        # A full disk or a folder of another account: the next start reads again.
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            handle, unfinished = mkstemp(prefix="unfinished-", dir=self._folder)
            try:
                with open(handle, "wb") as file:
                    file.write(self._mac(name, content) + content)
                os.replace(unfinished, self._folder / name)
            except BaseException:
                os.unlink(unfinished)
                raise

    def _mac(self, name: str, content: bytes | memoryview) -> bytes:
        mac = hmac.new(self._key, name.encode(), sha256)
        mac.update(content)
        return mac.digest()


def _name(kind: str, *texts: bytes) -> str:
    content = sha256(digest_of_code() + kind.encode())
    for text in texts:
        content.update(len(text).to_bytes(8, "big") + text)
    return content.hexdigest()


def _texts(folder: Path) -> Iterator[bytes]:
    for file in sorted(folder.glob("*.yaml")):
        yield str(file).encode()
        yield file.read_bytes()


def _own(path: Path) -> bytes:
    """Raises OSError if it is not a file of this account alone."""
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
        state = os.fstat(file.fileno())
        if not S_ISREG(state.st_mode) or state.st_uid != os.geteuid() or state.st_mode & 0o077:
            raise PermissionError(path)
        return file.read()
