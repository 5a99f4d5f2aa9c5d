"""People whose device does only half: scripts that never arrive, no mouse, a slow line; and typing as people type."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from tests.browser import PHONE, OpenPage
from tests.journeys.filing import answer_until as answer_over_http
from tests.journeys.filing import sign_in
from tests.journeys.keyboard import Typist
from tests.journeys.people import ANA, PROCEDURE, TARO, TITLE
from tests.journeys.phone import answer_until, begin_at, follow, open_known, question, receipt_number
from tests.journeys.service import Service
from tests.journeys.tour import Tour
from tests.journeys.visitor import AS_IT_STANDS, Boxes, Visitor

ANSWERS = {
    **TARO,
    "insured_birth": {"birth.era": "western", "birth.year": "1950"},
    **{page: ANA[page] for page in ("health_kind", "health_numbers")},
}
MOST_BYTES, MOST_REQUESTS = 60 * 1024, 10
CONTROLS_WITHOUT_SCRIPTS = "main button[type=button], main [contenteditable], main [data-print]:not([hidden])"


def test_scripts_that_never_arrive_leave_no_dead_control(sqlite_service: Service, phone: Page) -> None:
    phone.route("**/static/js/**", lambda route: route.abort("aborted"))
    begin_at(phone, "takamihon-hanako", ANSWERS, "cards")
    open_known(phone, "address")
    follow(phone.get_by_role("button", name="住所を検索"))
    answer_until(phone, ANSWERS)
    assert phone.locator(CONTROLS_WITHOUT_SCRIPTS).count() == 0
    follow(phone.get_by_role("button", name="申請する"))
    assert receipt_number(phone)


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_the_whole_way_by_keyboard(sqlite_service: Service, phone: Page) -> None:
    phone.goto("/")
    tab_to(phone, "介護が必要になったとき")
    tab_to(phone, "手続の一覧：介護が必要になったとき")
    Typist(phone, AS_IT_STANDS).tab_to("介護保険 （")
    phone.keyboard.press("Enter")
    tab_to(phone, TITLE)
    tab_to(phone, "この手続をはじめる")
    tab_to(phone, "カードを読み取る画面へ進む")
    tab_to(phone, "試作　和子")
    if phone.get_by_role("link", name="続きから書く").count():
        tab_to(phone, "続きから書く")
    while question(phone) != "check":
        tab_to(phone, "次へ進む", ANSWERS.get(question(phone), {}))
        assert phone.locator("#error-summary").count() == 0
    tab_to(phone, "申請する")
    assert receipt_number(phone)


def tab_to(page: Page, words: str, boxes: Boxes = AS_IT_STANDS) -> None:
    Typist(page, boxes).tab_to(words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_question_is_light_and_asks_nobody_else(sqlite_service: Service, tour: Tour, open_page: OpenPage) -> None:
    page = open_page(PHONE, base_url=sqlite_service.url)
    cookies: list[Any] = [
        {"name": name, "value": value, "url": sqlite_service.url} for name, value in tour.alice.client.cookies.items()
    ]
    page.context.add_cookies(cookies)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # Playwright takes no built-in function
    page.goto(f"{tour.draft}/page/insured_birth", wait_until="networkidle")
    weight = sum(answer.request.sizes()["responseBodySize"] for answer in answers)
    assert 1 < len(answers) <= MOST_REQUESTS
    assert 0 < weight <= MOST_BYTES
    assert {urlsplit(answer.url).netloc for answer in answers} == {urlsplit(sqlite_service.url).netloc}


# What people type for a birthday, and what the service understood; eras change within a year.
DAYS = (
    ({"birth.era": "showa", "birth.year": "30", "birth.month": "4", "birth.day": "2"}, "昭和30年（1955年）4月2日"),
    ({"birth.era": "", "birth.year": "Ｓ３０", "birth.month": "４", "birth.day": "２"}, "昭和30年（1955年）4月2日"),
    ({"birth.era": "", "birth.year": "１９５５", "birth.month": "4", "birth.day": "2"}, "昭和30年（1955年）4月2日"),
    ({"birth.era": "showa", "birth.year": "元", "birth.month": "12", "birth.day": "25"}, "昭和元年（1926年）12月25日"),
    ({"birth.era": "taisho", "birth.year": "15", "birth.month": "12", "birth.day": "24"}, "大正15年（1926年）12月24日"),
    ({"birth.era": "showa", "birth.year": "64", "birth.month": "1", "birth.day": "7"}, "40歳から"),
    ({"birth.era": "heisei", "birth.year": "元", "birth.month": "1", "birth.day": "7"}, "平成は1989年1月8日から"),
    ({"birth.era": "showa", "birth.year": "30", "birth.month": "2", "birth.day": "30"}, "2月30日という日はありません"),
    ({"birth.era": "", "birth.year": "30", "birth.month": "4", "birth.day": "2"}, "元号を選ぶか、西暦"),
)
KANA = (
    ({"kana.family": "ﾀｶﾐﾎﾝ", "kana.given": "たろう"}, "タカミホン　タロウ"),
    ({"kana.family": "高見本", "kana.given": "タロウ"}, "ひらがなかカタカナで書いてください"),
)
PHONES = (
    ({"phone": "０９０ー１２３４ー５６７８"}, "090-1234-5678"),
    ({"phone": "+81 90 1234 5678"}, "+81-90-1234-5678"),
    ({"phone": "090 1234 56"}, "090で始まるので11けたです"),
)
TYPED = tuple(
    (page, boxes, understood)
    for page, tries in (("insured_birth", DAYS), ("insured_person", KANA), ("phone", PHONES))
    for boxes, understood in tries
)


@pytest.fixture(scope="module")
def at_the_check(sqlite_service: Service) -> Iterator[tuple[Visitor, str]]:
    """Somebody who has answered everything, and the address of their draft."""
    with sqlite_service.visitor() as visitor:
        sign_in(visitor, "sakimi-jiro")
        yield visitor, f"/apply/{PROCEDURE}/{answer_over_http(visitor, ANSWERS)}"


@pytest.mark.parametrize(
    ("page", "boxes", "understood"), TYPED, ids=[f"{page}-{understood}" for page, _, understood in TYPED]
)
def test_what_people_type_is_understood_or_explained(
    page: str, boxes: Boxes, understood: str, at_the_check: tuple[Visitor, str]
) -> None:
    visitor, draft = at_the_check
    visitor.go(f"{draft}/page/{page}")
    if visitor.press("次へ進む", boxes).status_code == 200:
        visitor.go(f"{draft}/page/{page}")
    assert understood in visitor.text
    assert not [word for word in ("半角", "全角") if word in visitor.text]
