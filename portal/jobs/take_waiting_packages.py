"""Takes packages that were kept and not taken yet: the process was ended between, or the scanner was away."""

from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.take_package import take_packages
from portal.store import import_packages
from portal.store.import_packages import TAKEN

_SYSTEM = Actor("system", "take_waiting_packages")
_AT_ONCE = 50  # files; the others come with the next round


def take_waiting_packages(installation: Installation) -> int:
    """How many became applications."""
    with installation.database.read() as unit:
        files = import_packages.files_waiting(unit, 0, _AT_ONCE)
    return sum(take_packages(installation, file_id, _SYSTEM).get(TAKEN, 0) for file_id in files)
