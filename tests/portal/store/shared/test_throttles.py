"""Attempts by key and window."""

from portal.db import Unit
from portal.store.shared import throttles


def test_each_try_counts_one_more_in_its_window_alone(unit: Unit) -> None:
    assert [throttles.count(unit, b"key", 1), throttles.count(unit, b"key", 1)] == [1, 2]
    assert throttles.count(unit, b"key", 2) == 1
    assert throttles.count(unit, b"other", 1) == 1
    assert [throttles.look(unit, b"key", 1), throttles.look(unit, b"key", 3)] == [2, 0]


def test_a_try_is_given_back_in_its_window_and_never_below_none(unit: Unit) -> None:
    throttles.count(unit, b"key", 1)
    throttles.count(unit, b"key", 2)
    for _ in range(2):
        throttles.give_back(unit, b"key", 1)
    throttles.give_back(unit, b"unknown", 1)
    assert [throttles.look(unit, b"key", 1), throttles.look(unit, b"key", 2)] == [0, 1]


def test_to_clear_a_key_forgets_all_its_windows(unit: Unit) -> None:
    for key, window in ((b"key", 1), (b"key", 2), (b"other", 1)):
        throttles.count(unit, key, window)
    throttles.clear(unit, b"key")
    assert [throttles.look(unit, *asked) for asked in ((b"key", 1), (b"key", 2), (b"other", 1))] == [0, 0, 1]


def test_windows_before_an_instant_are_swept(unit: Unit) -> None:
    for window in (1, 2):
        throttles.count(unit, b"key", window)
    throttles.sweep(unit, 2)
    assert [throttles.look(unit, b"key", window) for window in (1, 2)] == [0, 1]
