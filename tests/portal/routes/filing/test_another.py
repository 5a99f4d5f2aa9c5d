"""A company begins a second application of the same procedure without losing the first."""

from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.services.residents.companies import account, at_company, with_gbizid
from tests.portal.world import DUTY

QUESTIONS = """\
      - {id: firm, type: text, label: 会社, max: 60}
addressee: {organisation: firm}
"""


def test_a_company_keeps_two_drafts_and_reads_whose_they_are(installation: Installation) -> None:
    offer(installation, small(QUESTIONS, version="1", duty=DUTY, identity="{sign_in: mail}"))
    browser = at_company(with_gbizid(installation, account(installation, "p")), "p").browser
    for firm in ("株式会社いち", "株式会社に"):
        page = browser.open("/apply/small")
        page = page.press("別の申請を新しく書く") if firm == "株式会社に" else page
        page = page.press("次へ進む", {"reason": "lost"})
        page.press("次へ進む", {"firm": firm})
    mine = browser.open("/applications").text
    assert "株式会社いち" in mine
    assert "株式会社に" in mine
