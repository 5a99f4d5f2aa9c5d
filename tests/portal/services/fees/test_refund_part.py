"""Part of a payment: proposed by one, approved by another, given once."""

from dataclasses import replace

import pytest

from integrations.payments.fake import FakePayments
from portal.errors import Conflict, NotAllowed
from portal.jobs.fees.ask_about_payments import ask_about_payments
from portal.services.cases.cases import case_of_member
from portal.services.fees.refund_part import close_part, most_of_part, propose_part, settle_part
from portal.services.fees.refund_payment import ask_refund
from portal.services.fees.take_fee import begin_cashless, take_cash
from portal.services.fees.till import note_orders
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.fees import payments, tills
from tests.portal.later import later
from tests.portal.services.fees.paying import DUTY, FEE, begin, case_of, owed_now, report, state_of
from tests.portal.world import add_member

PLACE, DAY = "general", "2026-11-20"


@pytest.fixture
def members(paying: Installation) -> tuple[Member, Member]:
    return add_member(paying, "first", ("reviewer", DUTY)), add_member(paying, "second", ("reviewer", DUTY))


def pay(paying: Installation, provider: FakePayments, session: Session, number: str) -> str:
    order = begin(paying, session, number).number
    provider.settle(order, "paid")
    report(paying, provider, order, "paid")
    return order


def propose(paying: Installation, member: Member, number: str, order: str, amount: int) -> None:
    with paying.database.write() as unit:
        propose_part(
            paying, unit, member, case_of_member(paying, unit, member, number), order, amount, "1通は交付しない"
        )
        unit.commit()


def settle(paying: Installation, member: Member, number: str, order: str, part: str, *, approve: bool = True) -> None:
    with paying.database.write() as unit:
        case = case_of_member(paying, unit, member, number)
        settle_part(paying, unit, member, case, order, part, approve=approve)
        unit.commit()


def parts(paying: Installation, session: Session, number: str) -> list[tuple[int, str]]:
    return [(part.amount, part.state) for part in owed_now(paying, session, number).parts]


def last(paying: Installation, session: Session, number: str) -> str:
    return owed_now(paying, session, number).parts[-1].number


def test_two_people_give_a_part_back_once_and_the_rest_goes_back_after_it(
    paying: Installation, provider: FakePayments, session: Session, number: str, members: tuple[Member, Member]
) -> None:
    order = pay(paying, provider, session, number)
    first, second = members
    propose(paying, first, number, order, 300)
    ask_about_payments(later(paying, minutes=1))
    assert provider.refunds == 0, "nobody has approved it"
    part = last(paying, session, number)
    with pytest.raises(NotAllowed):
        settle(paying, first, number, order, part)
    settle(paying, second, number, order, part)
    with pytest.raises(Conflict):
        settle(paying, second, number, order, part)
    with paying.database.write() as unit, pytest.raises(Conflict):
        ask_refund(paying, unit, second, case_of_member(paying, unit, second, number), order, "すべて返す")
    for minutes in (1, 2):
        ask_about_payments(later(paying, minutes=minutes))
    assert (parts(paying, session, number), provider.returned[order]) == ([(300, "done")], {part: 300})
    assert (owed_now(paying, session, number).returned, state_of(paying, order)) == (300, "paid")
    with paying.database.write() as unit:
        ask_refund(paying, unit, second, case_of_member(paying, unit, second, number), order, "すべて返す")
        unit.commit()
    ask_about_payments(later(paying, minutes=3))
    assert (state_of(paying, order), sum(provider.returned[order].values())) == ("refunded", FEE)


def test_no_more_than_came_and_never_the_last_yen_goes_back_in_parts(
    paying: Installation, provider: FakePayments, session: Session, number: str, members: tuple[Member, Member]
) -> None:
    order = pay(paying, provider, session, number)
    for amount in (0, -1, FEE):
        with pytest.raises(Conflict):
            propose(paying, members[0], number, order, amount)
    propose(paying, members[0], number, order, 300)
    with pytest.raises(Conflict):
        propose(paying, members[0], number, order, FEE - 300)
    settle(paying, members[0], number, order, last(paying, session, number), approve=False)
    with paying.database.read() as unit:
        row = payments.by_number(unit, order)
        assert row is not None
        assert most_of_part(unit, row) == FEE - 1, "a dropped proposal frees its amount"


def test_a_provider_away_is_asked_again_and_its_refusal_is_shown(
    paying: Installation, provider: FakePayments, session: Session, number: str, members: tuple[Member, Member]
) -> None:
    order = pay(paying, provider, session, number)
    propose(paying, members[0], number, order, 300)
    settle(paying, members[1], number, order, last(paying, session, number))
    provider.down = True
    ask_about_payments(later(paying, minutes=1))
    assert parts(paying, session, number) == [(300, "approved")]
    provider.down = False
    provider.settle(order, "refunded")  # at the provider's own screen
    ask_about_payments(later(paying, minutes=2))
    assert (parts(paying, session, number), provider.refunds) == ([(300, "refused")], 0)
    with pytest.raises(Conflict):  # until staff close it, it may be paid out by hand
        propose(paying, members[0], number, order, FEE - 300)


def test_a_part_without_an_answer_is_left_to_staff_after_a_day_and_never_given_twice(
    paying: Installation, provider: FakePayments, session: Session, number: str, members: tuple[Member, Member]
) -> None:
    order = pay(paying, provider, session, number)
    propose(paying, members[0], number, order, 300)
    approved = later(paying, hours=30)  # proposed a day before
    settle(approved, members[1], number, order, last(paying, session, number))
    provider.down = True
    for hours in (31, 53):
        ask_about_payments(later(paying, hours=hours))
    assert parts(paying, session, number) == [(300, "approved")]
    provider.down = False
    assert ask_about_payments(later(paying, hours=55)) == 1
    assert (parts(paying, session, number), provider.refunds) == ([(300, "unanswered")], 0)


def test_a_part_of_a_replaced_provider_is_left_to_staff_and_holds_the_rest_up_no_longer(
    paying: Installation, provider: FakePayments, session: Session, number: str, members: tuple[Member, Member]
) -> None:
    order = pay(paying, provider, session, number)
    propose(paying, members[0], number, order, 300)
    settle(paying, members[1], number, order, last(paying, session, number))
    assert ask_about_payments(replace(later(paying, hours=23), payments=None)) == 0, "the settings may be wrong"
    assert parts(paying, session, number) == [(300, "approved")]
    gone = replace(later(paying, hours=25), payments=None)
    assert (ask_about_payments(gone), parts(paying, session, number)) == (1, [(300, "unanswered")])
    with gone.database.write() as unit:
        ask_refund(gone, unit, members[1], case_of_member(gone, unit, members[1], number), order, "すべて返す")
        unit.commit()
    assert ask_about_payments(replace(later(paying, hours=50), payments=None)) == 1
    assert state_of(paying, order) == "refund_by_hand"


@pytest.mark.parametrize(
    ("act", "state", "rest"), [("by_hand", "by_hand", 300), ("went", "done", 300), ("drop", "dropped", 0)]
)
def test_staff_close_a_part_that_did_not_go_back_once(
    paying: Installation, provider: FakePayments, session: Session, number: str, members: tuple[Member, Member],
    act: str, state: str, rest: int,
) -> None:  # fmt: skip
    order = pay(paying, provider, session, number)
    propose(paying, members[0], number, order, 300)
    part = last(paying, session, number)

    def close(member: Member, *, words: str = "11月27日 口座に振り込んだ") -> None:
        with paying.database.write() as unit:
            case = case_of_member(paying, unit, member, number)
            close_part(paying, unit, member, case, order, part, act, words)
            unit.commit()

    with pytest.raises(Conflict):
        close(members[0])
    settle(paying, members[1], number, order, part)
    provider.settle(order, "refunded")
    ask_about_payments(later(paying, minutes=1))
    provider.settle(order, "paid")
    close(members[0])
    with pytest.raises(Conflict):
        close(members[1])
    assert (parts(paying, session, number), owed_now(paying, session, number).returned) == ([(300, state)], rest)
    with paying.database.write() as unit:
        ask_refund(paying, unit, members[1], case_of_member(paying, unit, members[1], number), order, "すべて返す")
        unit.commit()
    assert state_of(paying, order) == ("refund_by_hand" if act == "by_hand" else "refund_asked")


def test_cash_goes_back_from_the_till_that_took_it(
    paying: Installation, session: Session, number: str, members: tuple[Member, Member]
) -> None:
    clerk = add_member(paying, "clerk", ("clerk", DUTY))
    with paying.database.write() as unit:
        take_cash(paying, unit, clerk, case_of(paying, session, number), PLACE, FEE)
        unit.commit()
    order = f"counter-{case_of(paying, session, number).row.id}-1"
    propose(paying, members[0], number, order, 300)
    settle(paying, members[1], number, order, last(paying, session, number))
    with paying.database.write() as unit:
        ask_refund(paying, unit, members[1], case_of_member(paying, unit, members[1], number), order, "残りも返す")
        entries = [(entry.kind, entry.amount) for entry in tills.entries(unit, PLACE, DAY)]
    assert entries == [("taken", FEE), ("returned", 300), ("returned", FEE - 300)]


def test_a_part_of_an_order_begun_at_a_counter_is_in_its_till(
    paying: Installation, provider: FakePayments, session: Session, number: str, members: tuple[Member, Member]
) -> None:
    clerk = add_member(paying, "clerk", ("clerk", DUTY))
    with paying.database.write() as unit:
        begin_cashless(paying, unit, clerk, case_of(paying, session, number), PLACE)
        unit.commit()
    order = pay(paying, provider, session, number)
    propose(paying, members[0], number, order, 300)
    settle(paying, members[1], number, order, last(paying, session, number))
    ask_about_payments(later(paying, minutes=1))
    with paying.database.write() as unit:
        for _ in range(2):
            note_orders(paying, unit, PLACE)
        entries = [(entry.kind, entry.amount) for entry in tills.entries(unit, PLACE, DAY)]
    assert entries == [("taken", FEE), ("returned", 300)]
