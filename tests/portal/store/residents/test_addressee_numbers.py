"""宛名番号 of cases: the last row counts."""

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.residents import addressee_numbers
from portal.store.residents.addressee_numbers import TYPED, UNDONE, AddresseeRow
from tests.portal.store.planting import plant


def _row(application_id: int, place: int, token: str = "t", at: int = 5) -> AddresseeRow:
    basis = TYPED if token else UNDONE
    return AddresseeRow(application_id, place, basis, token, b"number", None, "a", at)


def test_of_two_rows_for_one_place_the_second_is_refused(unit: Unit) -> None:
    case = plant(unit, Application)["id"]
    kept = [addressee_numbers.add(unit, _row(case, place, token)) for place, token in ((1, "t"), (1, "u"), (2, ""))]
    assert kept == [True, False, True]
    assert addressee_numbers.of(unit, case) == [_row(case, 1), _row(case, 2, "")]


def test_a_batch_reads_what_was_linked_at_its_instant(unit: Unit) -> None:
    first, second = (plant(unit, Application)["id"] for _ in range(2))
    assert addressee_numbers.until(unit, [first], 9) == {}
    for row in (_row(first, 1, "t", 5), _row(first, 2, "u", 7), _row(second, 1, "v", 8)):
        addressee_numbers.add(unit, row)
    assert addressee_numbers.until(unit, [first, second], 7) == {first: _row(first, 2, "u", 7)}
    assert addressee_numbers.until(unit, [first, second], 6) == {first: _row(first, 1, "t", 5)}
    assert addressee_numbers.until(unit, [], 6) == {}


def test_bearers_are_the_other_cases_whose_last_number_it_is(unit: Unit) -> None:
    asking, bearing, changed, undone = (plant(unit, Application, arrived_at=at) for at in (1, 2, 3, 4))
    for row in (
        _row(asking["id"], 1), _row(bearing["id"], 1), _row(changed["id"], 1), _row(changed["id"], 2, "u"),
        _row(undone["id"], 1), _row(undone["id"], 2, ""),
    ):  # fmt: skip
        addressee_numbers.add(unit, row)
    assert [row.receipt_number for row in addressee_numbers.bearers(unit, "t", asking["id"], 9)] == [
        bearing["receipt_number"]
    ]
    assert addressee_numbers.bearers(unit, "t", asking["id"], 0) == []
