"""Each smallest definition can be published."""

from functools import cache

import pytest

from forms.city.city import City, load_city
from forms.definition.registry import field_types
from portal.config import Settings
from portal.services.procedures.check_definition import check_definition
from tests.definitions.shelf import NAMES, shelf


@cache
def city() -> City:
    return load_city(Settings.model_fields["city"].default)


@pytest.mark.parametrize("name", NAMES)
def test_a_careful_reader_finds_nothing_and_the_scenarios_come_out(name: str) -> None:
    findings = check_definition(shelf()[name], city())
    # One scenario shows one feature.
    assert [str(finding) for finding in findings if finding.key != "lint.scenarios"] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_has_a_scenario_that_can_be_sent(name: str) -> None:
    assert any(scenario["expect"].get("complete") for scenario in shelf()[name].scenarios)


def test_every_field_type_has_a_definition_of_its_own() -> None:
    shown = {field.type.id for procedure in shelf().values() for field in procedure.fields}
    assert shown == set(field_types())


def test_there_are_many_of_them() -> None:
    assert len(NAMES) >= 180
