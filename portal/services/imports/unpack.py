"""Errors stay with the file."""

from collections.abc import Sequence

from integrations.sockets.import_socket import Importer, Package, Unreadable
from portal.logs import log_bug
from portal.services.imports.find_mapping import importer_of
from portal.services.imports.ready_package import Held


def unpack(importer: Importer | None, content: bytes) -> Sequence[Package] | Held:
    try:
        return importer_of(importer).read(content)
    except Unreadable as error:
        return Held(error.code, error.place)
    except Exception as error:  # noqa: BLE001  # one broken file must not block the others
        log_bug("read_package", error)
        return Held("bug")
