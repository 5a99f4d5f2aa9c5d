"""Brings in a file or a folder that lies on a disk: kept first, then taken."""

import os
from collections.abc import Mapping
from pathlib import Path

from integrations.import_socket import Unreadable
from portal.services.actor import Actor
from portal.services.find_mapping import importer_of
from portal.services.installation import Installation
from portal.services.keep_package import keep_package
from portal.services.take_package import take_packages

MOST_BYTES = 60 * 1024 * 1024


def bring(installation: Installation, path: Path, came_by: str, actor: Actor) -> Mapping[str, int]:
    """How many packages came into each state; {} where all of it came before. Unreadable for what is not even kept: too large, a
    link, no file. OSError where it cannot be read."""
    kept = keep_package(installation, _content(installation, path), path.name, came_by, actor)
    return take_packages(installation, kept.file_id, actor)


def _content(installation: Installation, path: Path) -> bytes:
    if path.is_symlink():
        raise Unreadable("folder_link")
    if path.is_dir():
        return importer_of(installation).gather(path)
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        if not path.is_file():
            raise Unreadable("folder_broken")
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large")
    return content
