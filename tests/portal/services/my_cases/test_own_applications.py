"""Own applications: those one sent, and no stranger's."""

from portal.services.my_cases.own_applications import own_applications, own_drafts
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import READ, WRITE
from portal.web.my_cases.own_work import own_work
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.services.bundles.bundling import DUTIES, LEFT, RIGHT, begin
from tests.portal.services.residents.companies import company_session
from tests.portal.services.residents.test_sign_in_company import again, grant
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import alice, file_application

OF_COMPANIES = "      - {id: company, type: text, label: 会社の名前, required: false}\n"


def test_a_resident_has_what_they_sent_and_a_guest_nothing_of_it(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    stranger = guest(installation)
    with installation.database.read() as unit:
        own = [row.receipt_number for row in own_applications(installation.clock, unit, session)]
        strange = own_applications(installation.clock, unit, stranger)
    assert (own, strange) == ([number], [])


def test_an_account_of_a_company_has_the_drafts_it_may_write_in_a_bundle_all_or_none(
    installation: Installation,
) -> None:
    for procedure, duty in DUTIES.items():
        offer(installation, small(OF_COMPANIES, procedure=procedure, duty=duty))
    prime, member = company_session(installation, "p"), company_session(installation, "m", "member")
    begin(installation, prime)

    def own() -> list[str]:
        with installation.database.read() as unit:
            session = again(installation, member)
            front = own_work(installation, unit, session, "ja")
            drafts = sorted(row.procedure for row in own_drafts(unit, session))
        assert (len(front.drafts) if front is not None else 0) == len(drafts)
        return drafts

    assert own() == []
    grant(installation, prime, member, LEFT, WRITE)
    grant(installation, prime, member, RIGHT, READ)
    assert own() == []
    grant(installation, prime, member, RIGHT, WRITE)
    assert own() == [LEFT, RIGHT]
