"""Payments and their events."""

from dataclasses import replace
from typing import Any

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.fees.payment import Payment
from portal.store.fees import payments
from portal.store.fees.payments import (
    AWAY,
    BY_HAND,
    PART_APPROVED,
    PART_BY_HAND,
    PART_DONE,
    PART_DROPPED,
    PART_FAILED,
    PART_PROPOSED,
    PART_REFUSED,
    PART_UNANSWERED,
    PaymentEventRow,
    PaymentRow,
)
from tests.portal.store.planting import plant


@pytest.fixture
def payment(unit: Unit) -> PaymentRow:
    row = PaymentRow(0, "n1", plant(unit, Application)["id"], 300, "JPY", "open", "p", "", 9, 5, 1, 1)
    number = payments.add(unit, row)
    assert number
    return replace(row, id=number)


def test_an_application_has_one_open_order(unit: Unit, payment: PaymentRow) -> None:
    assert payments.add(unit, replace(payment, number="n2")) is None
    payments.lock(unit, payment.application_id)
    assert payments.open_of(unit, payment.application_id) == payment == payments.by_number(unit, "n1")
    assert [payments.settle(unit, payment, state, "ref", 7) for state in ("paid", "expired")] == [True, False]
    paid = replace(payment, state="paid", reference="ref", changed_at=7)
    assert payments.open_of(unit, payment.application_id) is None
    later = payments.add(unit, replace(payment, number="n2")) or 0
    assert payments.of_application(unit, payment.application_id) == [paid, replace(payment, id=later, number="n2")]
    assert payments.of_applications(unit, [payment.application_id, 0])[payment.application_id][0] == paid
    assert payments.of_applications(unit, []) == {}


def test_a_nonce_is_stored_once(unit: Unit, payment: PaymentRow) -> None:
    event = PaymentEventRow(payment.id, 5, "p", "paid", "ok", 300, "open", "paid", "nonce", b"words")
    assert [payments.add_event(unit, event) for _ in range(2)] == [True, False]
    assert payments.events(unit, payment.id) == [event]


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, True),
        ({"state": "refund_asked"}, True),
        ({"state": "paid"}, False),
        ({"asked_at": 6}, False),
        ({"provider": AWAY}, False),
    ],
)
def test_orders_without_a_certain_result_are_asked_about(unit: Unit, given: dict[str, Any], asked: bool) -> None:
    plant(unit, Payment, **{"state": "open", "asked_at": 5, "provider": "p"} | given)
    rows = payments.to_ask(unit, 6)
    assert bool(rows) == asked
    if asked:
        assert [payments.asked(unit, rows[0], 8) for _ in range(2)] == [True, False]


def test_applications_with_money_for_staff_are_listed_once(unit: Unit) -> None:
    late, early, other, done = (plant(unit, Application, duty=duty) for duty in ("tax", "tax", "welfare", "tax"))
    for application, state, changed_at in (
        (late, "mismatch", 9), (late, "refund_by_hand", 8), (early, "mismatch", 5), (other, "mismatch", 1), (done, "paid", 1),
    ):  # fmt: skip
        plant(unit, Payment, application_id=application["id"], state=state, changed_at=changed_at)
    assert payments.numbers_for_staff(unit, ["tax"], 9) == [early["receipt_number"], late["receipt_number"]]
    assert payments.numbers_for_staff(unit, ["tax"], 1) == [early["receipt_number"]]
    assert payments.numbers_for_staff(unit, [], 9) == []


def test_a_part_that_did_not_go_back_is_listed_until_staff_close_it(unit: Unit) -> None:
    application = plant(unit, Application, duty="tax")
    row = plant(unit, Payment, application_id=application["id"], state="paid", changed_at=5)

    def note(what: str, part: str) -> None:
        payments.add_event(unit, PaymentEventRow(row["id"], 5, "p", what, part, 9, "paid", "paid", f"{part} {what}"))

    for part in "abc":
        note(PART_APPROVED, part)
    assert payments.numbers_for_staff(unit, ["tax"], 9) == [], "the provider is still being asked"
    for part, ended, closed in (
        ("a", PART_REFUSED, PART_BY_HAND),
        ("b", PART_UNANSWERED, PART_DONE),
        ("c", PART_REFUSED, PART_DROPPED),
    ):
        note(ended, part)
        assert payments.numbers_for_staff(unit, ["tax"], 9) == [application["receipt_number"]]
        note(closed, part)
        assert payments.numbers_for_staff(unit, ["tax"], 9) == []
    note(PART_FAILED, "b")
    assert payments.numbers_for_staff(unit, ["tax"], 9) == [application["receipt_number"]], "what had gone came back"
    note(PART_BY_HAND, "b")
    assert payments.numbers_for_staff(unit, ["tax"], 9) == []


def test_an_approved_part_is_found_until_it_ends(unit: Unit, payment: PaymentRow) -> None:
    def note(what: str, part: str) -> None:
        payments.add_event(unit, PaymentEventRow(payment.id, 5, "p", what, part, 100, "paid", "paid", f"{part} {what}"))

    note(PART_PROPOSED, "a")
    assert payments.with_approved_part(unit) == []
    for part in ("a", "b"):
        note(PART_APPROVED, part)
    assert [row.id for row in payments.with_approved_part(unit)] == [payment.id]
    note(PART_DONE, "a")
    assert [row.id for row in payments.with_approved_part(unit)] == [payment.id]
    note(PART_REFUSED, "b")
    assert payments.with_approved_part(unit) == []
    for part, ended in (("c", PART_UNANSWERED), ("d", PART_FAILED)):
        note(PART_APPROVED, part)
        note(ended, part)
    assert payments.with_approved_part(unit) == []


def test_the_providers_number_is_kept_while_the_order_is_open(unit: Unit, payment: PaymentRow) -> None:
    payments.note_reference(unit, payment, "cs_1")
    assert payments.settle(unit, payment, "paid", "pi_1", 7)
    payments.note_reference(unit, payment, "cs_2")
    stored = payments.by_number(unit, "n1")
    assert stored is not None
    assert stored.reference == "pi_1"


def test_what_moved_in_a_time_or_under_a_number_is_listed(unit: Unit, payment: PaymentRow) -> None:
    def note(row: PaymentRow, at: int, what: str, state: str, before: str, after: str, amount: int) -> None:
        payments.add_event(unit, PaymentEventRow(row.id, at, "p", what, state, amount, before, after))

    counter = plant(unit, Payment, number="c", provider="counter", application_id=payment.application_id)
    note(payment, 5, "begin", "open", "", "open", 300)
    note(payment, 6, "notice", "paid", "open", "paid", 300)
    note(payment, 7, "notice", "paid", "paid", "paid", 300)
    note(payment, 8, PART_DONE, "x", "paid", "paid", 100)
    note(payment, 9, "refund", "refunded", "refund_asked", "refunded", 300)
    note(payment, 9, "notice", "refund_failed", "refunded", "refund_by_hand", 200)
    note(payment, 10, BY_HAND, "refunded", "refund_by_hand", "refunded", 300)  # from the city's own account
    note(replace(payment, id=counter["id"]), 6, "receive", "paid", "", "paid", 300)
    listed = [("taken", False, 300), ("returned", True, 100), ("returned", False, 300)]
    for since, until, numbers in ((5, 6, []), (99, 100, ["n1"])):
        assert [row[3:6] for row in payments.moved(unit, since, until, numbers)] == listed
    assert payments.moved(unit, 99, 100, ["c", "n9"]) == []
