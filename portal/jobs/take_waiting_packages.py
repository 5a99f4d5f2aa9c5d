"""Processes waiting packages."""

from portal.jobs import Job
from portal.services.imports.take_package import take_packages
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.imports import import_packages
from portal.store.imports.import_packages import TAKEN

_SYSTEM = Actor("system", "take_waiting_packages")
_AT_ONCE = 50  # files per round


def take_waiting_packages(installation: Installation) -> int:
    with installation.database.read() as unit:
        files = import_packages.files_waiting(unit, 0, _AT_ONCE)
    return sum(take_packages(installation, file_id, _SYSTEM).get(TAKEN, 0) for file_id in files)


JOB = Job("take_waiting_packages", 15, take_waiting_packages, asks_neighbour=True)
