"""Runs scenarios in one city's data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms.city.city import City
from forms.complaints import Complaint
from forms.definition.known import residents
from forms.definition.procedure import Procedure
from forms.fields.file import SAMPLES
from forms.guide.slots_for import slots_for
from forms.path.environment import Branch, Environment, Town
from forms.path.path import Path
from forms.scenarios.scenarios import run_scenario, scenario_path


def try_scenario(procedure: Procedure, number: int, city: City) -> list[Complaint]:
    """`number` from 0. With the definition's defaults, not the city's settings."""
    day = date.fromisoformat(procedure.scenarios[number]["today"])
    return run_scenario(procedure, number, environment_of(procedure, city, day), residents(city))


def walk_scenario(procedure: Procedure, scenario: Mapping[str, Any], city: City) -> Path:
    day = date.fromisoformat(scenario["today"])
    return scenario_path(procedure, scenario, environment_of(procedure, city, day), residents(city))


def environment_of(procedure: Procedure, city: City, on: date) -> Environment:
    def towns(postal: str) -> tuple[Town, ...]:
        return tuple(town for town in city.towns if town.postal == postal)

    def banks(bank: str, branch: str) -> tuple[Branch, ...]:
        rows = (row for row in city.branches if bank in (row.bank, row.bank_name))
        return tuple(row for row in rows if branch in ("", row.branch, row.branch_name))

    defaults = {name: setting.default for name, setting in procedure.settings.items()}
    return Environment(
        on,
        city.calendar,
        towns=towns,
        city=defaults,
        banks=banks,
        facilities=lambda kind: city.facilities(kind, on),
        slots=lambda resource: slots_for(procedure, resource, on, city, defaults),
        lists=city.entries,
        files={file.id: file for file in SAMPLES}.get,
    )
