"""One registration is open at a time, and its end is written once."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.fees import debits
from portal.store.fees.debits import DebitRow
from tests.portal.store.planting import plant


@pytest.fixture
def row(unit: Unit) -> DebitRow:
    made = DebitRow(0, "n1", plant(unit, Application)["id"], "open", "p", "", None, 9, 5, 1, 1)
    assert debits.add(unit, made)
    debit = debits.by_number(unit, "n1")
    assert debit is not None
    return debit


def test_a_second_one_begins_after_the_first_has_ended(unit: Unit, row: DebitRow) -> None:
    second = replace(row, number="n2")
    assert not debits.add(unit, second)
    assert [debits.settle(unit, row, "failed", "r", None, 7) for _ in range(2)] == [True, False]
    assert debits.add(unit, second)
    listed = debits.of_applications(unit, [row.application_id])[row.application_id]
    assert [(it.number, it.state) for it in listed] == [("n1", "failed"), ("n2", "open")]


def test_it_is_asked_about_while_it_is_open(unit: Unit, row: DebitRow) -> None:
    assert (debits.to_ask(unit, 5), debits.to_ask(unit, 6)) == ([], [row])
    assert [debits.asked(unit, row, 8) for _ in range(2)] == [True, False]
    debits.settle(unit, row, "registered", "r", b"sealed", 9)
    assert debits.to_ask(unit, 99) == []


def test_only_an_account_that_was_disclosed_is_handed_over(unit: Unit, row: DebitRow) -> None:
    ids = [row.application_id]
    debits.settle(unit, row, "registered", "r", None, 7)
    assert debits.registered_of(unit, ids) == {}
    for number in ("n2", "n3"):
        debits.add(unit, replace(row, number=number, state="registered", sealed_account=number.encode()))
    assert {key: it.number for key, it in debits.registered_of(unit, ids).items()} == {row.application_id: "n3"}
