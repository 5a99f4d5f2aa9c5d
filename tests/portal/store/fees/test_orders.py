"""What orders of applications and of drafts have in common."""

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.fees import advances, payments
from portal.store.fees.advances import AdvanceEventRow, AdvanceRow
from portal.store.fees.payments import PaymentEventRow, PaymentRow
from tests.portal.store.planting import plant


def of_application(unit: Unit) -> tuple[ModuleType, Any, Any, Any]:
    owner = plant(unit, Application)["id"]
    return payments, owner, PaymentRow(0, "n1", owner, 300, "JPY", "open", "p", "", 9, 5, 1, 1), PaymentEventRow


def of_draft(_unit: Unit) -> tuple[ModuleType, Any, Any, Any]:
    return (
        advances,
        "d1",
        AdvanceRow(0, "n1", "d1", None, "x", "tax", 300, "JPY", "open", "p", "", 9, 5, 1, 1),
        AdvanceEventRow,
    )


@pytest.mark.parametrize("kind", [of_application, of_draft])
def test_one_is_open_moves_from_what_was_read_and_keeps_each_nonce_once(unit: Unit, kind: Any) -> None:
    store, owner, row, make_event = kind(unit)
    order = replace(row, id=store.add(unit, row))
    assert store.add(unit, replace(row, number="n2")) is None
    store.lock(unit, owner)
    assert store.by_number(unit, "n1") == order == store.open_of(unit, owner)
    store.note_reference(unit, order, "cs_1")
    assert [store.asked(unit, order, 8) for _ in range(2)] == [True, False]
    assert [store.settle(unit, order, state, "cs_2", 7) for state in ("paid", "expired")] == [True, False]
    assert store.by_number(unit, "n1") == replace(order, state="paid", reference="cs_2", asked_at=8, changed_at=7)
    assert (store.open_of(unit, owner), store.add(unit, replace(row, number="n2")) is None) == (None, False)
    event = make_event(order.id, 5, "p", "notice", "paid", 300, "open", "paid", "nonce")
    assert [store.add_event(unit, event) for _ in range(2)] == [True, False]
    assert store.events(unit, order.id) == [event]
