"""Exchanges packages through two folders."""

from dataclasses import dataclass
from pathlib import Path

from integrations.sockets.courier_socket import MOST_BYTES
from portal.services.courier.apply_packages import Took, refuse_unread, take_courier
from portal.services.courier.folder import DONE, REFUSED
from portal.services.courier.needs import CourierNeeds
from portal.services.imports.watched_folder import put_aside
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor
from portal.store.courier import courier


@dataclass(frozen=True)
class Folders:
    in_: Path
    out: Path


def folders_of(installation: Basics) -> Folders | None:
    settings = installation.settings
    return Folders(Path(settings.courier_in), Path(settings.courier_out)) if settings.courier_in else None


def for_laptop(out: Path, laptop: int) -> Path:
    # Apart: a laptop would put aside what is another's.
    return out / f"laptop-{laptop:02d}"


def take_file(installation: CourierNeeds, path: Path, actor: Actor) -> Took:
    # A package taken in part is tried again. Raises OSError.
    if path.stat().st_size > MOST_BYTES:
        took = refuse_unread(installation, path, actor)
    else:
        took = take_courier(installation, path.read_bytes(), actor)
    if took.act == courier.REFUSED:
        put_aside(path, REFUSED)
    elif not took.left:
        put_aside(path, DONE)
    return took
