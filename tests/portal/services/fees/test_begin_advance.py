"""One open order per draft."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.errors import Closed
from portal.store.fees import advances
from portal.store.shared import audit_records
from tests.databases import Makers
from tests.portal.services.fees.advancing import PRICE, Payer, house_with_fee, payer_of


@pytest.fixture
def payer(makers: Makers, tmp_path: Path) -> Iterator[Payer]:
    with house_with_fee(makers, "sqlite", tmp_path) as house:
        yield payer_of(house)


def test_two_presses_are_one_order_with_its_amount_and_without_a_person(payer: Payer) -> None:
    draft = payer.draft(sheets=2)
    number = payer.begin(draft)
    assert payer.begin(draft) == number
    (order,) = payer.provider.orders.values()
    assert (order.amount, order.currency) == (2 * PRICE, "JPY")
    assert not any(mark in repr(order) for mark in (draft, payer.session.person_id or "x"))
    with payer.installation.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "begin advance"]
    assert details == [number]


def test_other_answers_are_another_order_and_the_first_that_is_paid_after_all_goes_back(payer: Payer) -> None:
    draft = payer.draft(sheets=2)
    first = payer.begin(draft)
    payer.write(draft, 3)
    second = payer.begin(draft)
    assert payer.state(first) == ("advance", "cancelled")
    payer.report(second, "paid")
    payer.report(first, "paid")
    assert (payer.state(first), payer.state(second)) == (("advance", "refund_asked"), ("advance", "paid"))
    assert payer.send(draft).receipt_number


def test_nothing_is_payable_without_an_amount_a_provider_or_a_draft_and_not_twice(payer: Payer) -> None:
    unanswered, sent, paid, gone = payer.draft(sheets=None), payer.draft(), payer.draft(), payer.draft()
    payer.pay(sent)
    payer.pay(paid)
    with pytest.raises(Closed):
        payer.begin(unanswered)
    with pytest.raises(Closed):
        payer.begin(paid)
    with pytest.raises(Closed):
        payer.without_provider().begin(gone)
    with payer.installation.database.write() as unit:
        assert advances.of_draft(unit, unanswered) == advances.of_draft(unit, gone) == []


def test_an_order_that_failed_is_followed_by_another(payer: Payer) -> None:
    draft = payer.draft()
    first = payer.begin(draft)
    payer.report(first, "failed")
    assert (ahead := payer.ahead(draft)) is not None
    assert ahead.state == "failed"
    second = payer.pay(draft)
    assert second != first
    assert (ahead := payer.ahead(draft)) is not None
    assert ahead.state == "paid"
