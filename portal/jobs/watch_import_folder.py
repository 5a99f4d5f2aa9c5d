"""Brings in what lies in the watched folder: a file or a folder, once it has not changed between two rounds. What was kept is moved
aside (`done/`), where whoever brought it can see that it was; brought again it is known by its hash."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from integrations.import_socket import Unreadable
from portal.logs import log
from portal.services.actor import Actor
from portal.services.bring_packages import bring
from portal.services.installation import Installation

_SYSTEM = Actor("system", "watch_import_folder")
DONE = "done"
_MOST = 100  # of a round


@dataclass
class _Seen:
    """What stood there in the last round."""

    marks: dict[str, str] = field(default_factory=dict)


_seen = _Seen()


def watch_import_folder(installation: Installation) -> int:
    """How many were brought in."""
    if not installation.settings.import_folder:
        return 0
    folder = Path(installation.settings.import_folder)
    try:
        entries = sorted(one for one in folder.iterdir() if one.name != DONE and not one.name.startswith("."))
        marks = {one.name: _mark(one) for one in entries}
    except OSError as error:
        log.warning("import_folder", code=type(error).__name__)
        return 0
    ready = [one for one in entries if _seen.marks.get(one.name) == marks[one.name]][:_MOST]
    _seen.marks = marks
    return sum(_bring(installation, one) for one in ready)


def _mark(path: Path) -> str:
    """Whether anything in it changed: sizes and times of all that is there."""
    found = [path, *sorted(path.rglob("*"))] if path.is_dir() and not path.is_symlink() else [path]
    facts = [one.lstat() for one in found]
    return " ".join(f"{one.st_size}:{one.st_mtime_ns}" for one in facts)


def _bring(installation: Installation, path: Path) -> int:
    try:
        bring(installation, path, "folder", _SYSTEM)
        aside = path.parent / DONE
        aside.mkdir(exist_ok=True)
        os.replace(path, _free(aside / path.name))
    except (OSError, Unreadable) as error:
        log.warning("import_folder", code=type(error).__name__)
        return 0
    return 1


def _free(path: Path) -> Path:
    """A name that nothing there has."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}.{number}")
    return found
