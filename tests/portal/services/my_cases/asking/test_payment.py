"""A due fee is asked for until it is paid."""

import pytest

from integrations.payments.fake import FakePayments
from portal.services.my_cases.asking.payment import asked
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.services.fees.paying import begin, case_of, file_with_fee, report
from tests.portal.world import alice, file_application


@pytest.fixture
def session(paying: Installation) -> Session:
    return alice(paying)


def asked_of(installation: Installation, session: Session, *numbers: str) -> list[Asked]:
    cases = [case_of(installation, session, number) for number in numbers]
    with installation.database.read() as unit:
        return list(asked(installation, unit, Whose(session.person_id or "", cases, all=False)))


def test_each_unpaid_application_is_asked_for_and_one_without_a_fee_is_not(
    paying: Installation, session: Session
) -> None:
    numbers = [file_with_fee(paying, session, copies=4), file_with_fee(paying, session)]
    items = asked_of(paying, session, *numbers, file_application(paying, session))
    assert [(item.receipt_number, item.href) for item in items] == [
        (number, f"/applications/{number}/payment") for number in numbers
    ]
    assert items[0].arguments["amount"].replace(",", "").isdigit()
    assert int(items[0].arguments["amount"].replace(",", "")) > int(items[1].arguments["amount"])
    assert {item.until for item in items} == {"2026-12-04"}


def test_a_payment_that_failed_is_asked_for_again_and_a_received_one_is_not(
    paying: Installation, session: Session, provider: FakePayments
) -> None:
    number = file_with_fee(paying, session)
    order = begin(paying, session, number)
    assert len(asked_of(paying, session, number)) == 1
    report(paying, provider, order.number, "failed")
    assert len(asked_of(paying, session, number)) == 1
    again = begin(paying, session, number)
    report(paying, provider, again.number, "paid")
    assert asked_of(paying, session, number) == []
