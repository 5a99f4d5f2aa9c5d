"""All of a fee that is owed goes back by two people."""

from dataclasses import replace

import pytest

from integrations.payments.fake import FakePayments
from portal.errors import Conflict, NotAllowed
from portal.services.cases.cases import case_of_member
from portal.services.fees.refund_part import propose_part, settle_part
from portal.services.fees.refund_whole import PROPOSED, refund_whole, settle_proposed
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.fees.paying import DUTY, FEE, begin, file_with_fee, owed_now, paid_online, report, state_of
from tests.portal.world import add_member, alice

WHY = "まちがえて求めた"


def ask(paying: Installation, member: Member, number: str, order: str) -> str:
    with paying.database.write() as unit:
        state = refund_whole(paying, unit, member, case_of_member(paying, unit, member, number), order, WHY)
        unit.commit()
    return state


def settle(paying: Installation, member: Member, number: str, order: str, part: str, *, approve: bool = True) -> str:
    with paying.database.write() as unit:
        case = case_of_member(paying, unit, member, number)
        state = settle_proposed(paying, unit, member, case, order, part, approve=approve)
        unit.commit()
    return state


def test_of_a_case_that_goes_on_all_goes_back_by_two_people_and_once(
    paying: Installation, provider: FakePayments
) -> None:
    session = alice(paying)
    number = file_with_fee(paying, session)
    order = paid_online(paying, provider, session, number)
    first, second = (add_member(paying, login, ("reviewer", DUTY)) for login in ("first", "second"))
    assert ask(paying, first, number, order) == PROPOSED
    (part,) = owed_now(paying, session, number).parts
    assert (part.amount, part.whole, state_of(paying, order)) == (FEE, True, "paid")
    with pytest.raises(Conflict):
        ask(paying, second, number, order)
    with pytest.raises(NotAllowed):
        settle(paying, first, number, order, part.number)
    with paying.database.write() as unit:
        case = case_of_member(paying, unit, second, number)
        with pytest.raises(Conflict):
            settle_part(paying, unit, second, case, order, part.number, approve=True)
        with pytest.raises(Conflict):
            propose_part(paying, unit, second, case, order, 1, WHY)
    assert settle(paying, first, number, order, part.number, approve=False) == ""
    assert ask(paying, first, number, order) == PROPOSED
    part = owed_now(paying, session, number).parts[-1]
    assert settle(paying, second, number, order, part.number) == "refund_asked"
    with pytest.raises(Conflict):
        settle(paying, second, number, order, part.number)
    assert state_of(paying, order) == "refund_asked"
    assert owed_now(paying, session, number).returned == 0, "the payment itself goes back"


def test_what_is_not_owed_goes_back_by_one_person(paying: Installation, provider: FakePayments) -> None:
    session = alice(paying)
    number = file_with_fee(paying, session)
    order = begin(paying, session, number).number
    provider.orders[order] = replace(provider.orders[order], amount=FEE - 1)
    provider.settle(order, "paid")
    report(paying, provider, order, "paid")
    fee = owed_now(paying, session, number)
    assert (fee.state, fee.unowed) == ("mismatch", True)
    assert ask(paying, add_member(paying, "first", ("reviewer", DUTY)), number, order) == "refund_asked"
    paid = replace(fee, payment=None)
    assert [paid.unowed, replace(paid, ended=True).unowed, replace(paid, amount=0).unowed] == [False, True, True]
