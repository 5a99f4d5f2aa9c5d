"""A refund at a disabled provider is left to staff."""

from dataclasses import replace

import pytest

from integrations.payments.fake import FakePayments
from portal.errors import Conflict
from portal.jobs.fees.ask_about_payments import ask_about_payments
from portal.services.cases.cases import case_of_member
from portal.services.desk.queue.calls import desk_calls
from portal.services.fees.refund_by_hand import refund_by_hand
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.fees import payments
from tests.portal.later import later
from tests.portal.services.fees.paying import DUTY, begin, give_back_by_hand, owed_now, report, state_of
from tests.portal.world import add_member

pytestmark = pytest.mark.both_engines


def left_to_staff(paying: Installation, provider: FakePayments, session: Session, number: str) -> str:
    """Paid, to be refunded, at a removed provider."""
    order = begin(paying, session, number).number
    provider.settle(order, "paid")
    report(paying, provider, order, "paid")
    give_back_by_hand(paying, number, order)
    ask_about_payments(replace(later(paying, hours=25), payments=None))
    return order


def close_by_hand(installation: Installation, number: str, order: str, login: str) -> None:
    reviewer = add_member(installation, login, ("reviewer", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        refund_by_hand(installation, unit, reviewer, case, order, "12月1日、口座に振込")
        unit.commit()


def test_a_refund_whose_provider_was_switched_off_is_left_to_staff_and_closed_with_a_note(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    provider.settle(order, "paid")
    report(paying, provider, order, "paid")
    give_back_by_hand(paying, number, order)
    gone = replace(later(paying, hours=23), payments=None)
    assert ask_about_payments(gone) == 0  # the settings may be wrong
    assert state_of(paying, order) == "refund_asked"
    gone = replace(later(paying, hours=25), payments=None)
    assert (ask_about_payments(gone), ask_about_payments(gone)) == (1, 0)
    assert owed_now(gone, session, number).state == "refund_by_hand"
    reviewer = add_member(paying, "x", ("reviewer", DUTY))
    with paying.database.read() as unit:
        assert desk_calls(paying, unit, reviewer).refunds == (number,)
        assert desk_calls(paying, unit, add_member(paying, "roads", ("reviewer", "roads"))).refunds == ()
    close_by_hand(gone, number, order, "y")
    assert owed_now(gone, session, number).state == "refunded"
    with paying.database.read() as unit:
        assert desk_calls(paying, unit, reviewer).refunds == ()
        row = payments.by_number(unit, order)
        assert row is not None
        last = payments.events(unit, row.id)[-1]
    assert (last.what, last.from_state, last.sealed_words is not None) == ("refund by hand", "refund_by_hand", True)
    assert "振込".encode() not in (last.sealed_words or b"")


def test_what_is_given_back_by_hand_is_never_asked_of_the_provider_again(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = left_to_staff(paying, provider, session, number)
    ask_about_payments(later(paying, hours=26))  # the provider is back
    assert (state_of(paying, order), provider.refunds) == ("refund_by_hand", 0)
    close_by_hand(paying, number, order, "y")
    with pytest.raises(Conflict):
        close_by_hand(paying, number, order, "z")  # a colleague was faster
    ask_about_payments(later(paying, hours=27))
    assert (state_of(paying, order), provider.refunds) == ("refunded", 0)


def test_a_provider_that_gave_it_back_after_all_is_believed(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = left_to_staff(paying, provider, session, number)
    report(paying, provider, order, "refunded")
    assert state_of(paying, order) == "refunded"


def test_only_what_waits_for_staff_is_closed_by_hand(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    for state in ("open", "paid"):
        if state == "paid":
            provider.settle(order, "paid")
            report(paying, provider, order, "paid")
        with pytest.raises(Conflict):
            close_by_hand(paying, number, order, f"r-{state}")
    with pytest.raises(Conflict):
        close_by_hand(paying, number, "nothing", "r-nothing")
