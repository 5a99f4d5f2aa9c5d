"""The provider's file against orders and tills."""

from datetime import date
from itertools import count

from integrations.payments.fake import FakePayments
from portal.clock import to_micro
from portal.jobs.fees.ask_about_payments import ask_about_payments
from portal.models.fees.advance import Advance
from portal.services.fees.compare_settlement import Comparison, TillSum, compare_settlement
from portal.services.fees.read_settlement import OTHER, PAID_OUT, RETURNED, TAKEN, SettledLine
from portal.services.fees.take_fee import begin_cashless
from portal.services.fees.till import note_orders
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.fees import advances
from portal.store.fees.advances import AdvanceEventRow
from tests.portal.later import later
from tests.portal.services.fees.paying import DUTY, FEE, case_of, file_with_fee, give_back_by_hand
from tests.portal.services.fees.test_refund_part import PLACE, last, pay, propose, settle
from tests.portal.store.planting import plant
from tests.portal.world import add_member

DAY = date(2026, 11, 20)
_LOGINS = count()


def line(number: str, amount: int, kind: str = TAKEN, day: date = DAY, fee: int = 0) -> SettledLine:
    return SettledLine(number, kind, kind, amount, fee, day)


def compare(paying: Installation, *lines: SettledLine, duty: str = "*") -> Comparison:
    member = add_member(paying, f"till-{next(_LOGINS)}", ("clerk", duty))
    with paying.database.read() as unit:
        return compare_settlement(unit, member, lines)


def listed(comparison: Comparison) -> list[tuple[str, str, int | None, int | None]]:
    return [(it.what, it.kind, it.here, it.there) for it in comparison.differences]


def test_a_payment_its_part_and_its_rest_agree_with_the_file(
    paying: Installation, provider: FakePayments, session: Session
) -> None:
    number = file_with_fee(paying, session)
    order = pay(paying, provider, session, number)
    first, second = (add_member(paying, login, ("reviewer", DUTY)) for login in ("first", "second"))
    propose(paying, first, number, order, 300)
    settle(paying, second, number, order, last(paying, session, number))
    ask_about_payments(later(paying, minutes=1))
    give_back_by_hand(paying, number, order)
    ask_about_payments(later(paying, minutes=2))
    comparison = compare(
        paying,
        line(order, FEE, fee=26),
        line(order, 300, RETURNED),
        line(order, FEE - 300, RETURNED),
        line("", -500, OTHER),
    )
    assert (listed(comparison), comparison.alike, comparison.foreign) == ([], 2, 1)
    assert (comparison.taken, comparison.returned, comparison.fees, comparison.others, comparison.net) == (
        FEE,
        FEE,
        26,
        -500,
        -526,
    )


def test_what_is_paid_out_to_the_city_is_no_part_of_the_net(
    paying: Installation, provider: FakePayments, session: Session
) -> None:
    order = pay(paying, provider, session, file_with_fee(paying, session))
    late = date(2026, 11, 30)
    comparison = compare(paying, line(order, FEE, fee=26), line("", 26 - FEE, PAID_OUT, late))
    assert (listed(comparison), comparison.net, comparison.paid_out, comparison.foreign) == ([], FEE - 26, FEE - 26, 0)
    assert (comparison.since, comparison.until) == (DAY, DAY), "the day of a payout asks for no payments"
    assert compare(paying, line("", -5, PAID_OUT, late)).paid_out == 5


def test_what_differs_of_another_section_is_counted_and_not_shown(
    paying: Installation, provider: FakePayments, session: Session
) -> None:
    order = pay(paying, provider, session, file_with_fee(paying, session))
    lines = (line(order, FEE + 100), line(order, -FEE, OTHER), line("0" * 32, 500))
    other = compare(paying, *lines, duty="parks")
    assert (listed(other), other.elsewhere) == ([("unknown", "taken", None, 500)], 2)
    own = compare(paying, *lines, duty=DUTY)
    assert (len(own.differences), own.elsewhere) == (3, 0)


def test_each_kind_of_difference_is_listed(paying: Installation, provider: FakePayments, session: Session) -> None:
    numbers = [file_with_fee(paying, session) for _ in range(2)]
    order, silent = (pay(paying, provider, session, number) for number in numbers)
    comparison = compare(
        paying, line(order, FEE + 100), line(order, FEE, RETURNED), line("0" * 32, 500), line(order, -FEE, OTHER)
    )
    assert sorted(listed(comparison)) == sorted(
        [
            ("amount", TAKEN, FEE, FEE + 100), ("only_there", RETURNED, None, FEE), ("unknown", TAKEN, None, 500),
            ("only_here", TAKEN, FEE, None), ("other", OTHER, None, -FEE),
        ]
    )  # fmt: skip
    assert {it.receipt_number for it in comparison.differences} == {"", *numbers}
    assert silent in {it.number for it in comparison.differences}


def test_a_movement_of_another_day_is_not_missed_and_one_around_midnight_agrees(
    paying: Installation, provider: FakePayments, session: Session
) -> None:
    order = pay(paying, provider, session, file_with_fee(paying, session))
    assert listed(compare(paying, line(order, FEE, day=date(2026, 11, 21)))) == []
    far = compare(paying, line("", -1, OTHER, day=date(2026, 11, 25)))
    assert listed(far) == []


def test_the_days_till_is_beside_what_was_settled_of_it(
    paying: Installation, provider: FakePayments, session: Session
) -> None:
    number = file_with_fee(paying, session)
    clerk = add_member(paying, "clerk", ("clerk", DUTY))
    with paying.database.write() as unit:
        begin_cashless(paying, unit, clerk, case_of(paying, session, number), PLACE)
        unit.commit()
    order = pay(paying, provider, session, number)
    with paying.database.write() as unit:
        note_orders(paying, unit, PLACE)
        unit.commit()
    comparison = compare(paying, line(order, FEE - 10))
    assert comparison.tills == (TillSum(PLACE, "2026-11-20", FEE, FEE - 10),)
    assert [it.place for it in comparison.differences] == [PLACE]


def test_a_fee_of_what_is_not_sent_agrees_without_a_receipt_number(
    paying: Installation, provider: FakePayments, session: Session
) -> None:
    with paying.database.write() as unit:
        row = plant(unit, Advance, number="a" * 32, state="paid", amount=FEE)
        now = to_micro(paying.clock.now())
        advances.add_event(unit, AdvanceEventRow(row["id"], now, "p", "notice", "paid", FEE, "open", "paid"))
        unit.commit()
    assert listed(compare(paying, line("a" * 32, FEE))) == []
    (missing,) = compare(paying, line("", 5, OTHER)).differences
    assert (missing.what, missing.receipt_number, missing.number) == ("only_here", "", "a" * 32)
