"""ZIP files in memory, within limits."""

import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from integrations.imports.limits import MOST_BYTES, MOST_FILES, MOST_TIMES, MOST_UNPACKED, SMALL
from integrations.sockets.import_socket import Unreadable

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1 | 0x40
_UTF8 = 0x800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def is_zip(content: bytes) -> bool:
    return content.startswith(_MAGIC)


def unpacked(content: bytes, room: int = MOST_UNPACKED) -> dict[str, bytes]:
    """Path → content of at most `room` bytes. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = list(_entries(archive))
            return dict(_contents(archive, entries, min(room, max(len(content) * MOST_TIMES, SMALL))))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,  # also for unknown methods and versions
        ValueError,
        OverflowError,
    ):
        raise Unreadable("zip_broken") from None


def _entries(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    # Names equal on some file system are duplicates.
    infos = archive.infolist()
    if len(infos) > MOST_FILES:
        raise Unreadable("zip_too_many")
    seen: set[str] = set()
    for info in infos:
        name = _name(info)
        mode = info.external_attr >> 16
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable("zip_encrypted")
        if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or not stat.S_IFMT(mode)):
            raise Unreadable("zip_link", name[:60])
        _demand_inside(name)
        alike = unicodedata.normalize("NFC", name).casefold()
        if alike in seen:
            raise Unreadable("zip_twice", name[:60])
        seen.add(alike)
        if info.compress_type not in _METHODS:
            raise Unreadable("zip_method", name[:60])
        if not info.is_dir():
            yield name, info


def _name(info: zipfile.ZipInfo) -> str:
    # Without the UTF-8 flag, Japanese Windows writes CP932.
    if info.flag_bits & _UTF8:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("zip_name")


def _demand_inside(name: str) -> None:
    parts = name.rstrip("/").split("/")
    if (
        not name
        or name.startswith("/")
        or "\\" in name
        or ":" in name
        or any(part in ("", ".", "..") for part in parts)
    ):
        raise Unreadable("zip_path", name[:60])
    if not name.isprintable() and any(unicodedata.category(character).startswith("C") for character in name):
        raise Unreadable("zip_name")


def _contents(
    archive: zipfile.ZipFile, entries: list[tuple[str, zipfile.ZipInfo]], left: int
) -> Iterator[tuple[str, bytes]]:
    # Declared sizes are not trusted.
    for name, info in entries:
        with archive.open(info) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise Unreadable("zip_bomb", name[:60])
        yield name, content
