"""LINE accounts: one per person, and one person per account."""

import pytest
from sqlalchemy import delete

from portal.db import Unit
from portal.models.residents.person import Person
from portal.store.residents import line_accounts
from portal.store.residents.line_accounts import LineAccountRow
from portal.store.statements import by, run, sql
from tests.portal.store.planting import plant

pytestmark = pytest.mark.both_engines


def test_a_second_account_and_a_second_person_change_nothing(unit: Unit) -> None:
    alice, bob = (str(plant(unit, Person)["id"]) for _ in range(2))
    row = LineAccountRow(alice, b"hash", 1)
    assert line_accounts.add(unit, row)
    assert not line_accounts.add(unit, LineAccountRow(alice, b"other", 2))
    assert not line_accounts.add(unit, LineAccountRow(bob, b"hash", 2))
    assert line_accounts.by_hash(unit, b"hash") == row
    assert line_accounts.by_hash(unit, b"other") is None
    assert line_accounts.of_person(unit, alice) == row
    assert line_accounts.of_person(unit, bob) is None


def test_it_is_removed_once_and_goes_with_its_person(unit: Unit) -> None:
    alice, bob = (str(plant(unit, Person)["id"]) for _ in range(2))
    line_accounts.add(unit, LineAccountRow(alice, b"a", 1))
    line_accounts.add(unit, LineAccountRow(bob, b"b", 1))
    assert line_accounts.remove(unit, alice)
    assert not line_accounts.remove(unit, alice)
    run(unit, sql(delete(Person.table).where(by(Person.table.c.id))), {"id": bob})
    assert line_accounts.by_hash(unit, b"b") is None
