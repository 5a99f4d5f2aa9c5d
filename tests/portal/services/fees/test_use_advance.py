"""What is paid before sending becomes the fee of the application, or goes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.store.fees import advances, payments
from tests.databases import Makers
from tests.portal.services.fees.advancing import PRICE, Payer, house_with_fee, payer_of


@pytest.fixture(params=["sqlite", "postgresql"])
def payer(makers: Makers, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Payer]:
    with house_with_fee(makers, request.param, tmp_path) as house:
        yield payer_of(house)


def test_nothing_is_sent_until_the_fee_is_paid_and_then_it_is_the_fee_of_the_application(payer: Payer) -> None:
    draft = payer.draft(sheets=2)
    refused = payer.send(draft)
    assert (refused.receipt_number, refused.unpaid) == ("", True)
    number = payer.begin(draft)
    assert payer.send(draft).unpaid, "an open order is no money"
    assert payer.report(number, "paid")
    assert payer.state(number) == ("advance", "paid")
    sent = payer.send(draft)
    assert payer.state(number) == ("payment", "paid")
    fee = payer.amount_due(sent.receipt_number)
    assert fee is not None
    assert (fee.state, fee.amount, fee.payment and fee.payment.amount) == ("paid", 2 * PRICE, 2 * PRICE)
    with payer.installation.database.read() as unit:
        row = payments.by_number(unit, number)
        assert row is not None
        history = [(event.what, event.to_state) for event in payments.events(unit, row.id)]
        assert advances.of_draft(unit, draft) == []
    assert history == [("begin", "open"), ("notice", "paid"), ("use advance", "paid")]


def test_the_provider_that_calls_again_after_sending_changes_nothing(payer: Payer) -> None:
    draft = payer.draft()
    number = payer.begin(draft)
    assert payer.report(number, "paid", nonce="n1")
    payer.send(draft)
    assert not payer.report(number, "paid", nonce="n1")
    payer.report(number, "paid", nonce="n2")
    assert payer.state(number) == ("payment", "paid")
    payer.report(number, "refunded", nonce="n3")
    assert payer.state(number) == ("payment", "refunded")


def test_a_crash_before_the_end_of_sending_leaves_the_draft_and_its_money(payer: Payer) -> None:
    draft = payer.draft()
    number = payer.pay(draft)
    assert payer.send(draft, crashes=True).receipt_number
    assert payer.state(number) == ("advance", "paid")
    assert payer.send(draft).receipt_number
    assert payer.state(number) == ("payment", "paid")


def test_another_amount_is_not_enough_and_goes_back_before_it_is_paid_again(payer: Payer) -> None:
    draft = payer.draft(sheets=2)
    first = payer.pay(draft)
    for sheets in (3, 1):
        payer.write(draft, sheets)
        assert payer.send(draft).unpaid
        ahead = payer.ahead(draft)
        assert ahead is not None
        assert (ahead.state, ahead.amount) == ("other", sheets * PRICE)
    payer.write(draft, 2)
    assert (ahead := payer.ahead(draft)) is not None
    assert ahead.state == "paid", "the answers are as they were"
    payer.write(draft, 1)
    assert payer.give_up(draft)
    second = payer.pay(draft)
    assert payer.send(draft).receipt_number
    assert (payer.state(first), payer.state(second)) == (("advance", "refund_asked"), ("payment", "paid"))
    payer.watch()
    assert payer.state(first) == ("advance", "refunded")
    assert payer.provider.returned[first] == {f"refund-{first}": 2 * PRICE}
    assert second not in payer.provider.returned


@pytest.mark.parametrize(("sheets", "becomes"), [(2, ("payment", "paid")), (3, ("advance", "refund_asked"))])
def test_at_the_counter_the_fee_of_home_counts_if_it_is_the_same(
    payer: Payer, sheets: int, becomes: tuple[str, str]
) -> None:
    draft = payer.draft(sheets=2)
    number = payer.pay(draft)
    payer.write(draft, sheets)
    sent = payer.send(draft, door="counter")
    assert payer.state(number) == becomes
    fee = payer.amount_due(sent.receipt_number)
    assert fee is not None
    assert fee.paid == (becomes[0] == "payment")


def test_without_a_provider_it_is_sent_and_owed_as_a_fee_before_the_work(payer: Payer) -> None:
    alone = payer.without_provider()
    sent = alone.send(alone.draft())
    assert sent.receipt_number
    fee = alone.amount_due(sent.receipt_number)
    assert fee is not None
    assert (fee.asked, fee.paid, fee.state) == (True, False, "counter")


def test_an_order_that_is_paid_after_sending_goes_back(payer: Payer) -> None:
    draft = payer.draft()
    late = payer.begin(draft)
    payer.report(late, "expired")
    payer.pay(draft)
    payer.send(draft)
    payer.report(late, "paid")
    assert payer.state(late) == ("advance", "refund_asked")
    payer.watch()
    assert payer.state(late) == ("advance", "refunded")
