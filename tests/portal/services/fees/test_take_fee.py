"""Fees at the counter."""

from dataclasses import replace

import pytest

from portal.errors import Closed, Conflict, NotAllowed, NotFound
from portal.services.counter.move_visit import add_procedure, join_visit
from portal.services.counter.visits import begin_visit, visit_of_counter
from portal.services.fees.refund_payment import receive_at_counter
from portal.services.fees.take_fee import FeeLine, begin_cashless, counter_of, fees_of_visit, is_due, take_cash
from portal.services.fees.till import TAKES
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.fees import tills
from portal.store.fees.tills import CASH, TAKEN
from portal.store.shared import audit_records
from tests.portal.services.fees.paying import DUTY, FEE, PROCEDURE, case_of, file_with_fee, owed_now
from tests.portal.world import add_member

DAY = "2026-11-20"


@pytest.fixture
def clerk(paying: Installation) -> Member:
    return add_member(paying, "clerk", ("clerk", DUTY))


def take(
    installation: Installation, session: Session, number: str, member: Member, place: str = "general", amount: int = FEE
) -> None:
    with installation.database.write() as unit:
        take_cash(installation, unit, member, case_of(installation, session, number), place, amount)
        unit.commit()


def test_cash_that_was_counted_out_for_another_amount_is_not_taken(
    paying: Installation, session: Session, number: str, clerk: Member
) -> None:
    for amount in (FEE - 10, FEE + 10, 0):
        with pytest.raises(Conflict):
            take(paying, session, number, clerk, amount=amount)
    with paying.database.read() as unit:
        assert tills.entries(unit, "general", DAY) == []


def test_cash_pays_the_fee_and_lies_in_the_till_of_the_counter(
    paying: Installation, session: Session, number: str, clerk: Member
) -> None:
    assert is_due(owed_now(paying, session, number))
    take(paying, session, number, clerk)
    fee = owed_now(paying, session, number)
    assert (fee.paid, is_due(fee)) == (True, False)
    with paying.database.read() as unit:
        (entry,) = tills.entries(unit, "general", DAY)
        audited = [record.detail for record in audit_records.after(unit, 0) if record.action == "receive payment"]
    assert (entry.kind, entry.method, entry.amount, entry.receipt_number) == (TAKEN, CASH, FEE, number)
    assert audited == [entry.payment_number]
    with pytest.raises(Conflict):
        take(paying, session, number, clerk)


def test_a_laptop_takes_no_money_as_its_till_is_erased(
    paying: Installation, session: Session, number: str, clerk: Member
) -> None:
    laptop = replace(paying, settings=paying.settings.model_copy(update={"laptop": 1}))
    with laptop.database.write() as unit:
        with pytest.raises(Closed):
            begin_cashless(laptop, unit, clerk, case_of(paying, session, number), "general")
        with pytest.raises(Closed):
            take_cash(laptop, unit, clerk, case_of(paying, session, number), "general", FEE)
        with pytest.raises(Closed):
            receive_at_counter(laptop, unit, clerk, case_of(paying, session, number), FEE, right=TAKES)
    with paying.database.read() as unit:
        assert tills.entries(unit, "general", DAY) == []


def test_no_cash_is_taken_where_the_city_takes_none_or_nothing_is_owed(
    paying: Installation, session: Session, number: str, clerk: Member
) -> None:
    with pytest.raises(Closed):
        take(paying, session, number, clerk, "minato")
    with pytest.raises(NotFound):
        take(paying, session, number, clerk, "station")
    exempt = file_with_fee(paying, session, exempt="welfare")
    with pytest.raises(Closed):
        take(paying, session, exempt, clerk)
    assert not is_due(None)


def test_staff_of_another_duty_take_nothing(paying: Installation, session: Session, number: str) -> None:
    stranger = add_member(paying, "stranger", ("clerk", "roads"))
    with pytest.raises(NotAllowed):
        take(paying, session, number, stranger)
    with paying.database.write() as unit, pytest.raises(NotAllowed):
        begin_cashless(paying, unit, stranger, case_of(paying, session, number), "general")


def test_an_order_at_the_counter_is_one_and_keeps_cash_away_until_it_ends(
    paying: Installation, session: Session, number: str, clerk: Member
) -> None:
    with paying.database.write() as unit:
        case = case_of(paying, session, number)
        first, second = (begin_cashless(paying, unit, clerk, case, "minato") for _ in range(2))
        unit.commit()
    assert (first.number, first.amount) == (second.number, FEE)
    with pytest.raises(Conflict):
        take(paying, session, number, clerk)


def test_a_visit_lists_the_fees_of_its_applications_and_of_drafts_as_undecided(
    paying: Installation, session: Session, number: str, clerk: Member
) -> None:
    with paying.database.write() as unit:
        visit_id = begin_visit(paying, unit, clerk, "once-once-once-once")
        visit = visit_of_counter(paying, unit, clerk, visit_id)
        row = applications.by_number(unit, number)
        assert row is not None
        join_visit(paying, unit, clerk, visit, row.uid)
        add_procedure(paying, unit, clerk, visit_of_counter(paying, unit, clerk, visit_id), PROCEDURE)
        unit.commit()
    with paying.database.read() as unit:
        lines = fees_of_visit(paying, unit, clerk, visit_of_counter(paying, unit, clerk, visit_id))
    title = paying.catalogue.current(PROCEDURE).title
    assert lines == [FeeLine(title, number, FEE, "asked"), FeeLine(title, "", None, "draft")]
    assert [line.due for line in lines] == [True, False]


def test_a_counter_is_one_of_the_city(paying: Installation) -> None:
    assert counter_of(paying.city, "minato").title == "港町支所 窓口"
    with pytest.raises(NotFound):
        counter_of(paying.city, "")
