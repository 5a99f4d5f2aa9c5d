"""Exchanges packages through watched folders."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from portal.errors import Conflict
from portal.jobs import Job
from portal.logs import bound_contextvars, log
from portal.services.courier.carry_folder import Folders, folders_of, for_laptop, take_file
from portal.services.courier.folder import packages_in
from portal.services.courier.pack import Packed, pack_courier, pack_for_laptop
from portal.services.courier.words import printable
from portal.services.imports.watched_folder import Unchanged
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor

_SYSTEM = Actor("system", "carry_courier")


_seen = Unchanged()


def carry_courier(installation: Installation) -> int:
    folders = folders_of(installation)
    paired = installation.courier is not None and installation.courier.paired
    if folders is None or not (paired or installation.laptops):
        return 0
    taken = _take(installation, folders)
    return taken + (_pack(installation, folders) if paired else 0) + _acknowledge(installation, folders)


def _take(installation: Installation, folders: Folders) -> int:
    done = 0
    for path in _finished(folders.in_):
        try:
            with bound_contextvars(package=printable(path.name)):
                took = take_file(installation, path, _SYSTEM)
                log.info("courier_taken", code=took.reason or took.act, count=took.items)
            done += not took.left
        except OSError as error:
            log.warning("courier_in", code=type(error).__name__)
    return done


def _finished(folder: Path) -> list[Path]:
    try:
        return _seen.of({path: _mark(path) for path in packages_in([folder])})
    except OSError as error:
        log.warning("courier_in", code=type(error).__name__)
        return []


def _mark(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _pack(installation: Installation, folders: Folders) -> int:
    return _written(lambda: pack_courier(installation, folders.out, _SYSTEM))


def _acknowledge(installation: Installation, folders: Folders) -> int:
    return sum(_written(partial(_for_laptop, installation, folders, laptop)) for laptop in installation.laptops)


def _for_laptop(installation: Installation, folders: Folders, laptop: int) -> Iterator[Packed]:
    packed = pack_for_laptop(installation, for_laptop(folders.out, laptop), _SYSTEM, laptop, {})
    if packed is not None:
        yield packed


def _written(pack: Callable[[], Iterable[Packed]]) -> int:
    try:
        packages = 0
        for packed in pack():
            log.info("courier_packed", package=packed.name, count=packed.items)
            packages += 1
        return packages
    except Conflict:  # another worker packs, or the laptop's key was forgotten
        return 0
    except OSError as error:
        log.warning("courier_out", code=type(error).__name__)
        return 0


JOB = Job("carry_courier", 60, carry_courier, asks_neighbour=True)
