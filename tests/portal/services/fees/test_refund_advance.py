"""Money that was paid for a draft goes back once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.sockets.interfaces import AdapterError
from portal.errors import BadRequest, Closed, Conflict, NotAllowed
from portal.services.fees.refund_advance import close_by_hand
from portal.store.fees import advances
from tests.databases import Makers
from tests.portal.services.fees.advancing import PRICE, Payer, house_with_fee, payer_of
from tests.portal.world import DUTY, add_member


@pytest.fixture
def payer(makers: Makers, tmp_path: Path) -> Iterator[Payer]:
    with house_with_fee(makers, "sqlite", tmp_path) as house:
        yield payer_of(house)


def test_its_person_takes_it_back_once_and_may_pay_again(payer: Payer) -> None:
    draft = payer.draft()
    number = payer.pay(draft)
    assert [payer.give_up(draft), payer.give_up(draft)] == [True, False]
    for _ in range(2):
        payer.watch()
    assert payer.state(number) == ("advance", "refunded")
    assert payer.provider.returned[number] == {f"refund-{number}": 2 * PRICE}
    payer.pay(draft)
    assert payer.send(draft).receipt_number


def test_nothing_goes_back_that_did_not_come(payer: Payer) -> None:
    draft = payer.draft()
    payer.begin(draft)
    with pytest.raises(Closed):
        payer.give_up(draft)


def test_an_answer_lost_on_the_way_is_asked_for_again_under_the_same_key(payer: Payer) -> None:
    draft = payer.draft()
    number = payer.pay(draft)
    payer.give_up(draft)
    payer.provider.down = True
    payer.watch(minutes=1)
    assert payer.state(number) == ("advance", "refund_asked")
    payer.provider.down = False
    payer.provider.refund(number, "", 2 * PRICE, f"refund-{number}")  # it got through, and its answer was lost
    payer.watch(minutes=3)
    assert payer.state(number) == ("advance", "refunded")
    assert payer.provider.refunds == 1


def test_what_the_provider_refuses_is_paid_out_by_staff_with_the_right(
    payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = payer.draft()
    number = payer.pay(draft)
    payer.give_up(draft)

    def refuse(*_: object) -> None:
        raise AdapterError("PROVIDER_REFUSED", permanent=True)

    monkeypatch.setattr(payer.provider, "refund", refuse)
    payer.watch()
    assert payer.state(number) == ("advance", "mismatch")
    clerk, stranger = (
        add_member(payer.installation, "c", ("clerk", DUTY)),
        add_member(payer.installation, "s", ("clerk", "tax")),
    )
    with payer.installation.database.write() as unit:
        assert [row.number for row in advances.for_staff(unit, [DUTY], 9)] == [number]
        with pytest.raises(NotAllowed):
            close_by_hand(payer.installation, unit, stranger, number, "transfer")
        with pytest.raises(BadRequest):
            close_by_hand(payer.installation, unit, clerk, number, "words")
        close_by_hand(payer.installation, unit, clerk, number, "transfer")
        with pytest.raises(Conflict):
            close_by_hand(payer.installation, unit, clerk, number, "transfer")
        unit.commit()
    assert payer.state(number) == ("advance", "refunded")


def test_a_provider_that_is_gone_for_a_day_leaves_it_to_staff(payer: Payer) -> None:
    draft = payer.draft()
    number = payer.pay(draft)
    payer.give_up(draft)
    alone = payer.without_provider()
    alone.watch(hours=1)
    assert payer.state(number) == ("advance", "refund_asked")
    alone.watch(hours=25)
    assert payer.state(number) == ("advance", "refund_by_hand")
