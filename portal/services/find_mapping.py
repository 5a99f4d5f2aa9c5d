"""Which mapping reads a form: one that was approved here goes before one that is shipped."""

import json

from integrations.import_socket import FormMapping, Importer
from portal.db import Unit
from portal.errors import NotFound
from portal.services.installation import Installation
from portal.store import import_mappings


class Unfit(Exception):  # no failure of ours: the package waits for a person
    """There is a mapping, and it does not fit the procedure as it is offered."""


def importer_of(installation: Installation) -> Importer:
    """LookupError where wiring gave none: then nothing can be imported at all."""
    if installation.importer is None:
        raise LookupError("importer")
    return installation.importer


def find_mapping(installation: Installation, unit: Unit, form: str, version: str) -> FormMapping | None:
    """None where nobody has said yet what the fields of this form are. Unfit where its procedure changed since, or is not
    offered: then a person makes it anew."""
    importer = importer_of(installation)
    made = import_mappings.approved(unit, form)
    name = made.procedure if made is not None else importer.shipped(form, version)
    if not name:
        return None
    try:
        procedure = installation.catalogue.current(name)
        if made is not None:
            return importer.mapping(json.loads(made.told), procedure)
        return importer.shipped_mapping(form, version, procedure)
    except (ValueError, NotFound):
        raise Unfit(form) from None
