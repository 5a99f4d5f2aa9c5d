"""Names of questions and codes for machines."""

from collections.abc import Mapping

from forms.definition.procedure import Field, Procedure
from forms.path.result import asked_with
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases.result import outcome_words
from portal.services.machines.machine import Machine
from portal.services.procedures.answer_tables import answer_table
from portal.services.shared.catalogue import Catalogue, speech_of
from portal.store.procedures import definitions

RESULT = "result"


def list_procedures(catalogue: Catalogue, machine: Machine) -> list[Mapping[str, object]]:
    return [
        {
            "procedure": procedure.id,
            "version": procedure.version,
            "title": procedure.title,
            "kind": procedure.kind,
            "duty": procedure.duty,
            "outcomes": [
                {
                    "outcome": outcome.id,
                    "label": outcome_words(procedure, procedure.kind, outcome.id),
                    "reasons": outcome.reasons,
                    "fields": [_field(procedure, *asked) for asked in asked_with(procedure, outcome.id)],
                }
                for outcome in procedure.outcomes.values()
                if outcome.state
            ],
        }
        for procedure in catalogue.all()
        if machine.covers(procedure.duty, procedure.id)
    ]


def _field(procedure: Procedure, field: Field, required: bool | None) -> Mapping[str, object]:
    speech = speech_of(procedure, "ja")
    return {
        "field": field.name.removeprefix(f"{RESULT}."),
        "label": speech.text(field.label_place, field.label),
        "type": field.type.id,
        "required": required,
        "options": [
            {"code": code, "label": speech.text(f"{field.path}.options.{code}.label", code)}
            for code in field.type.options(field.settings)
        ],
    }


def describe_version(
    catalogue: Catalogue, unit: Unit, machine: Machine, procedure: str, version: int
) -> Mapping[str, object]:
    """Without 個人番号. Raises NotFound, also for other sections'."""
    rows = definitions.of_version(unit, procedure, version)
    definition = catalogue.version(unit, rows[0].meaning) if rows else None
    if definition is None or not machine.covers(definition.duty, definition.id):
        raise NotFound("version")
    table = answer_table(definition)
    seen = [column for column in table.columns if column.field not in table.numbers]
    return {
        "procedure": definition.id,
        "version": definition.version,
        "title": definition.title,
        "items": [{"item": item.name, "heading": item.heading, "repeat": item.repeat} for item in seen],
        "codes": [
            {"item": field, "code": code, "label": label}
            for field, codes in table.codes.items()
            if field not in table.numbers
            for code, label in codes.items()
        ],
    }
