"""Packages through folders: what lies in the one is taken and moved aside, what is due is put into the other. Who carries between the
two folders of the two zones is the city's: a line, a file transfer, a medium."""

from dataclasses import dataclass
from pathlib import Path

from integrations.courier_socket import MOST_BYTES
from portal.services.actor import Actor
from portal.services.courier_folder import DONE, REFUSED
from portal.services.installation import Installation
from portal.services.take_courier import Took, refuse_unread, take_courier
from portal.services.watched_folder import put_aside
from portal.store import courier


@dataclass(frozen=True)
class Folders:
    in_: Path
    out: Path


def folders_of(installation: Installation) -> Folders | None:
    """None where none are set."""
    settings = installation.settings
    return Folders(Path(settings.courier_in), Path(settings.courier_out)) if settings.courier_in else None


def take_file(installation: Installation, path: Path, actor: Actor) -> Took:
    """What could be taken only in part stays, and is tried again. OSError."""
    if path.stat().st_size > MOST_BYTES:
        took = refuse_unread(installation, path, actor)
    else:
        took = take_courier(installation, path.read_bytes(), actor)
    if took.act == courier.REFUSED:
        put_aside(path, REFUSED)
    elif not took.left:
        put_aside(path, DONE)
    return took
