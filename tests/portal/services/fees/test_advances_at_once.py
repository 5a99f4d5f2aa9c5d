"""Two acts on one draft at the same moment, with two connections."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from portal.errors import Closed, Conflict, NotFound
from portal.store.cases import applications
from portal.store.fees import advances
from tests.databases import Makers
from tests.portal.services.fees.advancing import Payer, house_with_fee, payer_of


@pytest.fixture(scope="module")
def payer(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Payer]:
    """PostgreSQL alone: SQLite has one writer."""
    with house_with_fee(makers, "postgresql", tmp_path_factory.mktemp("at_once")) as house:
        yield payer_of(house)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Results, or what was raised, in order."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait(timeout=30)
        try:
            return act()
        except (Closed, Conflict, NotFound) as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.parametrize("time", range(4))
def test_money_asked_back_while_it_is_sent_is_a_fee_or_goes_back(payer: Payer, time: int) -> None:
    draft = payer.draft(sheets=time + 1)
    number = payer.pay(draft)
    at_once(lambda: payer.send(draft), lambda: payer.give_up(draft))
    with payer.installation.database.read() as unit:
        sent = applications.by_uid(unit, draft) is not None
    assert payer.state(number) == (("payment", "paid") if sent else ("advance", "refund_asked"))


def test_two_presses_of_paying_are_one_order_and_two_of_sending_one_payment(payer: Payer) -> None:
    draft = payer.draft()
    first, second = at_once(lambda: payer.begin(draft), lambda: payer.begin(draft))
    assert first == second
    payer.report(str(first), "paid")
    at_once(lambda: payer.send(draft), lambda: payer.send(draft))
    assert payer.state(str(first)) == ("payment", "paid")
    with payer.installation.database.read() as unit:
        assert advances.of_draft(unit, draft) == []


def test_the_same_call_twice_at_once_and_during_sending_counts_once(payer: Payer) -> None:
    draft = payer.draft()
    number = payer.begin(draft)
    results = at_once(
        lambda: payer.report(number, "paid", nonce=f"{number} 1"),
        lambda: payer.report(number, "paid", nonce=f"{number} 1"),
        lambda: payer.send(draft),
    )
    assert sorted(it for it in results[:2] if isinstance(it, bool)) == [False, True]
    if payer.state(number)[0] == "advance":
        assert payer.send(draft).receipt_number
    assert payer.state(number) == ("payment", "paid")
