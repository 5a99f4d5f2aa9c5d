"""A draft moves to another phone by a code."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage, axe
from tests.journeys import looks
from tests.journeys.phone import answer_until, follow, go_on

REPORT = "gairoto-tsuho"


def looked_at(page: Page) -> list[str]:
    return axe(page) + looks.of_layout(page) + looks.of_targets(page, looks.RESIDENT)


@pytest.mark.usefixtures("zone")
def test_what_was_begun_on_one_phone_is_finished_on_another(phone: Page, open_page: OpenPage, base_url: str) -> None:
    phone.goto(f"/apply/{REPORT}")
    first = phone.url
    phone.locator('[name="place.words"]').fill("見本小学校の")
    expect(phone.get_by_text("書きかけの内容も、")).to_be_visible()  # not sent, and kept all the same
    follow(phone.get_by_role("link", name="別の端末や窓口で続ける"))
    problems = looked_at(phone)
    phone.locator('[name="birth.year"]').fill("S24/4/3")
    follow(phone.get_by_role("button", name="コードを作る"))
    code = phone.locator("main .receipt-number").inner_text()
    expect(phone.locator("svg.qr")).to_be_visible()
    problems += looked_at(phone)
    phone.reload()
    assert phone.locator("main .receipt-number").inner_text() == code
    phone.go_back()  # back to the form: no second code
    phone.go_forward()

    other = open_page(base_url=base_url)
    other.goto("/resume")
    follow(other.get_by_role("button", name="続きを開く"))
    assert other.title().startswith("エラー：")
    expect(other.locator("#error-summary")).to_be_focused()
    problems += looked_at(other)
    other.locator('[name="code"]').fill(code.lower().replace("-", " "))
    other.locator('[name="birth.year"]').fill("昭和24年4月3日")
    follow(other.get_by_role("button", name="続きを開く"))
    assert other.url == first
    expect(other.locator('[name="place.words"]')).to_have_value("見本小学校の")
    answer_until(
        other,
        {
            "place": {"place.words": "見本小学校の前"},
            "state": {"trouble": "out", "danger": "no"},
            "answer_page": {"wants_answer": "no"},
        },
    )
    go_on(other)
    expect(other.locator("main .receipt-number").first).to_be_visible()
    assert problems == []
