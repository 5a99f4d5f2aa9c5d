"""Approved ones precede shipped ones."""

import json

from integrations.sockets.import_socket import FormMapping, Importer
from portal.db import Unit
from portal.errors import NeedsNewer, NotFound
from portal.services.shared.catalogue import demand_whole
from portal.services.shared.needs import HasImporter
from portal.store.imports import import_mappings


class Unfit(Exception):  # not an error of the service: the package waits for staff
    """To the procedure offered now."""


def importer_of(importer: Importer | None) -> Importer:
    if importer is None:
        raise LookupError("importer")
    return importer


def find_mapping(installation: HasImporter, unit: Unit, form: str, version: str) -> FormMapping | None:
    """None for an unknown form. Raises Unfit."""
    importer = importer_of(installation.importer)
    made = import_mappings.approved(unit, form)
    name = made.procedure if made is not None else importer.shipped(form, version)
    if not name:
        return None
    try:
        procedure = installation.catalogue.current(name)
        demand_whole(procedure, changes=True)
        if made is not None:
            return importer.mapping(json.loads(made.document), procedure)
        return importer.shipped_mapping(form, version, procedure)
    except (ValueError, NotFound, NeedsNewer):
        raise Unfit(form) from None
