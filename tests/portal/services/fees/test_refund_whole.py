"""All of a fee that is owed goes back by two people."""

from dataclasses import replace

import pytest

from integrations.payments.fake import FakePayments
from portal.errors import Conflict, NotAllowed
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.decide_application import decide_application, read_decision
from portal.services.fees.refund_part import give_share, propose_part, settle_part
from portal.services.fees.refund_whole import PROPOSED, refund_whole, settle_proposed
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.fees import payments
from portal.store.my_cases import withdrawals
from tests.portal.services.fees.paying import DUTY, FEE, begin, file_with_fee, owed_now, paid_online, report, state_of
from tests.portal.services.fees.test_take_fee import take
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


def withdraw_by_word(paying: Installation, member: Member, number: str) -> None:
    with paying.database.write() as unit:
        case = case_of_member(paying, unit, member, number)
        decision = read_decision(paying, case, "withdrawn", "11月20日に、ご本人から電話で聞きました。")
        decide_application(paying, unit, member, case, case.row.revision, decision)
        unit.commit()


@pytest.mark.parametrize("own", [False, True])
def test_cash_of_a_withdrawal_that_staff_alone_recorded_takes_two_people(paying: Installation, own: bool) -> None:
    session = alice(paying)
    number = file_with_fee(paying, session)
    member = add_member(paying, "first", ("reviewer", DUTY), ("clerk", DUTY))
    take(paying, session, number, member)
    if own:
        with paying.database.write() as unit:
            case = case_of_member(paying, unit, member, number)
            withdrawals.add(unit, case.row.id, case.sealer.seal("withdrawal", ""), 1)
            unit.commit()
    withdraw_by_word(paying, member, number)
    fee = owed_now(paying, session, number)
    assert fee.payment is not None
    assert (fee.ended, fee.unowed) == (True, own)
    state = ask(paying, member, number, fee.payment.number)
    assert (state == PROPOSED) is not own


def test_a_whole_that_waits_holds_back_no_share_of_the_rule(paying: Installation, provider: FakePayments) -> None:
    session = alice(paying)
    number = file_with_fee(paying, session)
    order = paid_online(paying, provider, session, number)
    first, second = (add_member(paying, login, ("reviewer", DUTY)) for login in ("first", "second"))
    assert ask(paying, first, number, order) == PROPOSED
    with paying.database.write() as unit:
        row = payments.by_number(unit, order)
        assert row is not None
        give_share(paying, unit, row, 50, FEE, "all", Actor("system", "test"))
        unit.commit()
    whole, share = owed_now(paying, session, number).parts
    assert (share.amount, share.state) == (FEE // 2, "approved")
    with pytest.raises(Conflict):
        settle(paying, second, number, order, whole.number)


def test_a_wrong_amount_of_one_order_does_not_free_the_other(paying: Installation, provider: FakePayments) -> None:
    session = alice(paying)
    number = file_with_fee(paying, session)
    order = paid_online(paying, provider, session, number)
    with paying.database.write() as unit:
        columns = "application_id, amount, currency, provider, ends_at, asked_at, made_at, changed_at"
        insert = f"INSERT INTO payment (number, state, reference, {columns}) SELECT 'another', 'mismatch', 'another', {columns} FROM payment"
        unit.connection.exec_driver_sql(insert)
        unit.commit()
    assert owed_now(paying, session, number).state == "mismatch"
    assert ask(paying, add_member(paying, "first", ("reviewer", DUTY)), number, order) == PROPOSED
