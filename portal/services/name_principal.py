"""The principal's name as lists show it, opened from the summary alone: a list opens no answers."""

from collections.abc import Mapping
from typing import Any

from forms.procedure import Procedure
from portal.db import Unit
from portal.services.drafts import application_sealer
from portal.services.installation import Installation
from portal.store.applications import ApplicationRow


def name_principal(installation: Installation, unit: Unit, row: ApplicationRow) -> str:
    """As typed, never shortened; "" where the procedure asks nobody's name."""
    box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
    procedure = installation.catalogue.version(unit, row.meaning)
    return shown_name(installation, procedure, box.open("summary", row.sealed_summary))


def shown_name(installation: Installation, procedure: Procedure, summary: Mapping[str, Any]) -> str:
    if "name" not in summary:
        return ""
    field = procedure.field(procedure.principal["name"])
    return field.type.show(summary["name"], field.settings, installation.speech(procedure, "ja"), field.path)
