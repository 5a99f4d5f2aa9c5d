"""Definitions that have been read, kept in the data folder."""

# Reading is most of a start.
#
# An entry's name is a digest of its text, of the code that reads it and of Python: no change goes unnoticed. A file counts
# only if it is this account's own, closed to others, and carries an HMAC of this installation. Otherwise the text is read
# again. The folder may be removed at any time.

import hmac
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from tempfile import mkstemp
from typing import TypeVar
from weakref import WeakValueDictionary

import pydantic

import forms
from forms.definition.placeholders import blanks
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.guide.guide import Guide
from forms.loading.packed import Unpackable, packed, unpacked

T = TypeVar("T")
PURPOSE = "kept definitions"  # of the key
_MAC = 32
_DEFINITIONS, _DRAWINGS = "definitions", "drawings"  # files


@cache
def digest_of_code() -> bytes:
    content = sha256(f"{sys.version}\n{pydantic.VERSION}\n".encode())
    for file in sorted(Path(forms.__file__).parent.rglob("*.py")):
        content.update(file.read_bytes())
    return content.digest()


class Shared:
    """What the cities of a joint installation publish alike, in memory once; by name of the entry."""

    def __init__(self) -> None:
        self.procedures: WeakValueDictionary[str, Procedure] = WeakValueDictionary()
        self.guides: dict[str, Mapping[str, Guide]] = {}


class KeptDefinitions:
    def __init__(self, folder: Path, key: bytes, shared: Shared | None = None) -> None:
        self._folder, self._key = folder, key
        self._shared = shared or Shared()
        self._used: dict[str, object] = {}

    def procedure(self, canonical: str, read: Callable[[str], Procedure], kind: str = "procedure") -> Procedure:
        # `kind`: another for what another `read` makes of the text.
        name, shared = _name(kind, canonical.encode()), self._shared.procedures
        known = shared.get(name)
        if known is None:
            known = shared[name] = self._entry(name, Procedure, lambda: read(canonical))
        self._used[name] = known
        return known

    def guides(self, folder: Path, read: Callable[[Path], Mapping[str, Guide]]) -> Mapping[str, Guide]:
        name, shared = _name("guides", *_texts(folder)), self._shared.guides
        if name not in shared:
            shared[name] = self._entry(name, dict, lambda: dict(read(folder)))
        self._used[name] = shared[name]
        return shared[name]

    def keep(self) -> None:
        """After a start that took all: what it did not use goes. Untouched if another city's file had everything."""
        if "_entries" not in vars(self):
            self._used = {}
            return
        if self._used.keys() != self._entries.keys():
            self._write(_DEFINITIONS, {name: _with_blanks(entry) for name, entry in self._used.items()})
        self._entries, self._used = self._used, {}

    def drawings(self, source: bytes, draw: Callable[[], Mapping[str, bytes]]) -> Mapping[str, bytes]:
        """By name; `source`: all that they depend on."""
        name = _name(_DRAWINGS, source)
        drawings = self._file(_DRAWINGS).get(name)
        if not isinstance(drawings, dict):
            drawings = dict(draw())
            self._write(_DRAWINGS, {name: drawings})
        return drawings

    def _entry(self, name: str, kind: type[T], read: Callable[[], T]) -> T:
        entry = self._used.get(name, self._entries.get(name))
        if not isinstance(entry, kind):
            entry = read()
        self._used[name] = entry
        return entry

    @cached_property
    def _entries(self) -> dict[str, object]:
        return {name: _whole(entry) for name, entry in self._file(_DEFINITIONS).items()}

    def _file(self, name: str) -> dict[str, object]:
        try:
            content = _own(self._folder / name)
        except OSError:
            return {}
        mac, rest = content[:_MAC], memoryview(content)[_MAC:]
        if not hmac.compare_digest(mac, self._mac(name, rest)):
            return {}
        with suppress(Unpackable):
            return unpacked(rest, dict, field_types())
        return {}

    def _write(self, name: str, entries: Mapping[str, object]) -> None:
        content = packed(entries)
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


def _with_blanks(entry: object) -> object:
    return (entry, blanks(entry)) if isinstance(entry, Procedure) else entry


def _whole(entry: object) -> object:
    # Looking for blanks is a tenth of a start.
    match entry:
        case (Procedure() as procedure, tuple() as places):
            vars(procedure)["blanks"] = places
            return procedure
    return entry


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
    # Raises OSError if it is not a file of this account alone.
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
        state = os.fstat(file.fileno())
        if not S_ISREG(state.st_mode) or state.st_uid != os.geteuid() or state.st_mode & 0o077:
            raise PermissionError(path)
        return file.read()
