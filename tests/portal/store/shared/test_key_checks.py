"""Check values of keys."""

from portal.db import Unit
from portal.store.shared import key_checks
from portal.store.shared.key_checks import CheckRow


def test_a_check_value_is_never_replaced(unit: Unit) -> None:
    key_checks.add(unit, "ring", {"a": b"1", "b": b"2"}, 5)
    key_checks.add(unit, "ring", {"a": b"other"}, 6)
    key_checks.add(unit, "other", {"a": b"3"}, 5)
    key_checks.add(unit, "other", {}, 5)
    assert key_checks.by_ring(unit)["ring"] == {"a": CheckRow(b"1", False), "b": CheckRow(b"2", False)}
    assert key_checks.by_ring(unit)["other"] == {"a": CheckRow(b"3", False)}


def test_a_retired_key_is_marked_in_its_ring_and_the_mark_can_be_taken_back(unit: Unit) -> None:
    key_checks.add(unit, "ring", {"a": b"1", "b": b"2"}, 5)
    key_checks.add(unit, "other", {"a": b"3"}, 5)
    key_checks.retire(unit, "ring", ["a"], 9)
    assert {key_id: row.retired for key_id, row in key_checks.by_ring(unit)["ring"].items()} == {"a": True, "b": False}
    assert not key_checks.by_ring(unit)["other"]["a"].retired
    key_checks.retire(unit, "ring", ["a"], None)
    assert not key_checks.by_ring(unit)["ring"]["a"].retired
