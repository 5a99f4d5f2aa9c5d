"""The fields of a result on the form of an outcome, without scripts: asked, checked, confirmed, kept, shown."""

import html
import re
from collections.abc import Mapping

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.cases.result import result_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.notices import notices
from tests.portal.results import examined_case, examiner
from tests.portal.routes.staff_browser import StaffBrowser, at_desk

DISASTER = "risai-shomei"
SHOWN = ("result.degree", "result.remarks", "result.surveyed_on", "result.issued")
FILLED: Mapping[str, str | list[str]] = {
    "outcome": "approved",
    "words": "",
    "result.degree": "half",
    "result.issued": "2",
    "shown": list(SHOWN),
}


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return examiner(installation, DISASTER)


@pytest.fixture
def number(installation: Installation, clerk: Member) -> str:
    return examined_case(installation, clerk, DISASTER)


@pytest.fixture
def browser(installation: Installation, clerk: Member) -> StaffBrowser:
    return at_desk(installation, clerk)


def test_the_first_press_asks_what_the_chosen_outcome_needs_and_calls_nothing_wrong_yet(
    browser: StaffBrowser, number: str
) -> None:
    page = f"/desk/{number}"
    asked = browser.post(page, f"{page}/decide", {"outcome": "approved", "words": ""})
    assert asked.status_code == 200
    for words in ("住家の被害の程度", "準半壊に至らない（一部損壊）", "交付する枚数"):
        assert words in asked.text
    assert "field-trouble" not in asked.text
    assert 'name="provision"' not in asked.text
    refused = browser.post(page, f"{page}/decide", {"outcome": "refused", "words": ""})
    assert ("住家の被害の程度" in refused.text, "申請した人への理由を書いてください。" in refused.text) == (False, True)
    assert 'name="provision"' in refused.text


def test_what_is_missing_is_a_sentence_at_its_question(browser: StaffBrowser, number: str) -> None:
    page = f"/desk/{number}"
    wrong = browser.post(page, f"{page}/decide", {**FILLED, "result.degree": "", "result.issued": "99"})
    assert wrong.status_code == 422
    assert wrong.text.count("field-trouble") == 2
    assert 'value="99"' in wrong.text


def test_a_mistake_in_a_row_names_the_row_and_days_are_of_this_era(installation: Installation) -> None:
    claim = "jido-teate-nintei"
    clerk = examiner(installation, claim, "teate")
    page = f"/desk/{examined_case(installation, clerk, claim)}"
    browser = at_desk(installation, clerk)
    asked = html.unescape(browser.post(page, f"{page}/decide", {"outcome": "approved", "words": ""}).text)
    assert ("令和" in asked, "明治" in asked, "昭和" in asked) == (True, False, False)
    shown = re.findall(r'name="shown" value="([^"]+)"', asked)
    wrong = browser.post(page, f"{page}/decide", {"outcome": "approved", "words": "", "shown": shown})
    (title,) = re.findall(r">(子ども 1（[^<]+） 月額)", html.unescape(wrong.text))[:1]
    assert f"「{title.strip()}」が空いています。" in html.unescape(wrong.text)


def test_the_result_is_confirmed_kept_printed_and_shown(
    installation: Installation, browser: StaffBrowser, clerk: Member, number: str
) -> None:
    page = f"/desk/{number}"
    confirm = browser.post(page, f"{page}/decide", FILLED).text
    for words in ("結果の中身", "半壊", "通知書「罹災証明書」ができます", 'name="result.degree" value="half"'):
        assert words in confirm
    decided = browser.post(
        page, f"{page}/decide", {**FILLED, "confirmed": "yes", "unchecked": "窓口で原本を確かめたためです。"}
    )
    assert decided.status_code == 303
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, clerk, number)
        result = result_of(unit, case)
        (notice,) = notices.of_application(unit, case.row.id)
        content = case.sealer.open(f"notice:{notice.made_at}", notice.sealed_content)
    assert result is not None
    assert (case.row.state, result.outcome, result.label) == ("approved", "approved", "証明する")
    assert [(row.label, row.value) for section in result.sections for row in section.rows if row.value] == [
        ("住家の被害の程度", "半壊"), ("交付する枚数", "2枚"),
    ]  # fmt: skip
    assert (content["outcome"], content["rows"][-2:]) == (
        "証明する",
        [["住家の被害の程度", "半壊"], ["交付する枚数", "2枚"]],
    )
    assert "被害を受けた日" in [label for label, _ in content["rows"]]
    assert "住家の被害の程度" in browser.get(page)
