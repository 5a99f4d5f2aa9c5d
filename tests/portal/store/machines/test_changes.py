"""The numbered feed of changes."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.handover.hand_over import HandOver
from portal.store.machines import changes
from portal.store.machines.changes import Wanted
from tests.portal.store.planting import plant

APPLICATION = Application.table
TAX = Wanted("target", ["tax"])


def _application(unit: Unit, **given: Any) -> int:
    row = {"duty": "tax", "procedure": "p", "state": "examining", "revision": 1, "numbered": 0, "change_number": 0}
    return int(plant(unit, Application, **row | given)["id"])


def _listed(unit: Unit, wanted: Wanted, last: int = 0, most: int = 9) -> list[int]:
    return [row.id for row in changes.after(unit, wanted, last, most)]


def test_changes_are_numbered_once_in_their_order(unit: Unit) -> None:
    first, second, third = (_application(unit) for _ in range(3))
    assert _listed(unit, TAX) == []
    assert [changes.number(unit, 2), changes.number(unit, 2), changes.number(unit, 2)] == [True, False, False]
    numbers = [(row.id, row.change_number) for row in changes.after(unit, TAX, 0, 9)]
    start = numbers[0][1]
    assert numbers == [(first, start), (second, start + 1), (third, start + 2)]
    unit.connection.execute(update(APPLICATION).where(APPLICATION.c.id == first).values(revision=2))
    assert _listed(unit, TAX) == [second, third]
    changes.number(unit, 9)
    assert [(row.id, row.change_number) for row in changes.after(unit, TAX, start, 9)] == [
        (second, start + 1), (third, start + 2), (first, start + 3),
    ]  # fmt: skip


def test_a_change_says_what_the_target_acknowledged(unit: Unit) -> None:
    number = _application(unit, answers_revision=3, numbered=1, change_number=5)
    plant(unit, HandOver, layout="target", application_id=number, answers_revision=2)
    plant(unit, HandOver, layout="other", application_id=number, answers_revision=3)
    (change,) = changes.after(unit, TAX, 0, 9)
    assert (change.id, change.answers_revision, change.change_number, change.acknowledged) == (number, 3, 5, 2)
    (change,) = changes.after(unit, replace(TAX, target="third"), 0, 9)
    assert change.acknowledged is None


def test_pages_go_on_over_all_duties(unit: Unit) -> None:
    numbers = [
        _application(unit, duty=duty, numbered=1, change_number=number)
        for number, duty in enumerate(("tax", "care", "tax", "other", "care"), 1)
    ]
    both = replace(TAX, duties=["care", "tax"])
    assert _listed(unit, both, most=3) == numbers[:3]
    assert _listed(unit, both, 3) == numbers[4:]
    assert _listed(unit, TAX) == [numbers[0], numbers[2]]
    assert _listed(unit, replace(TAX, duties=[])) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"procedures": ["p", "q"]}, True),
        ({"procedures": ["q"]}, False),
        ({"state": "examining"}, True),
        ({"state": "approved"}, False),
        ({"waiting": True}, True),
        ({"waiting": True, "procedures": ["q"]}, False),
        ({"waiting": True, "target": "other"}, False),
    ],
)
def test_a_client_wants_some_changes(unit: Unit, wanted: dict[str, Any], expected: bool) -> None:
    number = _application(unit, numbered=1, change_number=5)
    plant(unit, HandOver, layout="other", application_id=number)
    assert _listed(unit, replace(TAX, **wanted)) == ([number] if expected else [])


def test_what_has_not_passed_does_not_wait(unit: Unit) -> None:
    _application(unit, numbered=1, change_number=5, state="screening")
    assert _listed(unit, replace(TAX, waiting=True)) == []
