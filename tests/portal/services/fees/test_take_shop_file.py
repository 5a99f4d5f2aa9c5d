"""What stores took: 速報, 確報 and 取消 from a file, each line once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from forms.numbers.shop_payment import shop_payment
from integrations.payments.fake import FakePayments
from integrations.payments.shop_file import ShopFile
from integrations.payments.shop_file_layout import layout_of
from integrations.sockets.shop_file_socket import ShopFault
from portal.errors import Closed, Conflict, NotFound
from portal.services.cases.cases import case_of_member
from portal.services.courier.report_payments import list_till_payments
from portal.services.fees.begin_payment import begin_payment
from portal.services.fees.print_fee_receipt import fee_receipt_content
from portal.services.fees.refund_by_hand import refund_by_hand
from portal.services.fees.refund_payment import ask_refund, receive_at_counter
from portal.services.fees.take_shop_file import PaidOut, Taking, read_shop_file, take_shop_file
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.fees import payments
from portal.store.fees.payments import PaymentRow
from tests.integrations.payments.shop_files import Written, written
from tests.portal.audited import audited
from tests.portal.services.fees.paying import DUTY, FEE, begin, case_of, file_with_fee, owed_now, report
from tests.portal.world import add_member, alice

ISSUER = "92902325207"  # an agency's, with its digits for the city
LAYOUT = layout_of("densan")
OUT = date(2026, 12, 4)


@pytest.fixture
def site(paying: Installation) -> Installation:
    settings = paying.settings.model_copy(update={"shop_payment_issuer": ISSUER})
    return replace(paying, settings=settings, shop_files=ShopFile(LAYOUT))


@pytest.fixture
def session(site: Installation) -> Session:
    return alice(site)


@pytest.fixture
def number(site: Installation, session: Session) -> str:
    return file_with_fee(site, session)


@pytest.fixture
def clerk(site: Installation) -> Member:
    return add_member(site, "clerk", ("clerk", DUTY))


def bars(number: str, yen: int = FEE) -> str:
    return shop_payment(ISSUER[:6], ISSUER[6:] + number.replace("-", ""), OUT, yen)


def shop_line(kind: str, number: str, yen: int = FEE, time: str = "1815", paid_out: date | None = None) -> Written:
    return Written(kind, bars(number, yen), time=time, paid_out=paid_out)


def take(site: Installation, member: Member, *lines: Written) -> Taking:
    read, faults = read_shop_file(site, written(LAYOUT, lines))
    assert faults == ()
    with site.database.write() as unit:
        taking = take_shop_file(site, unit, member, read)
        unit.commit()
    return taking


def whats(taking: Taking) -> list[str]:
    return [line.what for line in taking.lines]


def rows_of(site: Installation, session: Session, number: str) -> list[PaymentRow]:
    with site.database.read() as unit:
        return payments.of_application(unit, case_of(site, session, number).row.id)


def states(site: Installation, session: Session, number: str) -> list[str]:
    return [row.state for row in rows_of(site, session, number)]


def test_an_announcement_is_provisional_and_the_report_settles_it(
    site: Installation, session: Session, number: str, clerk: Member
) -> None:
    first = take(site, clerk, shop_line("01", number))
    assert (whats(first), first.count("provisional"), first.yen("provisional")) == (["provisional"], 1, FEE)
    fee = owed_now(site, session, number)
    assert (fee.state, fee.paid, fee.has_slip) == ("announced", False, False)
    second = take(site, clerk, shop_line("02", number, time="0000", paid_out=OUT))
    assert (whats(second), second.to_look_at, second.paid_out) == (["settled"], (), (PaidOut(OUT, 1, FEE),))
    fee = owed_now(site, session, number)
    assert (fee.state, fee.paid) == ("paid", True)
    assert states(site, session, number) == ["paid"]
    with site.database.read() as unit:
        content = fee_receipt_content(site, unit, case_of(site, session, number))
    assert ["支払い方法", "コンビニ"] in content["rows"]


def test_a_report_without_an_announcement_settles_too_and_a_late_announcement_changes_nothing(
    site: Installation, session: Session, number: str, clerk: Member
) -> None:
    assert whats(take(site, clerk, shop_line("02", number, paid_out=OUT))) == ["settled"]
    assert whats(take(site, clerk, shop_line("01", number))) == ["repeated"]
    assert states(site, session, number) == ["paid"]


def test_an_announcement_that_is_undone_is_owed_again_in_whatever_order_the_lines_are(
    site: Installation, session: Session, number: str, clerk: Member
) -> None:
    taking = take(site, clerk, shop_line("03", number), shop_line("01", number))
    assert whats(taking) == ["undone", "provisional"]
    fee = owed_now(site, session, number)
    assert (fee.state, fee.has_slip) == ("asked", True)
    assert states(site, session, number) == ["cancelled"]
    assert whats(take(site, clerk, shop_line("01", number, time="1900"))) == ["provisional"]
    assert whats(take(site, clerk, shop_line("02", number, time="1900", paid_out=OUT))) == ["settled"]
    assert states(site, session, number) == ["cancelled", "paid"]


def test_what_is_undone_and_paid_once_more_in_one_file_is_provisional(
    site: Installation, session: Session, number: str, clerk: Member
) -> None:
    taking = take(site, clerk, shop_line("01", number, time="1900"), shop_line("01", number), shop_line("03", number))
    assert whats(taking) == ["provisional", "provisional", "undone"]
    assert states(site, session, number) == ["cancelled", "open"]


def test_money_that_comes_after_it_was_undone_counts(
    site: Installation, session: Session, number: str, clerk: Member
) -> None:
    take(site, clerk, shop_line("01", number), shop_line("03", number))
    assert whats(take(site, clerk, shop_line("02", number, paid_out=OUT))) == ["settled"]
    assert states(site, session, number) == ["paid"]


@pytest.mark.both_engines
def test_the_same_file_a_second_time_changes_nothing(
    site: Installation, session: Session, number: str, clerk: Member
) -> None:
    other = file_with_fee(site, session)
    lines = (
        shop_line("01", number),
        shop_line("03", number),
        shop_line("01", other),
        shop_line("02", other, paid_out=OUT),
    )
    assert whats(take(site, clerk, *lines)) == ["provisional", "undone", "provisional", "settled"]
    before = rows_of(site, session, number) + rows_of(site, session, other)
    assert whats(take(site, clerk, *lines)) == ["repeated"] * 4
    assert whats(take(site, clerk, *lines[2:], *lines)) == ["repeated"] * 6
    assert rows_of(site, session, number) + rows_of(site, session, other) == before


def test_a_slip_paid_twice_goes_back_by_hand(site: Installation, session: Session, number: str, clerk: Member) -> None:
    take(site, clerk, shop_line("02", number, paid_out=OUT))
    assert whats(take(site, clerk, shop_line("01", number, time="0900"))) == ["twice"]
    assert whats(take(site, clerk, shop_line("02", number, time="0900", paid_out=OUT))) == ["twice"]
    assert states(site, session, number) == ["paid", "refund_by_hand"]
    reviewer = add_member(site, "reviewer", ("reviewer", DUTY))
    with site.database.write() as unit:
        assert payments.numbers_for_staff(unit, [DUTY], 10) == [number]
        case = case_of_member(site, unit, reviewer, number)
        again = payments.of_application(unit, case.row.id)[1]
        refund_by_hand(site, unit, reviewer, case, again.number, "口座に振り込んだ")
        unit.commit()
    assert states(site, session, number) == ["paid", "refunded"]


def test_an_amount_that_is_not_owed_waits_for_staff(
    site: Installation, session: Session, number: str, clerk: Member
) -> None:
    assert whats(take(site, clerk, shop_line("01", number, FEE - 100))) == ["provisional"]
    assert whats(take(site, clerk, shop_line("02", number, FEE - 100, paid_out=OUT))) == ["mismatch"]
    assert owed_now(site, session, number).state == "mismatch"
    assert [row.amount for row in rows_of(site, session, number)] == [FEE - 100]


def test_money_for_what_ended_goes_back_by_hand(
    site: Installation, session: Session, number: str, clerk: Member
) -> None:
    with site.database.write() as unit:
        unit.connection.execute(text("UPDATE application SET state = 'withdrawn'"))
        unit.commit()
    assert whats(take(site, clerk, shop_line("02", number, paid_out=OUT))) == ["ended"]
    assert states(site, session, number) == ["refund_by_hand"]


def test_while_an_order_is_open_the_announcement_waits_and_the_report_counts(
    site: Installation, provider: FakePayments, session: Session, number: str, clerk: Member
) -> None:
    order = begin(site, session, number)
    assert whats(take(site, clerk, shop_line("01", number))) == ["open"]
    assert whats(take(site, clerk, shop_line("02", number, paid_out=OUT))) == ["settled"]
    report(site, provider, order.number, "paid")
    assert states(site, session, number) == ["refund_asked", "paid"]


def test_while_it_is_announced_nobody_else_takes_the_fee(
    site: Installation, session: Session, number: str, clerk: Member
) -> None:
    take(site, clerk, shop_line("01", number))
    reviewer = add_member(site, "reviewer", ("reviewer", DUTY))
    with site.database.write() as unit:
        case = case_of(site, session, number)
        with pytest.raises(Closed):
            begin_payment(site, unit, case, reviewer.actor)
        with pytest.raises(Conflict):
            receive_at_counter(site, unit, reviewer, case, FEE)
        assert list_till_payments(unit, case.row.id) == []


def test_what_cannot_be_undone_or_is_not_taken_is_listed(
    site: Installation, session: Session, number: str, clerk: Member
) -> None:
    assert whats(take(site, clerk, shop_line("03", number), shop_line("12", number), shop_line("02", "26-123-456-789"))) == [
        "not_announced", "other", "unknown",
    ]  # fmt: skip
    take(site, clerk, shop_line("02", number, paid_out=OUT))
    assert whats(take(site, clerk, shop_line("03", number))) == ["settled_before"]
    strange = Written("02", shop_payment(ISSUER[:6], ISSUER[6:] + number.replace("-", "") + "7", OUT, FEE))
    taking = take(site, clerk, strange)
    assert (whats(taking), taking.lines[0].receipt_number) == (["unknown"], "")
    assert taking.paid_out == (PaidOut(None, 1, FEE),)
    assert states(site, session, number) == ["paid"]


def test_who_is_named_in_a_case_settles_nothing_of_it_and_a_colleague_takes_the_same_file(
    site: Installation, session: Session, number: str, clerk: Member
) -> None:
    named = add_member(site, "named", ("clerk", DUTY), name="見本 太郎")
    lines = shop_line("01", number), shop_line("02", number, time="0000", paid_out=OUT)
    taking = take(site, named, *lines)
    assert (whats(taking), len(taking.to_look_at)) == (["own", "own"], 2)
    assert states(site, session, number) == []
    assert audited(site, "be kept from own case")[-1][0] == "staff:named"
    assert whats(take(site, clerk, *lines)) == ["provisional", "settled"]


def test_the_fees_of_other_duties_stay_unknown_for_who_may_take_them(
    site: Installation, session: Session, number: str, clerk: Member
) -> None:
    stranger = add_member(site, "hoka", ("clerk", "child-allowance"))
    assert whats(take(site, stranger, shop_line("02", number, paid_out=OUT))) == ["unknown"]
    assert states(site, session, number) == []
    assert whats(take(site, clerk, shop_line("02", number, paid_out=OUT))) == ["settled"]


def test_what_a_store_took_is_paid_back_by_the_city_and_noted(
    site: Installation, session: Session, number: str, clerk: Member
) -> None:
    take(site, clerk, shop_line("02", number, paid_out=OUT))
    reviewer = add_member(site, "reviewer", ("reviewer", DUTY))
    with site.database.write() as unit:
        case = case_of_member(site, unit, reviewer, number)
        (row,) = payments.of_application(unit, case.row.id)
        ask_refund(site, unit, reviewer, case, row.number, "窓口でも払ったため")
        unit.commit()
    assert states(site, session, number) == ["refund_by_hand"]


@pytest.mark.parametrize(
    ("issuer", "day", "words"),
    [
        ("92902325208", date(2026, 11, 20), "この市の払込票の番号ではありません"),
        ("", date(2026, 11, 20), "この市の払込票の番号ではありません"),
        (ISSUER, date(2026, 11, 21), "まだ来ていない日です"),
    ],
)
def test_a_strange_line_refuses_the_whole_file(
    site: Installation, number: str, issuer: str, day: date, words: str
) -> None:
    settings = site.settings.model_copy(update={"shop_payment_issuer": issuer})
    lines: Sequence[Written] = (shop_line("01", number), replace(shop_line("02", number), day=day))
    read, faults = read_shop_file(replace(site, settings=settings), written(LAYOUT, lines))
    assert read == ()
    assert isinstance(faults[-1], ShopFault)
    assert (faults[-1].line, words in faults[-1].words) == (3, True)


def test_without_a_layout_there_is_no_such_page(site: Installation) -> None:
    with pytest.raises(NotFound):
        read_shop_file(replace(site, shop_files=None), b"1")
