"""Reads the applications out of what came from outside. Whatever is wrong with it holds that file alone."""

from collections.abc import Sequence

from integrations.import_socket import Package, Unreadable
from portal.logs import log_bug
from portal.services.find_mapping import importer_of
from portal.services.installation import Installation
from portal.services.ready_package import Held


def unpack(installation: Installation, content: bytes) -> Sequence[Package] | Held:
    """At least one package, or why there is none."""
    try:
        return importer_of(installation).read(content)
    except Unreadable as error:
        return Held(error.code, error.place)
    except Exception as error:  # noqa: BLE001  # one that breaks its reader must not stand before all others
        log_bug("read_package", error)
        return Held("bug")
