"""Brings in what lies in the watched folder: a file or a folder, once it has not changed between two rounds. What was kept is moved
aside (`done/`), where whoever brought it can see that it was; brought again it is known by its hash."""

from pathlib import Path

from integrations.import_socket import Unreadable
from portal.logs import log
from portal.services.actor import Actor
from portal.services.bring_packages import bring_all
from portal.services.installation import Installation
from portal.services.watched_folder import Unchanged, put_aside

_SYSTEM = Actor("system", "watch_import_folder")
DONE = "done"
_MOST = 100  # of a round


_seen = Unchanged()


def watch_import_folder(installation: Installation) -> int:
    """How many were brought in."""
    if not installation.settings.import_folder:
        return 0
    folder = Path(installation.settings.import_folder)
    try:
        entries = sorted(one for one in folder.iterdir() if one.name != DONE and not one.name.startswith("."))
        ready = _seen.of({one: _mark(one) for one in entries})
    except OSError as error:
        log.warning("import_folder", code=type(error).__name__)
        return 0
    return sum(_put_aside(path, came) for path, came in bring_all(installation, ready[:_MOST], "folder", _SYSTEM))


def _put_aside(path: Path, came: object) -> bool:
    """Whether it was brought in and lies there."""
    try:
        if isinstance(came, (OSError, Unreadable)):
            raise came
        put_aside(path, DONE)
    except (OSError, Unreadable) as error:
        log.warning("import_folder", code=type(error).__name__)
        return False
    return True


def _mark(path: Path) -> str:
    """Whether anything in it changed: sizes and times of all that is there."""
    found = [path, *sorted(path.rglob("*"))] if path.is_dir() and not path.is_symlink() else [path]
    facts = [one.lstat() for one in found]
    return " ".join(f"{one.st_size}:{one.st_mtime_ns}" for one in facts)
