"""Refunds by staff or rule, of the received amount."""

from dataclasses import replace

import pytest

from integrations.payments.fake import FakePayments
from integrations.sockets.interfaces import AdapterError
from portal.errors import Conflict, NotAllowed
from portal.jobs.fees.ask_about_payments import ask_about_payments
from portal.services.cases.cases import case_of_member
from portal.services.fees.refund_payment import (
    FeeAfter,
    ask_refund,
    end_of_wish,
    fee_after,
    give_back,
    receive_at_counter,
    refund_by_rule,
)
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.fees import payments
from tests.portal.later import later
from tests.portal.services.fees.paying import (
    DUTY,
    FEE,
    begin,
    case_of,
    file_with_fee,
    give_back_by_hand,
    owed_now,
    paid_online,
    report,
    state_of,
)
from tests.portal.world import add_member


def test_a_wrong_amount_goes_back_as_it_came(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    provider.orders[order] = replace(provider.orders[order], amount=FEE - 1)
    provider.settle(order, "paid")
    report(paying, provider, order, "paid")
    assert state_of(paying, order) == "mismatch"
    give_back_by_hand(paying, number, order)
    ask_about_payments(later(paying, minutes=1))
    assert (state_of(paying, order), provider.refunds) == ("refunded", 1)


def test_what_the_provider_will_not_give_back_is_for_staff_to_look_at(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    report(paying, provider, order, "paid")  # reported, but unknown to the provider's query
    give_back_by_hand(paying, number, order)
    ask_about_payments(later(paying, minutes=1))
    assert owed_now(paying, session, number).state == "mismatch"
    with paying.database.read() as unit:
        row = payments.by_number(unit, order)
        assert row is not None
        last = payments.events(unit, row.id)[-1]
    assert (last.what, last.report, last.amount) == ("refund", "PROVIDER_REFUSED", FEE)
    provider.settle(order, "paid")
    give_back_by_hand(paying, number, order, "again")
    ask_about_payments(later(paying, minutes=2))
    assert state_of(paying, order) == "refunded"


def test_staff_give_back_with_a_reason_and_by_right(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    provider.settle(order, "paid")
    report(paying, provider, order, "paid")
    reviewer, stranger = add_member(paying, "r", ("reviewer", DUTY)), add_member(paying, "s", ("reviewer", "roads"))
    with paying.database.write() as unit:
        case = case_of_member(paying, unit, reviewer, number)
        with pytest.raises(NotAllowed):
            ask_refund(paying, unit, stranger, case, order, "x")
        ask_refund(paying, unit, reviewer, case, order, "交付できなかったため")
        with pytest.raises(Conflict):
            ask_refund(paying, unit, reviewer, case, order, "もう一度")
        unit.commit()
    ask_about_payments(later(paying, minutes=1))
    ask_about_payments(later(paying, minutes=2))
    assert (state_of(paying, order), provider.refunds) == ("refunded", 1)


def test_without_a_provider_it_is_paid_at_the_counter_and_recorded_once(
    installation: Installation, session: Session, number: str
) -> None:
    alone = replace(installation, payments=None)
    assert owed_now(alone, session, number).state == "counter"
    clerk = add_member(alone, "r", ("reviewer", DUTY))
    with alone.database.write() as unit:
        case = case_of_member(alone, unit, clerk, number)
        receive_at_counter(alone, unit, clerk, case, FEE)
        with pytest.raises(Conflict):
            receive_at_counter(alone, unit, clerk, case, FEE)
        unit.commit()
    assert owed_now(alone, session, number).state == "paid"


def refund_when(installation: Installation, session: Session, number: str, ended: str) -> None:
    with installation.database.write() as unit:
        case = case_of(installation, session, number)
        refund_by_rule(installation, unit, case, Actor("resident", session.person_id or ""), ended)
        unit.commit()


def test_the_definition_names_the_endings_after_which_the_fee_goes_back_by_itself(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = paid_online(paying, provider, session, number)
    refund_when(paying, session, number, "approved")
    assert state_of(paying, order) == "paid"
    outer = replace(paying, settings=paying.settings.model_copy(update={"zone": "outer"}))
    refund_when(outer, session, number, "withdrawn")
    assert state_of(paying, order) == "paid", "the inner zone orders the refund"
    refund_when(paying, session, number, "withdrawn")
    assert state_of(paying, order) == "refund_asked"


@pytest.mark.parametrize(
    ("state", "ended"),
    [("received", "stopped"), ("screening", "stopped"), ("returned", "stopped"), ("examining", "withdrawn")],
)
def test_a_withdrawal_that_staff_record_before_the_examination_gives_back_as_one_by_the_applicant(
    paying: Installation, session: Session, number: str, state: str, ended: str
) -> None:
    assert end_of_wish(case_of(paying, session, number).row._replace(state=state)) == ended


def test_what_goes_back_after_a_wish_does_not_by_itself_where_the_booked_time_was_given_back_too_late(
    paying: Installation, provider: FakePayments, session: Session, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = paid_online(paying, provider, session, number)
    monkeypatch.setattr("portal.services.fees.refund_payment.asked_late", lambda *_: True)
    refund_when(paying, session, number, "withdrawn")
    assert state_of(paying, order) == "paid", "staff decide"
    refund_when(paying, session, number, "refused")
    assert state_of(paying, order) == "refund_asked", "the city ended it"


@pytest.mark.parametrize(("percent", "back"), [(50, 355), (33, 234), (0, 0)])
def test_of_a_booking_given_up_late_the_share_of_the_rule_goes_back_once_and_staff_need_not_decide(
    paying: Installation, provider: FakePayments, session: Session, number: str, monkeypatch: pytest.MonkeyPatch, percent: int, back: int
) -> None:  # fmt: skip
    order = paid_online(paying, provider, session, number)
    monkeypatch.setattr("portal.services.fees.refund_payment.percent_back", lambda *_: percent)
    with paying.database.read() as unit:
        after = fee_after(paying, unit, case_of(paying, session, number))
    assert after == FeeAfter("part" if back else "kept", back, FEE)
    refund_when(paying, session, number, "withdrawn")
    refund_when(paying, session, number, "withdrawn")
    for minutes in (1, 2):
        ask_about_payments(later(paying, minutes=minutes))
    fee = owed_now(paying, session, number)
    assert (state_of(paying, order), fee.returned, fee.by_rule) == ("paid", back, percent)
    assert not replace(fee, ended=True).in_vain
    assert replace(fee, ended=True, shares=()).in_vain
    assert sum(provider.returned.get(order, {}).values()) == back


def test_an_order_of_the_other_zone_is_left_to_staff_where_the_rule_gives_back_a_share(
    paying: Installation, provider: FakePayments, session: Session, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = paid_online(paying, provider, session, number)
    with paying.database.write() as unit:
        unit.connection.exec_driver_sql("UPDATE payment SET provider = 'outer'")
        unit.commit()
    monkeypatch.setattr("portal.services.fees.refund_payment.percent_back", lambda *_: 50)
    with paying.database.read() as unit:
        assert fee_after(paying, unit, case_of(paying, session, number)) == FeeAfter("decided", 0, FEE)
    refund_when(paying, session, number, "withdrawn")
    assert (state_of(paying, order), owed_now(paying, session, number).parts) == ("paid", ())


def test_in_two_zones_who_stops_reads_that_staff_decide_where_not_all_goes_back(
    paying: Installation, provider: FakePayments, session: Session, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid_online(paying, provider, session, number)
    outer = replace(paying, settings=paying.settings.model_copy(update={"zone": "outer"}))
    with paying.database.read() as unit:
        case = case_of(paying, session, number)
        assert fee_after(outer, unit, case) == FeeAfter("back", FEE, FEE), "the inner zone orders it"
        monkeypatch.setattr("portal.services.fees.refund_payment.percent_back", lambda *_: 50)
        assert fee_after(outer, unit, case) == FeeAfter("decided", 0, FEE)


def test_before_a_withdrawal_the_applicant_reads_what_becomes_of_the_fee(
    paying: Installation, provider: FakePayments, session: Session, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = file_with_fee(paying, session)
    clerk = add_member(paying, "r", ("reviewer", DUTY))
    with paying.database.write() as unit:
        assert fee_after(paying, unit, case_of(paying, session, number)) is None
        receive_at_counter(paying, unit, clerk, case_of_member(paying, unit, clerk, other), FEE)
        unit.commit()
    paid_online(paying, provider, session, number)
    with paying.database.read() as unit:
        assert fee_after(paying, unit, case_of(paying, session, number)) == FeeAfter("back", FEE, FEE)
        with monkeypatch.context() as late:
            late.setattr("portal.services.fees.refund_payment.asked_late", lambda *_: True)
            assert fee_after(paying, unit, case_of(paying, session, number)) == FeeAfter("decided", 0, FEE), (
                "as the rule leaves it to staff"
            )
        assert fee_after(paying, unit, case_of(paying, session, other)) == FeeAfter("decided", 0, FEE), (
            "cash is refunded at the counter"
        )


def test_an_outage_leaves_the_refund_asked_and_a_second_call_pays_nothing_twice(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = paid_online(paying, provider, session, number)
    give_back_by_hand(paying, number, order)
    with paying.database.read() as unit:
        row = payments.by_number(unit, order)
    assert row is not None
    provider.down = True
    with pytest.raises(AdapterError):
        give_back(paying, row)
    assert state_of(paying, order) == "refund_asked"
    provider.down = False
    assert [give_back(paying, row), give_back(paying, row)] == [True, False]
    assert (state_of(paying, order), provider.refunds) == ("refunded", 1)
