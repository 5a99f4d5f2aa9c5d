"""A ready reason is chosen by a press, and then edited."""

import html

import pytest

from portal.services.shared.installation import Installation
from tests.portal.results import examined_case, examiner
from tests.portal.routes.staff_browser import StaffBrowser, at_desk

CLAIM = "jido-teate-nintei"
READY = "公務員の方の児童手当は、勤め先が認定するためです。"


@pytest.fixture
def page(installation: Installation) -> str:
    return f"/desk/{examined_case(installation, examiner(installation, CLAIM), CLAIM)}"


@pytest.fixture
def desk(installation: Installation) -> StaffBrowser:
    return at_desk(installation, examiner(installation, CLAIM, "teate"))


def pick(desk: StaffBrowser, page: str, words: str, ready: str = "public_servant") -> str:
    sent = {"outcome": "", "words": words, "provision": "", "ready": ready}
    response = desk.post(page, f"{page}/decide", sent)
    assert response.status_code == (200 if ready == "public_servant" else 422)
    return html.unescape(response.text)


def test_it_fills_words_provision_and_outcome_and_decides_nothing(desk: StaffBrowser, page: str) -> None:
    assert READY in desk.get(page)
    filled = pick(desk, page, "")
    assert f"autofocus>\n{READY}</textarea>" in filled
    assert 'value="児童手当法第17条第1項"' in filled
    assert 'value="refused" checked' in filled
    assert "field-trouble" not in filled
    assert "認められた" not in desk.get(page).partition("case-line")[2].partition("</dl>")[0]


def test_what_was_typed_stays_before_it_and_pressing_twice_adds_nothing(desk: StaffBrowser, page: str) -> None:
    assert f">\nお調べしました。\n{READY}</textarea>" in pick(desk, page, "お調べしました。")
    assert f">\n{READY}</textarea>" in pick(desk, page, READY)


def test_a_reason_of_another_procedure_is_none(desk: StaffBrowser, page: str) -> None:
    assert "結果を選んでください。" in pick(desk, page, "", "income_over")
