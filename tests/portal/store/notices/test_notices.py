"""Notices, their numbers, and unopened ones."""

from dataclasses import replace
from typing import Any

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.notices.dispatch import Dispatch
from portal.models.notices.opening import Opening
from portal.store.notices import notices
from portal.store.notices.notices import NoticeRow
from tests.portal.store.planting import plant


@pytest.fixture
def application(unit: Unit) -> int:
    return int(plant(unit, Application, duty="tax")["id"])


def _add(unit: Unit, application: int, number: str, made_at: int = 5) -> NoticeRow:
    row = NoticeRow(0, application, "approved", "t", "o", 2026, number, 1, "2026-11-20", "2026-11-20", b"c", made_at)
    assert notices.add(unit, row)
    assert not notices.add(unit, row)
    stored = notices.of_application(unit, application)[-1]
    assert stored == replace(row, id=stored.id)
    return stored


def test_a_number_is_given_once(unit: Unit, application: int) -> None:
    _add(unit, application, "1")
    _add(unit, application, "2")
    assert notices.numbers_of(unit, [application, 0]) == {application: ("1", "2")}
    assert notices.numbers_of(unit, []) == {}
    taken = [
        notices.is_taken(unit, *key) for key in (("o", 2026, "1"), ("x", 2026, "1"), ("o", 2025, "1"), ("o", 2026, "3"))
    ]
    assert taken == [True, False, False, False]
    assert [notices.next_number(unit, *key) for key in (("o", 2026), ("o", 2026), ("o", 2025), ("x", 2026))] == [
        1,
        2,
        1,
        1,
    ]


def test_electronic_delivery_is_declared_once(unit: Unit, application: int) -> None:
    assert notices.declared_at(unit, application) is None
    assert [notices.declare_electronic(unit, application, "resident", now) for now in (5, 6)] == [True, False]
    assert notices.declared_at(unit, application) == 5


def test_notices_that_were_not_opened_are_found(unit: Unit, application: int) -> None:
    first, second = _add(unit, application, "1"), _add(unit, application, "2", 6)
    values: dict[str, Any] = {"duty": "tax", "since": 4, "before": 9, "most": 9}
    assert notices.unopened(unit, **values) == []
    notices.declare_electronic(unit, application, "resident", 5)
    assert notices.unopened(unit, **values) == [first, second]
    assert notices.unopened(unit, **(values | {"most": 1})) == [first]
    assert notices.unopened(unit, **(values | {"duty": "welfare"})) == []
    assert notices.unopened(unit, **(values | {"since": 5})) == [second]
    assert notices.unopened(unit, **(values | {"before": 6})) == [first]
    assert notices.unopened(unit, **(values | {"before": 5})) == []
    plant(unit, Opening, application_id=application, document="notice-2")
    assert notices.unopened(unit, **values) == [first]
    plant(unit, Dispatch, kind="notice", source=second.id, why="other")
    plant(unit, Dispatch, kind="notice", source=first.id, why="electronic")
    assert notices.unopened(unit, **values) == [first]
    plant(unit, Dispatch, kind="notice", source=first.id, why="other")
    assert notices.unopened(unit, **values) == []
