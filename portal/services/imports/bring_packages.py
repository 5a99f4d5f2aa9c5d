"""A file or folder from disk."""

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from integrations.sockets.import_socket import Importer, Unreadable
from portal.services.imports.find_mapping import importer_of
from portal.services.imports.keep_package import keep_packages
from portal.services.imports.needs import ImportsNeeds
from portal.services.imports.take_package import TOGETHER, take_files
from portal.services.shared.write_audit import Actor

_MEGABYTE = 1024 * 1024
MOST_BYTES = 60 * _MEGABYTE
_BYTES_AT_ONCE = 8 * _MEGABYTE
_Group = list[tuple[Path, bytes | Unreadable | OSError]]


def bring_all(
    installation: ImportsNeeds, paths: Iterable[Path], came_by: str, actor: Actor
) -> Iterator[tuple[Path, Mapping[str, int] | Unreadable | OSError]]:
    """Packages per state, in order; {} if known. Unreadable if nothing is stored (too large, a link, no file).
    Few units: residents never wait long."""
    for group in _groups(installation.importer, paths):
        contents = [(content, path.name) for path, content in group if isinstance(content, bytes)]
        kept = keep_packages(installation, contents, came_by, actor) if contents else ()
        done = iter(take_files(installation, kept, actor))
        for path, content in group:
            yield path, next(done) if isinstance(content, bytes) else content


def _groups(importer: Importer | None, paths: Iterable[Path]) -> Iterator[_Group]:
    group: _Group = []
    size = 0
    for path in paths:
        try:
            content: bytes | Unreadable | OSError = _content(importer, path)
        except (Unreadable, OSError) as error:
            content = error
        group.append((path, content))
        size += len(content) if isinstance(content, bytes) else 0
        if len(group) == TOGETHER or size > _BYTES_AT_ONCE:
            yield group
            group, size = [], 0
    if group:
        yield group


def _content(importer: Importer | None, path: Path) -> bytes:
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Unreadable("folder_link") from None
        raise
    try:
        about = os.fstat(opened)
        if stat.S_ISREG(about.st_mode):
            return _read(opened, about.st_size)
    finally:
        os.close(opened)
    if not stat.S_ISDIR(about.st_mode):
        raise Unreadable("folder_broken")
    return importer_of(importer).gather(path)


def _read(opened: int, size: int) -> bytes:
    content = os.read(opened, min(size, MOST_BYTES) + 1)
    while len(content) <= MOST_BYTES and (more := os.read(opened, _MEGABYTE)):
        content += more
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large")
    return content
