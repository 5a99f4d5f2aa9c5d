from portal.jobs import Job
from portal.services.imports.keep_package import Kept
from portal.services.imports.take_package import take_files
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.imports import import_packages
from portal.store.imports.import_packages import TAKEN

_SYSTEM = Actor("system", "take_waiting_packages")
_AT_ONCE = 50  # files opened together


def take_waiting_packages(installation: Installation) -> int:
    # Each file once per run: those that wait for a neighbour do not keep back those behind them.
    last, taken = 0, 0
    while files := _waiting(installation, last):
        last = files[-1]
        done = take_files(installation, [Kept(file_id, False) for file_id in files], _SYSTEM)
        taken += sum(states.get(TAKEN, 0) for states in done)
    return taken


def _waiting(installation: Installation, after: int) -> list[int]:
    with installation.database.read() as unit:
        return import_packages.files_waiting(unit, after, _AT_ONCE)


JOB = Job("take_waiting_packages", 5, take_waiting_packages, asks_neighbour=True)
