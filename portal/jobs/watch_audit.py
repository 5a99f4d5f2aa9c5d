"""In slices of 0.25 s."""

from weakref import WeakKeyDictionary

from portal.db import Database
from portal.jobs import Job
from portal.services.audit.watch_chain import Place, watch_chain
from portal.services.shared.installation import Installation

_places: WeakKeyDictionary[Database, Place] = WeakKeyDictionary()


def watch_audit(installation: Installation) -> int:
    return watch_chain(installation, _places.setdefault(installation.database, Place()), 0.25)


JOB = Job("watch_audit", 30, watch_audit)
