"""Protected people by token and by application."""

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.residents import protections
from portal.store.residents.protections import ProtectionRow
from tests.portal.store.planting import plant


@pytest.fixture
def application(unit: Unit) -> int:
    number: int = plant(unit, Application)["id"]
    protections.add(unit, ProtectionRow("", number, "staff", "staff:hanako", "key", b"wrapped", b"reason", 5))
    for token in ("alice", "bob"):
        protections.add(unit, ProtectionRow(token, None, "register", "system", "key", b"wrapped", b"reason", 5))
    return number


def test_those_who_are_protected_are_found_among_others(unit: Unit, application: int) -> None:
    assert protections.among(unit, ["alice", "charlie", ""]) == {"alice"}
    assert protections.among(unit, []) == frozenset()
    assert protections.applications(unit, [application, application + 1]) == {application}
    assert protections.applications(unit, []) == frozenset()


def test_a_protection_that_is_lifted_protects_nobody(unit: Unit, application: int) -> None:
    protections.lift(unit, "alice", "staff:hanako", 6)
    assert protections.among(unit, ["alice", "bob"]) == {"bob"}
    assert protections.anybody(unit)
    protections.lift(unit, "bob", "staff:hanako", 6)
    protections.lift_case(unit, application, "staff:hanako", 6)
    assert protections.applications(unit, [application]) == frozenset()
    assert not protections.anybody(unit)
