"""What a decision would pass over is a sentence for who decides."""

from portal.services.desk.case.open_points import open_points
from portal.services.filing.record_delegation import judge_delegation
from portal.services.notices.ask_by_letter import addressee_of, written_to
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.signing.delegations import CLAIMED, REJECTED
from tests.portal.services.desk.at_work import acting
from tests.portal.services.desk.owing import owe, with_paper
from tests.portal.services.signing.mandates import file_for_hanako, offer_mandates
from tests.portal.services.signing.signed import signing_in


def test_a_paper_that_has_not_come_is_named(installation: Installation, reviewer: Member, number: str) -> None:
    with acting(installation, reviewer, number) as (unit, case):
        assert open_points(unit, case) == ()
        owe(installation, unit, case)
        assert open_points(unit, with_paper(case)) == ("在学証明書が、まだ届いていません",)


def test_a_mandate_that_is_not_verified_is_named_and_a_legal_representative_is_on_the_notice(
    installation: Installation,
) -> None:
    signing = signing_in(installation)
    offer_mandates(signing)
    session = signing.sign_in("jiro")
    agent, guardian = (file_for_hanako(signing, session, role) for role in ("agent", "guardian"))
    with installation.database.read() as unit:
        by_agent, by_guardian = (signing.case(unit, number) for number in (agent, guardian))
        assert open_points(unit, by_agent) == ("代理を、まだ確かめていません",)
        assert "通知書のあて名に入ります" in open_points(unit, by_guardian)[0]
    assert [addressee_of(case).representative for case in (by_agent, by_guardian)] == ["", "見本 次郎"]


def test_a_representative_whom_the_section_rejected_is_on_no_letter(installation: Installation) -> None:
    signing = signing_in(installation)
    offer_mandates(signing)
    number = file_for_hanako(signing, signing.sign_in("jiro"), "guardian")
    with installation.database.write() as unit:
        case = signing.case(unit, number)
        assert written_to(unit, case).representative == "見本 次郎"
        judge_delegation(installation, unit, signing.reviewer, case, CLAIMED, REJECTED, "登記事項証明書がない")
        assert written_to(unit, case).representative == ""
        assert open_points(unit, case)[0].startswith("代理を、確かめられませんでした")
