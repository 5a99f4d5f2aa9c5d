"""Takes what lies in the folder from the other zone, and puts what is due into the folder for it. Without folders nothing is done: then
people pack and take by command."""

from pathlib import Path

from portal.errors import Conflict
from portal.logs import log
from portal.services.actor import Actor
from portal.services.carry_folder import Folders, folders_of, take_file
from portal.services.courier_folder import packages_in
from portal.services.installation import Installation
from portal.services.pack_courier import pack_courier
from portal.services.watched_folder import Unchanged

_SYSTEM = Actor("system", "carry_courier")


_seen = Unchanged()


def carry_courier(installation: Installation) -> int:
    """How many packages went or came."""
    folders = folders_of(installation)
    if folders is None or installation.courier is None or not installation.courier.paired:
        return 0
    return _take(installation, folders) + _pack(installation, folders)


def _take(installation: Installation, folders: Folders) -> int:
    done = 0
    for path in _finished(folders.in_):
        try:
            done += not take_file(installation, path, _SYSTEM).left
        except OSError as error:
            log.warning("courier_in", code=type(error).__name__)
    return done


def _finished(folder: Path) -> list[Path]:
    """Those that have not changed between two rounds."""
    try:
        return _seen.of({path: _mark(path) for path in packages_in([folder])})
    except OSError as error:
        log.warning("courier_in", code=type(error).__name__)
        return []


def _mark(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _pack(installation: Installation, folders: Folders) -> int:
    try:
        return sum(1 for _ in pack_courier(installation, folders.out, _SYSTEM))
    except Conflict:  # another worker does
        return 0
    except OSError as error:
        log.warning("courier_out", code=type(error).__name__)
        return 0
