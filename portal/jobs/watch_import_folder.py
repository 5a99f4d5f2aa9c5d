"""Unchanged files; stored ones move to `done/`."""

from pathlib import Path

from integrations.sockets.import_socket import Unreadable
from portal.jobs import Job
from portal.logs import log
from portal.services.imports.bring_packages import bring_all
from portal.services.imports.watched_folder import Unchanged, put_aside
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor

_SYSTEM = Actor("system", "watch_import_folder")
DONE = "done"
_MOST = 100  # per round


_seen = Unchanged()


def watch_import_folder(installation: Installation) -> int:
    """Number imported."""
    if not installation.settings.import_folder:
        return 0
    folder = Path(installation.settings.import_folder)
    try:
        entries = sorted(entry for entry in folder.iterdir() if entry.name != DONE and not entry.name.startswith("."))
        ready = _seen.of({entry: _mark(entry) for entry in entries})
    except OSError as error:
        log.warning("import_folder", code=type(error).__name__)
        return 0
    return sum(_put_aside(path, result) for path, result in bring_all(installation, ready[:_MOST], "folder", _SYSTEM))


def _put_aside(path: Path, result: object) -> bool:
    try:
        if isinstance(result, (OSError, Unreadable)):
            raise result
        put_aside(path, DONE)
    except (OSError, Unreadable) as error:
        log.warning("import_folder", code=type(error).__name__)
        return False
    return True


def _mark(path: Path) -> str:
    entries = [path, *sorted(path.rglob("*"))] if path.is_dir() and not path.is_symlink() else [path]
    facts = [entry.lstat() for entry in entries]
    return " ".join(f"{fact.st_size}:{fact.st_mtime_ns}" for fact in facts)


JOB = Job("watch_import_folder", 10, watch_import_folder, asks_neighbour=True)
