"""The receipt that is downloaded and read while a fee is owed."""

from starlette.testclient import TestClient

from integrations.payments.fake import FakePayments
from portal.services.shared.installation import Installation
from tests.portal.routes.my_cases.test_result_shown import at_home
from tests.portal.services.fees.paying import file_with_fee, paid_online, with_provider
from tests.portal.services.paper.paper import text_of
from tests.portal.world import alice


def day_on_receipt(client: TestClient, number: str) -> bool:
    return "めやす" in "".join(text_of(client.get(f"/applications/{number}/receipt.pdf").content).split())


def test_the_receipt_promises_no_day_until_the_fee_that_comes_first_is_paid(installation: Installation) -> None:
    provider = FakePayments()
    paying, session = with_provider(installation, provider), alice(installation)
    number = file_with_fee(paying, session)
    client = at_home(paying)
    assert not day_on_receipt(client, number)
    paid_online(paying, provider, session, number)
    assert day_on_receipt(client, number)
