"""Each zone reports its own payments."""

import pytest

from portal.db import Unit
from portal.services.courier.report_payments import BY_INSIDE, list_payments, list_till_payments
from portal.services.shared.installation import Installation
from portal.store.fees import payments
from portal.store.fees.payments import AWAY, COUNTER, PaymentEventRow, PaymentRow
from tests.portal.services.courier.carrying import case_at
from tests.portal.world import alice, file_application


@pytest.fixture
def application_id(installation: Installation) -> int:
    return case_at(installation, file_application(installation, alice(installation))).row.id


def add(unit: Unit, application_id: int, number: str, provider: str, *events: tuple[int, str, str, int]) -> None:
    """`events`: (instant, actor, move, amount)."""
    row = PaymentRow(0, number, application_id, 710, "JPY", "paid", provider, "R", 9, 1, 1, 5)
    payment_id = payments.add(unit, row)
    assert payment_id is not None
    for at, actor, move, amount in events:
        reported = "paid" if move == "notice" else ""
        assert payments.add_event(unit, PaymentEventRow(payment_id, at, actor, move, reported, amount, "paid", "paid"))


def test_outside_reports_what_came_at_the_provider_and_which_orders_it_has_heard(
    installation: Installation, application_id: int
) -> None:
    with installation.database.write() as unit:
        add(unit, application_id, "P1", "fake", (3, "system:fees", "notice", 700), (4, BY_INSIDE, "ask refund", 710))
        add(unit, application_id, "C1", COUNTER)
        (payment,) = list_payments(unit, application_id)
    assert (payment["number"], payment["amount"], payment["came"], payment["heard"]) == ("P1", 710, 700, [4])


def test_inside_reports_the_till_and_its_orders_about_payments_of_outside(
    installation: Installation, application_id: int
) -> None:
    with installation.database.write() as unit:
        add(unit, application_id, "C1", COUNTER, (2, "staff:cashier", "receive", 710))
        add(unit, application_id, "P1", AWAY, (3, "system:courier", "carried", 710), (4, "staff:x", "ask refund", 710))
        add(unit, application_id, "P2", "fake")
        report = list_till_payments(unit, application_id)
    assert [(payment["number"], payment["counter"], payment["orders"]) for payment in report] == [
        ("C1", True, []), ("P1", False, [{"at": 4, "what": "ask refund"}]),
    ]  # fmt: skip
    assert "staff" not in str(report)
