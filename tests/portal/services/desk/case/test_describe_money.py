"""What staff wrote about money that goes back."""

from dataclasses import replace

import pytest

from integrations.payments.fake import FakePayments
from portal.services.cases.cases import case_of_member
from portal.services.cases.fee import amount_due
from portal.services.desk.case.describe_money import own_parts, reasons_of_money
from portal.services.fees.refund_part import propose_part
from portal.services.shared.installation import Installation
from tests.databases import Makers
from tests.portal.services.fees.paying import DUTY, begin, file_with_fee, report, with_provider
from tests.portal.world import add_member, alice


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].migrated()


def test_the_second_person_reads_the_reason_unless_the_applicant_is_protected(installation: Installation) -> None:
    provider = FakePayments()
    site = with_provider(installation, provider)
    session = alice(site)
    number = file_with_fee(site, session)
    order = begin(site, session, number).number
    provider.settle(order, "paid")
    report(site, provider, order, "paid")
    one, other = (add_member(site, login, ("reviewer", DUTY)) for login in ("ichi", "ni"))
    with site.database.write() as unit:
        propose_part(site, unit, one, case_of_member(site, unit, one, number), order, 300, "1通は交付しない")
        unit.commit()
    with site.database.read() as unit:
        case = case_of_member(site, unit, other, number)
        owed = amount_due(site, unit, case)
        assert owed is not None
        (reason,) = reasons_of_money(unit, case, owed)
        assert (reason.what, reason.words) == ("一部を返す理由（300円）", "1通は交付しない")
        assert (len(own_parts(one, owed)), own_parts(other, owed)) == (1, set())
        hidden = replace(case, protected=True, shows_all=False)
        assert (hidden.hides, reasons_of_money(unit, hidden, owed)) == (True, [])
        # As it was stored before the seal had the event's own instant.
        earlier = replace(owed, worded=tuple(replace(event, at=event.at + 1) for event in owed.worded))
        assert [line.words for line in reasons_of_money(unit, case, earlier)] == ["（読めません）"]
        assert reasons_of_money(unit, case, None) == []
