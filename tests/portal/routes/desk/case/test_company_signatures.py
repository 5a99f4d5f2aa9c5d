"""The desk asks whether a company signed, beside the other signatures."""

from dataclasses import replace

from portal.services.shared.installation import Installation
from tests.integrations.certificates.company import NOW, Register, sign
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.signing.company_papers import filed
from tests.portal.world import DUTY, add_member


def test_a_reviewer_asks_and_everybody_of_the_case_reads(installation: Installation) -> None:
    register = Register(NOW)
    case = filed(installation, register, sign(register.issue()))
    desk, page = at_desk(case.site, case.member), f"/desk/{case.number}"
    assert "電子署名を確かめる" in desk.get(page)
    answer = desk.post(page, f"{page}/company-signatures", {})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page}#company-signatures")
    shown = desk.get(page).partition('id="company-signatures"')[2]
    for words in ("証明書は有効で、法人番号は申請と同じです", "株式会社見本建設", "見本　建造", "もう一度確かめる"):
        assert words in shown
    clerk = at_desk(case.site, add_member(case.site, "clerk", ("clerk", DUTY)))
    assert "株式会社見本建設" in clerk.get(page).partition('id="company-signatures"')[2]
    assert "もう一度確かめる" not in clerk.get(page)
    assert clerk.post(page, f"{page}/company-signatures", {}).status_code == 403


def test_without_registrars_there_is_no_such_question(installation: Installation) -> None:
    register = Register(NOW)
    case = filed(installation, register, sign(register.issue()))
    desk, page = at_desk(replace(case.site, company_judge=None), case.member), f"/desk/{case.number}"
    assert "電子署名を確かめる" not in desk.get(page)
    assert desk.post(page, f"{page}/company-signatures", {}).status_code == 404
