"""What a machine has to know of procedures to read their answers: the names of questions, and of codes. Nothing of anybody."""

from collections.abc import Mapping

from portal.db import Unit
from portal.errors import NotFound
from portal.services.answer_tables import answer_table
from portal.services.installation import Installation
from portal.services.machine import Machine
from portal.store import definitions


def list_procedures(installation: Installation, machine: Machine) -> list[Mapping[str, object]]:
    """Those of its section that are offered now."""
    return [
        {"procedure": one.id, "version": one.version, "title": one.title, "kind": one.kind, "duty": one.duty}
        for one in installation.catalogue.all()
        if machine.covers(one.duty, one.id)
    ]


def describe_version(
    installation: Installation, unit: Unit, machine: Machine, procedure: str, version: int
) -> Mapping[str, object]:
    """Any version that applications may have. NotFound, also for another section's. 個人番号 has no line: it is told by no call."""
    rows = definitions.of_version(unit, procedure, version)
    found = installation.catalogue.version(unit, rows[0].meaning) if rows else None
    if found is None or not machine.covers(found.duty, found.id):
        raise NotFound("version")
    table = answer_table(found)
    seen = [column for column in table.columns if column.field not in table.numbers]
    return {
        "procedure": found.id,
        "version": found.version,
        "title": found.title,
        "items": [{"item": one.name, "heading": one.heading, "repeat": one.repeat} for one in seen],
        "codes": [
            {"item": field, "code": code, "label": label}
            for field, codes in table.codes.items()
            if field not in table.numbers
            for code, label in codes.items()
        ],
    }
