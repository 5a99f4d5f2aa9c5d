"""Led to the bank's page once; again after a failure; no more after it is registered, unknown or decided."""

from dataclasses import replace

import pytest

from portal.clock import to_micro
from portal.errors import Closed, NeighbourDown
from portal.services.cases.debits import debited
from portal.services.fees.begin_debit import bank_page, may_register
from portal.services.shared.installation import Installation
from portal.store.fees import debits
from tests.portal.services.fees.debiting import FakeRegistrar, begin, case_of, drawing, report
from tests.portal.services.fees.paying import file_with_fee
from tests.portal.world import alice


@pytest.fixture
def site(installation: Installation) -> Installation:
    return replace(installation, debits=FakeRegistrar())


def test_pressing_again_leads_to_the_same_page_and_a_failure_to_a_new_one(site: Installation) -> None:
    session = alice(site)
    number = drawing(site, session)
    first = begin(site, session, number)
    assert begin(site, session, number) == first
    assert bank_page(site, first, "市税") == bank_page(site, first, "市税")
    for state in ("failed", "cancelled"):
        row = begin(site, session, number)
        report(site, row.number, state)
        assert begin(site, session, number).number != row.number


@pytest.mark.parametrize("state", ["registered", "unsure"])
def test_nothing_begins_after_the_bank_registered_it_or_while_its_result_is_unknown(
    site: Installation, state: str
) -> None:
    session = alice(site)
    number = drawing(site, session)
    report(site, begin(site, session, number).number, state)
    with pytest.raises(Closed):
        begin(site, session, number)


def test_without_a_service_without_an_account_or_after_the_decision_nothing_begins(site: Installation) -> None:
    session = alice(site)
    number, other = drawing(site, session), file_with_fee(site, session)
    for installation, receipt in ((replace(site, debits=None), number), (site, other)):
        with pytest.raises(Closed):
            begin(installation, session, receipt)
    case = case_of(site, session, number)
    with site.database.read() as unit:
        debit = debited(unit, case)
    assert may_register(site, case, debit)
    assert not may_register(site, replace(case, row=case.row._replace(decided_at=to_micro(site.clock.now()))), debit)


def test_a_result_that_comes_at_the_moment_of_a_second_press_is_no_crash(
    site: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = alice(site)
    number = drawing(site, session)
    monkeypatch.setattr(debits, "add", lambda *_: False)  # the one that is open settles before it is read
    with pytest.raises(Closed):
        begin(site, session, number)


def test_a_service_away_is_reported(site: Installation) -> None:
    session = alice(site)
    row = begin(site, session, drawing(site, session))
    for registrar in (None, FakeRegistrar(down=True)):
        with pytest.raises(NeighbourDown):
            bank_page(replace(site, debits=registrar), row, "市税")
