# A part that came back is given by staff.

import pytest

from integrations.payments.fake import FakePayments
from integrations.sockets.payment_socket import PaymentAnswer
from portal.jobs.fees.ask_about_payments import ask_about_payments
from portal.services.cases.cases import case_of_member
from portal.services.fees.fail_part import fail_part
from portal.services.fees.refund_part import close_part
from portal.services.fees.settle_order import settle_order
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.fees import payments
from tests.portal.later import later
from tests.portal.services.fees.paying import DUTY, owed_now, report, state_of
from tests.portal.services.fees.test_refund_part import last, parts, pay, propose, settle
from tests.portal.world import add_member


@pytest.fixture
def members(paying: Installation) -> tuple[Member, Member]:
    return add_member(paying, "first", ("reviewer", DUTY)), add_member(paying, "second", ("reviewer", DUTY))


@pytest.fixture
def order(
    paying: Installation, provider: FakePayments, session: Session, number: str, members: tuple[Member, Member]
) -> str:
    paid = pay(paying, provider, session, number)
    propose(paying, members[0], number, paid, 300)
    settle(paying, members[1], number, paid, last(paying, session, number))
    ask_about_payments(later(paying, minutes=1))
    return paid


def lose(paying: Installation, order: str, key: str, nonce: str = "") -> bool:
    answer = PaymentAnswer(order, "refund_failed", 300, "JPY", key=key)
    with paying.database.write() as unit:
        new = settle_order(paying, unit, answer, "notice", nonce=nonce or f"{order} {key}")
        unit.commit()
    return new


def test_a_part_that_came_back_waits_for_staff_until_they_close_it(
    paying: Installation, session: Session, number: str, order: str, members: tuple[Member, Member]
) -> None:
    part = last(paying, session, number)
    assert (parts(paying, session, number), owed_now(paying, session, number).by_provider) == ([(300, "done")], True)
    assert [lose(paying, order, part, nonce) for nonce in ("e1", "e2")] == [True, False]
    assert (parts(paying, session, number), owed_now(paying, session, number).returned) == ([(300, "failed")], 0)
    with paying.database.read() as unit:
        assert payments.numbers_for_staff(unit, [DUTY], 9) == [number]
    with paying.database.write() as unit:
        case = case_of_member(paying, unit, members[0], number)
        close_part(paying, unit, members[0], case, order, part, "by_hand", "口座に振り込んだ")
        unit.commit()
    assert lose(paying, order, part, "late") is False, "what staff gave stays given"
    assert (parts(paying, session, number), state_of(paying, order)) == ([(300, "by_hand")], "paid")


def test_a_part_that_came_back_after_the_whole_went_brings_the_order_to_staff(
    paying: Installation, provider: FakePayments, session: Session, number: str, order: str
) -> None:
    report(paying, provider, order, "refunded")
    assert lose(paying, order, last(paying, session, number))
    assert (parts(paying, session, number), state_of(paying, order)) == ([(300, "failed")], "refund_by_hand")
    assert not owed_now(paying, session, number).by_provider, "no mail of the provider is to come"


def test_another_key_or_order_is_of_no_part(paying: Installation, session: Session, number: str, order: str) -> None:
    with paying.database.write() as unit:
        for named, key in ((order, f"refund-{order}"), (order, ""), ("another", "part")):
            assert fail_part(paying, unit, PaymentAnswer(named, "refund_failed", 300, "JPY", key=key)) is None
    assert parts(paying, session, number) == [(300, "done")]
