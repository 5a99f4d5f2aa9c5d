"""Whatever happens between paying and sending: the money is the fee of an application, or goes back."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.payments.fake import FakePayments
from portal.errors import Closed, NotFound
from portal.store.filing import drafts
from tests.databases import Makers
from tests.examples import examples
from tests.portal.services.fees.advancing import PRICE, Payer, house_with_fee, payer_of

ACTS = (
    "begin", "paid", "paid silently", "first silently", "paid twice", "other amount", "failed", "one sheet", "two sheets", "no sheets",
    "send", "crash", "counter", "give up", "discard", "delete", "watch",
)  # fmt: skip


@pytest.fixture(scope="module")
def payer(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Payer]:
    with house_with_fee(makers, "sqlite", tmp_path_factory.mktemp("money")) as house:
        yield payer_of(house)


@settings(max_examples=examples(25))
@given(acts=st.lists(st.sampled_from(ACTS), max_size=14))
def test_money_is_a_fee_or_goes_back(payer: Payer, acts: list[str]) -> None:
    provider = FakePayments()
    payer = Payer(payer.with_provider(provider), provider, payer.session)
    draft = payer.draft()
    for act in acts:
        _do(payer, draft, act)
    if draft_of(payer, draft):
        payer.discard(draft)
    for time in ({"minutes": 1}, {"minutes": 20}, {"minutes": 40}, {"hours": 2}):
        payer.watch(**time)
    for number, order in provider.orders.items():
        table, state = payer.state(number)
        back = sum(provider.returned.get(number, {}).values())
        if table == "payment":
            assert (state, back, provider.states[number]) == ("paid", 0, "paid")
        elif state == "mismatch":
            continue  # staff see it
        else:
            assert back == (order.amount if provider.states[number] in ("paid", "refunded") else 0), (number, state)
            assert state == ("refunded" if back else state)
            assert state in ("refunded", "failed", "cancelled", "expired")
    assert sum(payer.state(number)[0] == "payment" for number in provider.orders) <= 1


def draft_of(payer: Payer, draft: str) -> bool:
    with payer.installation.database.read() as unit:
        return drafts.by_id(unit, draft) is not None


def _do(payer: Payer, draft: str, act: str) -> None:
    newest = next(reversed(payer.provider.orders), "")
    open_there = newest and payer.provider.states[newest] in ("open", "failed")
    if act == "watch":
        payer.watch()
    elif act == "first silently":
        for number in [name for name, state in payer.provider.states.items() if state == "open"][:1]:
            payer.provider.settle(number, "paid")
    elif act in ("paid", "paid silently", "paid twice", "other amount", "failed"):
        if open_there:
            _report(payer, newest, act)
    elif draft_of(payer, draft):
        with suppress(Closed, NotFound):  # refused, and nothing changed
            _by_person(payer, draft, act)


def _report(payer: Payer, number: str, act: str) -> None:
    if act == "paid silently":
        payer.provider.settle(number, "paid")
    elif act == "failed":
        payer.report(number, "failed")
    elif act == "other amount":
        payer.report(number, "paid", amount=7 * PRICE)
    else:
        for _ in range(1 + (act == "paid twice")):
            payer.report(number, "paid", nonce=f"{number} paid")


def _by_person(payer: Payer, draft: str, act: str) -> None:
    sheets = {"one sheet": 1, "two sheets": 2, "no sheets": None}
    if act == "begin":
        payer.begin(draft)
    elif act in sheets:
        payer.write(draft, sheets[act])
    elif act in ("send", "crash", "counter"):
        payer.send(draft, door="counter" if act == "counter" else "online", crashes=act == "crash")
    elif act == "give up":
        payer.give_up(draft)
    elif act == "discard":
        payer.discard(draft)
    else:
        with payer.installation.database.write() as unit:
            drafts.remove(unit, draft)
            unit.commit()
