"""Reports about an order whose application is not sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.sockets.payment_socket import PaymentAnswer
from portal.services.fees.settle_advance import settle_advance
from portal.store.fees import advances
from tests.databases import Makers
from tests.portal.services.fees.advancing import PRICE, Payer, house_with_fee, payer_of


@pytest.fixture
def payer(makers: Makers, tmp_path: Path) -> Iterator[Payer]:
    with house_with_fee(makers, "sqlite", tmp_path) as house:
        yield payer_of(house)


def test_a_report_counts_once_and_an_older_one_does_not_undo_it(payer: Payer) -> None:
    number = payer.begin(payer.draft())
    assert payer.report(number, "paid", nonce="n1")
    assert not payer.report(number, "paid", nonce="n1")
    payer.report(number, "cancelled", nonce="n0")
    assert payer.state(number) == ("advance", "paid")


def test_another_amount_is_looked_at_by_staff_and_counts_for_nothing(payer: Payer) -> None:
    draft = payer.draft()
    number = payer.begin(draft)
    payer.report(number, "paid", amount=1)
    assert payer.state(number) == ("advance", "mismatch")
    assert payer.send(draft).unpaid
    assert (ahead := payer.ahead(draft)) is not None
    assert (ahead.state, ahead.payable) == ("mismatch", False)


def test_money_for_a_draft_that_is_discarded_goes_back(payer: Payer) -> None:
    draft = payer.draft()
    number = payer.begin(draft)
    payer.discard(draft)
    payer.report(number, "paid")
    assert payer.state(number) == ("advance", "refund_asked")


def test_a_poll_without_news_leaves_no_event(payer: Payer) -> None:
    number = payer.begin(payer.draft(sheets=2))
    with payer.installation.database.write() as unit:
        row = advances.by_number(unit, number)
        assert row is not None
        still = PaymentAnswer(number, "open", 2 * PRICE, "JPY")
        assert settle_advance(payer.installation, unit, still, "answer") is False
        assert settle_advance(payer.installation, unit, PaymentAnswer("n", "paid", 1, "JPY"), "answer") is None
        assert [event.what for event in advances.events(unit, row.id)] == ["begin"]
