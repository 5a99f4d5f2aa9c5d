"""Brings in a file or a folder that lies on a disk: kept first, then taken."""

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from integrations.import_socket import Unreadable
from portal.services.actor import Actor
from portal.services.find_mapping import importer_of
from portal.services.installation import Installation
from portal.services.keep_package import keep_packages
from portal.services.take_package import TOGETHER, take_files

_MEGABYTE = 1024 * 1024
MOST_BYTES = 60 * _MEGABYTE
_BYTES_AT_ONCE = 8 * _MEGABYTE
_Group = list[tuple[Path, bytes | Unreadable | OSError]]


def bring(installation: Installation, path: Path, came_by: str, actor: Actor) -> Mapping[str, int]:
    """How many packages came into each state; {} where all of it came before. Unreadable for what is not even kept: too large, a
    link, no file. OSError where it cannot be read."""
    ((_, done),) = bring_all(installation, [path], came_by, actor)
    if isinstance(done, Exception):
        raise done
    return done


def bring_all(
    installation: Installation, paths: Iterable[Path], came_by: str, actor: Actor
) -> Iterator[tuple[Path, Mapping[str, int] | Unreadable | OSError]]:
    """Each with what came of it, as `bring`, in their order. Some are kept in one unit of work, and then taken in another, so that not
    each of them waits for the disk, and no resident for long."""
    for group in _groups(installation, paths):
        contents = [(content, path.name) for path, content in group if isinstance(content, bytes)]
        kept = keep_packages(installation, contents, came_by, actor) if contents else ()
        done = iter(take_files(installation, kept, actor))
        for path, content in group:
            yield path, next(done) if isinstance(content, bytes) else content


def _groups(installation: Installation, paths: Iterable[Path]) -> Iterator[_Group]:
    """Each with its content, or why it has none; so many that they are kept in one unit of work."""
    group: _Group = []
    size = 0
    for path in paths:
        try:
            content: bytes | Unreadable | OSError = _content(installation, path)
        except (Unreadable, OSError) as error:
            content = error
        group.append((path, content))
        size += len(content) if isinstance(content, bytes) else 0
        if len(group) == TOGETHER or size > _BYTES_AT_ONCE:
            yield group
            group, size = [], 0
    if group:
        yield group


def _content(installation: Installation, path: Path) -> bytes:
    """Opened once and then asked what it is: another thing may lie there a moment later."""
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
    return importer_of(installation).gather(path)


def _read(opened: int, size: int) -> bytes:
    """All of it, also where it has grown since."""
    content = os.read(opened, min(size, MOST_BYTES) + 1)
    while len(content) <= MOST_BYTES and (more := os.read(opened, _MEGABYTE)):
        content += more
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large")
    return content
