"""The principal's name as lists show it, opened from the summary alone: a list opens no answers."""

from collections.abc import Callable, Mapping
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
    return name_shower(installation, procedure)(summary["name"]) if "name" in summary else ""


def name_shower(installation: Installation, procedure: Procedure) -> Callable[[Any], str]:
    """What shows the answer to the question for the principal's name."""
    if "name" not in procedure.principal:
        return str
    field, speech = procedure.field(procedure.principal["name"]), installation.speech(procedure, "ja")
    return lambda value: field.type.show(value, field.settings, speech, field.path)
