"""Reports find their order on either side of sending."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.sockets.payment_socket import PaymentAnswer
from portal.errors import NotFound
from portal.services.fees.settle_order import settle_order
from tests.databases import Makers
from tests.portal.services.fees.advancing import Payer, house_with_fee, payer_of


@pytest.fixture
def payer(makers: Makers, tmp_path: Path) -> Iterator[Payer]:
    with house_with_fee(makers, "sqlite", tmp_path) as house:
        yield payer_of(house)


def test_a_number_of_nobody_is_refused(payer: Payer) -> None:
    with payer.installation.database.write() as unit, pytest.raises(NotFound):
        settle_order(payer.installation, unit, PaymentAnswer("forged", "paid", 300, "JPY"), "notice")


def test_a_refund_is_believed_before_and_after_sending(payer: Payer) -> None:
    kept, sent = payer.draft(), payer.draft()
    first, second = payer.pay(kept), payer.pay(sent)
    payer.send(sent)
    for number in (first, second):
        payer.report(number, "refunded")
    assert (payer.state(first), payer.state(second)) == (("advance", "refunded"), ("payment", "refunded"))
    assert payer.send(kept).unpaid


def test_a_refund_that_failed_is_for_staff_before_and_after_sending(payer: Payer) -> None:
    kept, sent = payer.draft(), payer.draft()
    first, second = payer.pay(kept), payer.pay(sent)
    payer.send(sent)
    for number in (first, second):
        payer.report(number, "refunded")
        payer.report(number, "refund_failed")
    assert (payer.state(first), payer.state(second)) == (("advance", "refund_by_hand"), ("payment", "refund_by_hand"))
    for number in (first, second):
        payer.report(number, "refunded")
        payer.report(number, "refund_failed", nonce=f"{number} again")
    assert (payer.state(first), payer.state(second)) == (("advance", "refunded"), ("payment", "refunded"))
