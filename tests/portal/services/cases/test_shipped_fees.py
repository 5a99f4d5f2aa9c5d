"""粗大ごみ: what the section decides is asked for, and nothing of who buys a ticket in a shop."""

from dataclasses import replace

import pytest

from integrations.payments.fake import FakePayments
from portal.services.cases.cases import case_of_member
from portal.services.cases.fee import amount_due
from portal.services.shared.installation import Installation
from tests.databases import Makers
from tests.portal.results import decide, examined_case, examiner

BULKY = "sodai-gomi"
TABLE = {
    "items": ["1"], "items.1.item": {"code": "other", "tell": "卓球台"}, "items.1.size": "270×150×70cm", "items.1.count": 1,
}  # fmt: skip
RESULT = {"result.pickup_no": ["A-1"], "result.piece.1.charge": ["1000"], "result.charge_all": ["1000"]}


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].handed_on()


@pytest.mark.parametrize(("pays", "owed"), [("online", (1000, "asked")), ("ticket", None)])
def test_the_amount_of_the_decision_is_asked_for_of_who_pays_the_city(
    installation: Installation, pays: str, owed: tuple[int, str] | None
) -> None:
    site = replace(installation, payments=FakePayments())
    member = examiner(site, BULKY)
    number = examined_case(site, member, BULKY, {"pays": pays, **TABLE})
    decide(site, member, number, "accepted", RESULT)
    with site.database.read() as unit:
        fee = amount_due(site, unit, case_of_member(site, unit, member, number))
    assert (fee and (fee.amount, fee.state)) == owed
