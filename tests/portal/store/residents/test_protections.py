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
    of_alice, of_bob = (protections.of(unit, [token], 0)[0].id for token in ("alice", "bob"))
    protections.lift(unit, of_alice, "staff:hanako", 6, b"why")
    assert protections.among(unit, ["alice", "bob"]) == {"bob"}
    assert protections.anybody(unit)
    protections.lift(unit, of_bob, "staff:hanako", 6, b"why")
    (of_application,) = protections.of(unit, [], application)
    protections.lift(unit, of_application.id, "staff:hanako", 6, b"why")
    assert protections.applications(unit, [application]) == frozenset()
    assert not protections.anybody(unit)
    protections.lift(unit, of_bob, "staff:taro", 7, b"again")
    lifted = [(row.lifted_by, row.lifted_at, row.sealed_why_lifted) for row in protections.of(unit, ["bob"], 0)]
    assert lifted == [("staff:hanako", 6, b"why")], "once"
