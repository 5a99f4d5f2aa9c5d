"""Requests to withdraw."""

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.my_cases import withdrawals
from portal.store.my_cases.withdrawals import GRANTED, OVERTAKEN, WithdrawalRow
from tests.portal.store.planting import plant


def test_one_request_to_withdraw_is_open(unit: Unit) -> None:
    row = plant(unit, Application, duty="tax")
    application = row["id"]
    assert [withdrawals.add(unit, application, b"why", now) for now in (5, 6)] == [True, False]
    opened = withdrawals.open_one(unit, application)
    assert opened
    assert opened == WithdrawalRow(opened.id, application, 5, b"why", None, "", "")
    assert withdrawals.open_of(unit, [application, 0]) == {application}
    assert withdrawals.open_numbers(unit, ["tax"], 9) == [row["receipt_number"]]
    assert withdrawals.open_numbers(unit, ["welfare"], 9) == []
    answers = [withdrawals.answer(unit, application, GRANTED, "hanako", now) for now in (7, 8)]
    assert answers == [True, False]
    assert withdrawals.open_one(unit, application) is None
    assert withdrawals.open_of(unit, [application]) == frozenset()
    assert withdrawals.open_numbers(unit, ["tax"], 9) == []
    assert withdrawals.add(unit, application, b"again", 9, answer=OVERTAKEN, answered_by="hanako")
    withdrawals.copy_from_inside(unit, application, 9, None, "")
    stored = [
        (withdrawal.asked_at, withdrawal.answered_at, withdrawal.answer)
        for withdrawal in withdrawals.of_application(unit, application)
    ]
    assert stored == [(5, 7, GRANTED), (9, None, "")]
