"""The fee of an application."""

import re
from dataclasses import replace

import pytest

from forms.definition.kind import WITHDRAWN
from integrations.payments.fake import FakePayments
from portal.clock import to_micro
from portal.errors import Closed
from portal.services.bookings.change_reservation import bookings_of
from portal.services.cases.cases import Case
from portal.services.cases.fee import AmountDue, amount_due, amount_due_of, amounts_decided
from portal.services.my_cases.open_requests import asked_now
from portal.services.my_cases.request_item import Whose
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.cases import results
from portal.store.cases.results import ResultRow
from portal.store.fees import payments
from portal.store.fees.payments import PaymentRow
from tests.portal.later import at
from tests.portal.routes.my_cases.test_result_shown import at_home
from tests.portal.services.bookings.test_shipped_locks import book_hall
from tests.portal.services.fees.paying import FEE, begin, case_of, file_with_fee, owed_now, report
from tests.portal.world import alice


@pytest.fixture
def session(paying: Installation) -> Session:
    return alice(paying)


@pytest.fixture
def number(paying: Installation, session: Session) -> str:
    return file_with_fee(paying, session)


def test_the_fee_is_asked_for_until_a_day_and_is_on_top_of_my_page(
    paying: Installation, session: Session, number: str
) -> None:
    fee = owed_now(paying, session, number)
    assert (fee.amount, fee.state, fee.until.isoformat()) == (FEE, "asked", "2026-12-04")
    with paying.database.read() as unit:
        cases = [case_of(paying, session, number)]
        (asked,) = asked_now(paying, unit, Whose(session.person_id or "", cases, all=True))
    assert (asked.reason, asked.until, asked.arguments["amount"]) == ("payment", "2026-12-04", "710")
    assert asked.href == f"/applications/{number}/payment"


def test_what_is_booked_is_paid_at_the_latest_on_the_day_before_it_is_used(
    paying: Installation, session: Session
) -> None:
    number = book_hall(paying, session)
    with paying.database.read() as unit:
        (booking,) = bookings_of(paying, unit, case_of(paying, session, number))
    assert booking.row.starts.startswith("2026-11-27"), "three open days before it"
    fee = owed_now(paying, session, number)
    assert (fee.state, fee.until.isoformat()) == ("asked", "2026-11-26")
    address, sentence = f"/applications/{number}/payment", "支払いの期限を過ぎました。"
    assert sentence not in at_home(at(paying, "2026-11-26T23:00:00+09:00")).get(address).text
    assert sentence in at_home(at(paying, "2026-11-27T00:00:00+09:00")).get(address).text


@pytest.mark.both_engines
def test_orders_of_all_applications_are_read_at_once(
    paying: Installation, session: Session, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = (number, file_with_fee(paying, session))
    begin(paying, session, number)
    monkeypatch.setattr(payments, "of_application", None)  # one query per line would be hundreds on a long page
    with paying.database.read() as unit:
        cases = [case_of(paying, session, of) for of in numbers]
        asked = asked_now(paying, unit, Whose(session.person_id or "", cases, all=True))
    assert sorted(request.receipt_number for request in asked) == sorted(numbers)


@pytest.mark.both_engines
def test_who_is_exempt_nothing_due(paying: Installation, session: Session) -> None:
    number = file_with_fee(paying, session, exempt="welfare")
    with paying.database.read() as unit:
        assert amount_due(paying, unit, case_of(paying, session, number)) is None
    with pytest.raises(Closed):
        begin(paying, session, number)


def payment(state: str, number: str = "order", amount: int = FEE) -> PaymentRow:
    return PaymentRow(0, number, 1, amount, "JPY", state, "fake", "", 0, 0, 0, 0)


def in_state(case: Case, state: str) -> Case:
    return replace(case, row=case.row._replace(state=state, decided_at=case.row.arrived_at))


def test_who_paid_reads_on_which_day(paying: Installation, session: Session, number: str) -> None:
    assert owed_now(paying, session, number).paid_on is None
    order = begin(paying, session, number).number
    assert isinstance(paying.payments, FakePayments)
    report(paying, paying.payments, order, "paid")
    assert owed_now(paying, session, number).paid_on == paying.clock.today()
    for address in (f"/applications/{number}/payment", f"/applications/{number}"):
        page = at_home(paying).get(address).text
        assert "払った日" in page
        assert "11月20日" in page.partition("払った日")[2][:120]


def due(installation: Installation, case: Case, rows: list[PaymentRow]) -> AmountDue | None:
    return amount_due_of(installation, case, rows, {})


@pytest.mark.parametrize(
    ("states", "counts"),
    [
        (["paid", "open"], "paid"), (["paid", "mismatch"], "mismatch"), (["expired", "cancelled"], "cancelled"),
        (["refunded", "open"], "open"), (["failed", "expired"], "failed"),
    ],
)  # fmt: skip
def test_of_several_orders_the_one_with_received_money_or_work_for_staff_counts(
    paying: Installation, session: Session, number: str, states: list[str], counts: str
) -> None:
    case = case_of(paying, session, number)
    for order in (states, states[::-1]):
        fee = due(paying, case, [payment(state, f"order-{state}") for state in order])
        assert fee is not None
        assert fee.state == counts


def test_a_withdrawn_application_nothing_due_and_what_was_paid_waits_for_a_decision(
    paying: Installation, session: Session, number: str
) -> None:
    case = in_state(case_of(paying, session, number), WITHDRAWN)
    assert due(paying, case, [payment("open")]) is None
    fee = due(paying, case, [payment("paid")])
    assert fee is not None
    assert (fee.in_vain, fee.asked, fee.state) == (True, False, "paid")


def test_a_correction_that_changes_the_fee_after_payment_is_seen(
    paying: Installation, session: Session, number: str
) -> None:
    case = case_of(paying, session, number)
    fees = [due(paying, case, [payment("paid", amount=amount)]) for amount in (FEE, FEE - 300)]
    assert [fee is not None and fee.differs for fee in fees] == [False, True]


def test_the_amount_that_the_decision_names_is_asked_for_unless_nothing_is_owed(
    paying: Installation, session: Session, number: str
) -> None:
    case = case_of(paying, session, number)
    fee = replace(case.procedure.fee, paid="later", decided="charge")
    case = replace(case, procedure=replace(case.procedure, fee=fee))
    now = to_micro(paying.clock.now())
    good = replace(case, row=case.row._replace(state="accepted", decided_at=now))
    free = replace(good, procedure=replace(good.procedure, fee=replace(fee, exempt=fee.amount, amount=None)))
    with paying.database.write() as unit:
        assert amounts_decided(unit, [good]) == {}
        sealed = case.sealer.seal(f"result:{now}", {"result.charge": FEE + 300})
        results.add(unit, ResultRow(0, case.row.id, "accepted", "2026-11-20", sealed, now))
        assert amounts_decided(unit, [case]) == {}, "it is not decided yet"
        decided = amounts_decided(unit, [good])
    assert amount_due_of(paying, free, [], decided) is None
    amounts = [amount_due_of(paying, case, [], {}), amount_due_of(paying, good, [], decided)]
    assert [fee and (fee.amount, fee.state) for fee in amounts] == [(FEE, "not_yet"), (FEE + 300, "asked")]


def test_a_fee_that_is_paid_later_is_asked_for_once_it_is_granted_and_its_days_begin_then(
    paying: Installation, session: Session, number: str
) -> None:
    case = case_of(paying, session, number)
    later_fee = replace(case.procedure.fee, paid="later")
    case = replace(case, procedure=replace(case.procedure, fee=later_fee))
    before = due(paying, case, [])
    decided_at = to_micro(paying.clock.now()) + 3 * 24 * 3600 * 1_000_000
    row = case.row._replace(state="approved", decided_at=decided_at)
    after = due(paying, replace(case, row=row), [])
    assert before is not None
    assert after is not None
    assert (before.state, after.state) == ("not_yet", "asked")
    assert (after.until - before.until).days == 3


@pytest.mark.parametrize(
    ("paid_when", "asked", "online", "state"),
    [
        ("before", True, True, "asked"), ("before", True, False, "counter"), ("later", False, True, "not_yet"),
        ("on_delivery", False, True, "on_delivery"),
    ],
)  # fmt: skip
def test_the_state_without_an_order_follows_from_when_and_where_it_is_paid(
    paying: Installation, *, paid_when: str, asked: bool, online: bool, state: str
) -> None:
    assert AmountDue(FEE, paid_when, asked, online, paying.clock.today(), None).state == state


def test_the_receipt_has_one_row_of_the_fee_and_says_another_amount_or_one_that_does_not_fit_besides(
    paying: Installation, provider: FakePayments, session: Session, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows() -> list[str]:
        page = at_home(paying).get(f"/applications/{number}").text
        return re.findall(r"<dt>(?:手数料|払うお金の合計)</dt><dd[^>]*>([^<]*)", page)

    assert rows() == ["710円"]
    report(paying, provider, begin(paying, session, number).number, "paid")
    assert rows() == ["710円の支払いが済みました。"]
    paid = owed_now(paying, session, number)
    assert paid.payment
    for fee in (replace(paid, amount=1010), replace(paid, payment=replace(paid.payment, state="mismatch"))):
        monkeypatch.setattr("portal.routes.my_cases.applications.amount_due", lambda *_, fee=fee: fee)
        assert len(rows()) == 2
    later = replace(paid, payment=None, asked=False, paid_when="later")
    monkeypatch.setattr("portal.routes.my_cases.applications.amount_due", lambda *_: later)
    assert rows() == ["手数料710円は、結果が出てからお願いします。"], (
        "whether something is to do now is the state's to say"
    )
    easy = at_home(paying)
    easy.cookies.set("kakanai_language", "easy")
    assert "（てすうりょう）" not in easy.get(f"/applications/{number}").text, "readings are above their words"
