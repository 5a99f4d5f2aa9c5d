"""Clerk and visitor share a visit in two browsers."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser import DESKTOP, PHONE, OpenPage, axe, overflow
from tests.journeys import looks
from tests.journeys.people import PROCEDURE
from tests.journeys.service import Service
from tests.journeys.visiting import UMEKO, begin

TABLET, WIDE = ViewportSize(width=820, height=1180), ViewportSize(width=1280, height=900)
BABY = {
    "paper-day.year": "R8.11.5", "p1-name.family": "﨑見", "p1-name.given": "凪", "p1-kana.family": "さきみ", "p1-kana.given": "なぎ",
    "p1-birth.year": "R8.11.5", "p1-sex": "female", "p1-relation": "child",
}  # fmt: skip


# A Vietnamese voice on the device, and one that sends what it reads elsewhere.
VOICES = """
  window.spoken = [];
  const voices = [{ lang: "ja-JP", localService: false }, { lang: "vi-VN", localService: true }];
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => voices, cancel() {}, speak: (utterance) => window.spoken.push(`${utterance.lang} ${utterance.text}`), addEventListener() {},
  } });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


def looked_at(page: Page) -> None:
    assert axe(page) == []
    assert overflow(page) <= 0
    assert looks.of_targets(page, 44) == []


def pair(clerk: Page, tablet: Page, shoot: Callable[[Page, str], None]) -> None:
    clerk.get_by_role("button", name="番号を出す").click()
    code = clerk.locator(".receipt-number").inner_text()
    shoot(clerk, "screen-code")
    tablet.goto("/counter/screen")
    shoot(tablet, "tablet-pair")
    tablet.get_by_label("番号（8けた）").fill(code)
    tablet.get_by_role("button", name="つなぐ").click()
    expect(tablet.get_by_role("heading", name="お待ちください")).to_be_visible()


def beside(
    service: Service, open_page: OpenPage, base_url: str, visit: str, shoot: Callable[[Page, str], None]
) -> tuple[Page, Page]:
    clerk, tablet = open_page(DESKTOP, base_url=base_url), open_page(TABLET, base_url=base_url)
    service.seat(clerk, "madoguchi")
    clerk.goto(f"{visit}/screen")
    pair(clerk, tablet, shoot)
    return clerk, tablet


def asking(
    service: Service, open_page: OpenPage, base_url: str, visit: str, shoot: Callable[[Page, str], None]
) -> tuple[Page, Page]:
    clerk, tablet = beside(service, open_page, base_url, visit, shoot)
    clerk.goto(f"{visit}/interview")
    clerk.keyboard.press("Alt+v")
    return clerk, tablet


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
def test_a_visitor_confirms_and_signs_on_a_device_of_their_own(
    service: Service, open_page: OpenPage, base_url: str, shoot: Callable[[Page, str], None]
) -> None:
    with service.member("madoguchi") as typist:
        visit = begin(typist, "T-1")
        typist.press("add", {"visit-add": PROCEDURE})
        typist.press("画面を更新", {name: UMEKO[name] for name in ("reception-place", "filer_kind")})
        typist.press("画面を更新", UMEKO)
    clerk, tablet = beside(service, open_page, base_url, visit, shoot)
    send = clerk.get_by_role("button", name="画面に出す")
    expect(send).to_be_visible()  # appears after pairing
    send.click()
    right = tablet.get_by_role("button", name="まちがいありません")
    expect(right).to_be_visible()
    right.click()
    tablet.set_viewport_size(PHONE)  # also on the visitor's own telephone
    shoot(tablet, "tablet-section")
    looked_at(tablet)
    tablet.get_by_role("button", name="ちがいます").click()
    expect(clerk.get_by_role("rowheader", name="ちがいます")).to_be_visible()
    shoot(clerk, "screen-wrong")
    while tablet.get_by_role("heading", name="職員に伝わりました").count() == 0:
        with tablet.expect_navigation():
            right.click()
    send.click()
    expect(right).to_be_visible()
    right.click()
    drawing = tablet.locator("svg.sheet")
    expect(drawing).to_be_visible()  # the page's script shows it, and what is hidden has no box
    sheet = drawing.bounding_box()
    assert sheet
    tablet.mouse.move(sheet["x"] + 40, sheet["y"] + 90)
    tablet.mouse.down()
    tablet.mouse.move(sheet["x"] + 200, sheet["y"] + 40, steps=8)
    tablet.mouse.move(sheet["x"] + 260, sheet["y"] + 150, steps=8)
    tablet.mouse.up()
    shoot(tablet, "tablet-sign")
    looked_at(tablet)
    tablet.get_by_role("button", name="これで署名する").click()
    expect(tablet.get_by_role("heading", name="ありがとうございました")).to_be_visible()
    expect(clerk.get_by_role("img", name="手書きの署名")).to_be_visible()
    shoot(clerk, "screen-signed")
    clerk.get_by_text("来庁が終わると、つなぎが切れます").click()
    clerk.get_by_role("button", name="つなぎを切る").click()
    expect(tablet.get_by_role("heading", name="おわりました")).to_be_visible()
    shoot(tablet, "tablet-over")


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
@pytest.mark.long("tests/portal/routes/counter/test_visitor_screen.py")
def test_a_visitor_chooses_while_the_clerk_types_and_neither_is_disturbed(
    service: Service, open_page: OpenPage, base_url: str, shoot: Callable[[Page, str], None]
) -> None:
    with service.member("madoguchi") as typist:
        visit = begin(typist, "T-2")
        typist.press("add", {"visit-add": "yokaigo-nintei"})
    clerk, tablet = asking(service, open_page, base_url, visit, shoot)
    panel = clerk.get_by_role("region", name="来庁者の画面")
    expect(panel).to_contain_text("答え 0")
    phone = clerk.get_by_label("本人の電話番号")
    phone.press_sequentially("000-0000")
    expect(tablet.get_by_role("heading", name="選んでください")).to_be_visible()
    for size in (PHONE, TABLET):
        tablet.set_viewport_size(size)
        looked_at(tablet)
    tablet.get_by_role("button", name="はじめて申請する").press("Enter")
    expect(panel).to_contain_text("答え 1")  # without a reload
    phone.press_sequentially("-0008")
    expect(phone).to_have_value("000-0000-0008")
    expect(clerk.locator("[data-field='p0.application'] :checked")).to_have_value("first")
    shoot(clerk, "interview-asking")
    tablet.locator(".ask").last.get_by_role("button", name="わからない").click()
    expect(panel).to_contain_text("わからない 1")
    shoot(tablet, "tablet-asking")
    # The visitor's answer replaces the clerk's.
    tablet.get_by_role("button", name="要支援の認定があり").click()
    expect(clerk.locator("[data-field='p0.application'] :checked")).to_have_value("worse")
    expect(phone).to_be_focused()
    before = tablet.evaluate("window.before = document.body.dataset.mark")
    with clerk.expect_response("**/interview"):
        phone.press("Tab")  # kept beside the visitor's answer
    expect(tablet.locator("body")).not_to_have_attribute("data-mark", before)
    assert tablet.evaluate("window.before") == before  # the page was updated in place
    expect(clerk.get_by_text("まだ保存していません")).to_have_count(0)
    expect(phone).to_have_value("000-0000-0008")
    tablet.add_init_script(VOICES)
    tablet.get_by_role("button", name="Tiếng Việt").click()
    tablet.get_by_role("button", name="▶ Nghe").first.click()
    (spoken,) = tablet.evaluate("window.spoken")
    assert spoken.startswith("vi-VN ")
    assert not re.search(r"[.?!] *\.", spoken), "a question ends with its own mark"
    assert not re.search("[ぁ-ん]", spoken), "the Japanese beside it is for the clerk"
    for size in (ViewportSize(width=320, height=700), TABLET):
        tablet.set_viewport_size(size)
        looked_at(tablet)
    shoot(tablet, "tablet-two-languages")
    tablet.get_by_role("button", name="日本語", exact=True).click()
    expect(tablet.get_by_role("heading", name="選んでください")).to_be_visible()
    expect(tablet.get_by_role("button", name="▶ 聞く")).to_have_count(0)  # its voice would send it elsewhere
    clerk.add_init_script(VOICES)
    clerk.goto("/counter/phrases?language=vi")
    for button in clerk.get_by_role("button", name="▶ 聞く").all()[:2]:
        button.click()
    cards = clerk.locator("[data-speak]").evaluate_all("all => all.slice(0, 2).map(card => card.lastChild.data)")
    assert clerk.evaluate("window.spoken") == [f"vi-VN {card}" for card in cards], "a card is read in its own language"
    clerk.goto("/counter/phrases?language=ne")
    expect(clerk.locator("[data-speak]").first).to_be_visible()
    expect(clerk.get_by_role("button", name="▶ 聞く")).to_have_count(0)  # no voice of this device speaks it


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
@pytest.mark.long("tests/portal/routes/counter/test_pressing_answers.py")
def test_a_visitor_opens_a_curtain_by_keyboard_and_presses_somebody_of_the_visit(
    service: Service, open_page: OpenPage, base_url: str, shoot: Callable[[Page, str], None]
) -> None:
    with service.member("madoguchi") as typist:
        visit = begin(typist, "T-3")
        typist.go(f"{visit}/people/birth")
        typist.press("入れる", BABY)
        assert typist.path.endswith("/guide/birth"), typist.text  # nothing is begun yet
        typist.go(visit)
        typist.press("add", {"visit-add": "kodomo-iryohi"})
    clerk, tablet = asking(service, open_page, base_url, visit, shoot)
    curtain = tablet.get_by_role("heading", name="まわりの人に見せたくない質問があります")
    expect(curtain).to_be_visible()  # without an action
    for size in (PHONE, WIDE):
        tablet.set_viewport_size(size)
        looked_at(tablet)
    shoot(tablet, "tablet-curtain")
    welfare = tablet.get_by_role("heading", name="生活保護を受けていますか")
    expect(welfare).to_have_count(0)
    tablet.get_by_role("button", name="ここで質問を見て、答える").press("Enter")
    expect(welfare).to_be_visible()
    looked_at(tablet)
    tablet.get_by_role("button", name="質問をかくす").press("Enter")
    expect(curtain).to_be_visible()
    tablet.get_by_role("button", name="ここで質問を見て、答える").press("Enter")
    with tablet.expect_navigation():
        tablet.get_by_role("button", name="いいえ").press("Enter")
    expect(welfare).to_have_count(0)
    tablet.go_back()
    expect(welfare).to_have_count(0)
    tablet.goto("/counter/screen")
    baby = tablet.locator("button[name=ask-answer]", has_text="凪")
    for _ in range(20):  # earlier questions are left to the clerk
        if baby.count():
            break
        with tablet.expect_navigation():
            tablet.locator(".ask:not(:has(.ask-said)) button[value=unsure]").first.click()
    tablet.set_viewport_size(PHONE)
    looked_at(tablet)
    shoot(tablet, "tablet-people")
    baby.press("Enter")
    expect(baby).to_contain_text("選びました")
    clerk.goto(f"{visit}/interview")
    expect(clerk.locator("[name='p0.holder.given']")).to_have_value("凪")
    expect(clerk.locator("[data-field='p0.welfare'] :checked")).to_have_value("no")


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
def test_an_answer_that_breaks_off_does_not_end_the_polling(
    service: Service, open_page: OpenPage, base_url: str, shoot: Callable[[Page, str], None]
) -> None:
    with service.member("madoguchi") as typist:
        visit = begin(typist, "T-9")
        typist.press("add", {"visit-add": PROCEDURE})
        typist.press("画面を更新", {name: UMEKO[name] for name in ("reception-place", "filer_kind")})
        typist.press("画面を更新", UMEKO)
    clerk, tablet = beside(service, open_page, base_url, visit, shoot)
    news = "**/counter/screen/news"
    tablet.route(news, lambda route: route.fulfill(content_type="application/json", body='{"mark"'), times=1)
    with tablet.expect_response(news):
        clerk.get_by_role("button", name="画面に出す").click()
    expect(tablet.get_by_role("button", name="まちがいありません")).to_be_visible()
