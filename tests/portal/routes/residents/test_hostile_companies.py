"""Accounts of one company, and two 行政書士法人: nobody reaches what is another's, or acts without the right."""

import pytest

from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import Page, offer
from tests.portal.routes.residents.test_companies import give
from tests.portal.services.residents.companies import account, at_company, with_gbizid
from tests.portal.world import DUTY

QUESTIONS = """\
      - id: kind
        type: choice
        label: だれが出しますか
        options: {self: 申請する人, agent: 頼まれた人}
      - {id: firm, type: text, label: 会社, max: 60}
      - {id: kana, type: kana, label: ふりがな, known_from: applicant.kana}
addressee: {organisation: firm}
"""
OTHERS = "1:5000000000202"


@pytest.fixture
def offered(installation: Installation) -> Installation:
    offer(
        installation,
        small(QUESTIONS, version="1", duty=DUTY, who="{online: [self, agent]}", identity="{sign_in: mail}"),
    )
    return with_gbizid(
        installation,
        account(installation, "p"),
        account(installation, "m", "member"),
        account(installation, "o", company=OTHERS),
        account(installation, "n", "member", company=OTHERS),
    )


def begun(page: Page) -> Page:
    """A draft with a client's name."""
    page = page.browser.open("/apply/small")
    page = page.press("次へ進む", {"role": "agent"}) if "who-files" in page.path else page
    page = page.press("次へ進む", {"reason": "lost"}).press("次へ進む", {"kind": "agent"})
    return page.press("次へ進む", {"firm": "株式会社秘密の依頼人"})


def sent(page: Page) -> Page:
    page = begun(page).press("次へ進む", {"kana.family": "ミホン", "kana.given": "タロウ"})
    return page.press("申請する")


def token(page: Page) -> dict[str, str]:
    return {"csrf_token": str(dict(page.form("ログアウト").values)["csrf_token"])}


def test_no_account_reaches_a_draft_of_another_company(offered: Installation) -> None:
    draft = begun(at_company(offered, "p")).path.rpartition("/page/")[0]
    for who in ("o", "n"):
        other = at_company(offered, who)
        for page in ("/page/firm", "/check", "/discard"):
            refused = other.browser.open(f"{draft}{page}")
            assert (refused.status, "秘密の依頼人" in refused.text) == (404, False), (who, page)
        for act in ("/page/firm", "/submit", "/discard", "/restore"):
            sent_ = other.browser.client.post(f"{draft}{act}", data=token(other) | {"firm": "株式会社のっとり"})
            assert sent_.status_code in (404, 415), (who, act)
    assert "秘密の依頼人" in at_company(offered, "p").browser.open(f"{draft}/page/firm").text, "and nothing is changed"


def test_no_agent_reaches_the_client_of_another(offered: Installation) -> None:
    receipt = sent(at_company(offered, "p")).path
    assert receipt.startswith("/applications/")
    for who in ("o", "n"):
        other = at_company(offered, who)
        for page in ("", "/stop", "/correct", "/messages", "/receipt.pdf", "/notices/1.pdf", "/given/1", "/papers"):
            refused = other.browser.open(f"{receipt}{page}")
            assert (refused.status, "秘密の依頼人" in refused.text) == (404, False), (who, page)
        for act in ("/again", "/stop", "/correct", "/messages", "/electronic", "/next"):
            posted = other.browser.client.post(f"{receipt}{act}", data=token(other) | {"way": "now"})
            assert (posted.status_code, "秘密の依頼人" in posted.text) == (404, False), (who, act)
        assert "秘密の依頼人" not in other.browser.open("/applications").text


def test_a_member_without_a_right_acts_on_nothing_of_their_company(offered: Installation) -> None:
    prime, member = at_company(offered, "p"), at_company(offered, "m")
    receipt = sent(prime).path
    draft = begun(prime).path.rpartition("/page/")[0]

    def statuses(*acts: str) -> list[int]:
        return [member.browser.client.post(act, data=token(member) | {"way": "now"}).status_code for act in acts]

    assert statuses(f"{receipt}/again", f"{receipt}/stop", f"{draft}/submit", f"{draft}/discard") == [403] * 4
    give(prime, "read")
    assert member.browser.open(receipt).status == 200
    assert statuses(f"{receipt}/again", f"{receipt}/stop", f"{draft}/submit", f"{draft}/discard") == [403] * 4
    give(prime, "write")
    assert statuses(f"{receipt}/stop", f"{draft}/submit") == [403] * 2, "who writes sends nothing"
    give(prime)
    assert member.browser.open(receipt).status == 403, "a right that ended ends at once"


def test_who_signed_out_is_out_and_the_cookie_opens_nothing_afterwards(offered: Installation) -> None:
    page = at_company(offered, "p")
    receipt, cookies = sent(page).path, dict(page.browser.client.cookies)
    page.browser.open("/company").press("ログアウト")
    assert page.browser.open(receipt).path == "/sign-in"
    page.browser.client.cookies.clear()
    page.browser.client.cookies.update(cookies)
    for address in (receipt, "/company", "/applications", "/applications/earlier"):
        opened = page.browser.open(address)
        assert (opened.path, "秘密の依頼人" in opened.text) == ("/sign-in", False), address
    assert at_company(offered, "p").browser.open(receipt).status == 200, "and comes in again"


def test_no_account_of_a_company_is_led_to_what_needs_a_card(offered: Installation) -> None:
    """The way to マイナポータル ended at a sign-in with a card, which has no draft of the company."""
    page = begun(at_company(offered, "p"))
    assert "ふりがな" in page.text
    assert "own-data" not in page.text
    assert "own-data" in begun(with_card(offered, "alice").open("/applications")).text
