"""The line is cut, the session ends, or the browser is closed while a clerk types."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.browser import DESKTOP, OpenPage, axe, overflow
from tests.journeys.counter.test_counter_typing import opened, settled
from tests.journeys.everywhere.unsaved import kept, wait_for_kept
from tests.journeys.service import Service
from tests.journeys.visiting import begin

PHONE = "000-000-0009"
BABY = {
    "p1-name.family": "例示", "p1-name.given": "凪", "p1-kana.family": "れいじ", "p1-kana.given": "なぎ",
    "p1-birth.year": "R8.11.5", "p1-sex": "female", "p1-relation": "child",
}  # fmt: skip
Shoot = Callable[[Page, str], None]
BACK = "入力の途中のものを戻しました"


@pytest.fixture
def screen(sqlite_service: Service, desktop: Page) -> Page:
    return opened(sqlite_service, desktop)


def test_what_was_not_saved_on_a_cut_line_goes_by_itself_when_the_line_is_back(screen: Page, shoot: Shoot) -> None:
    screen.context.set_offline(True)
    screen.locator("#phone").fill(PHONE)
    screen.keyboard.press("Tab")
    lamp = screen.locator("#lamp")
    expect(lamp).to_contain_text("保存できていません。サービスに届きません")
    expect(lamp).to_contain_text("あと")
    expect(lamp).to_have_css("position", "fixed")
    expect(lamp.get_by_role("link", name="切れているとき")).to_be_visible()
    assert axe(screen) == []
    assert overflow(screen) <= 0
    shoot(screen, "counter-line-cut")
    wait_for_kept(screen)
    assert PHONE not in str(kept(screen))
    settled(screen, lambda: screen.context.set_offline(False))
    expect(lamp).to_contain_text("保存しました")
    expect(lamp).to_have_css("position", "static")  # it covers the label of no box
    wait_for_kept(screen, 0)
    screen.reload()
    assert screen.locator("#phone").input_value() == PHONE


def test_what_was_not_saved_when_the_page_is_killed_is_given_back_and_saved(screen: Page) -> None:
    address = screen.url
    screen.route("**/*", lambda route: route.abort("internetdisconnected"))  # of this page alone, until it is gone
    screen.locator("#filer_kind-household").check()
    screen.locator("#phone").fill(PHONE)
    wait_for_kept(screen)
    screen.wait_for_function("() => document.getElementById('lamp').dataset.state === 'away'")
    screen.close()
    again = screen.context.new_page()
    again.goto(address)
    expect(again.get_by_text(BACK)).to_be_visible()
    expect(again.locator("#lamp")).to_contain_text("保存しました")
    expect(again.locator("#relation-spouse")).to_be_visible()
    again.reload()
    assert again.locator("#phone").input_value() == PHONE
    expect(again.get_by_text(BACK)).to_have_count(0)


def test_what_was_not_saved_before_the_session_ended_comes_back_to_the_same_member_alone(
    sqlite_service: Service, screen: Page
) -> None:
    address = screen.url
    screen.locator("#phone").fill(PHONE)  # at once: the browser may be closed before the last of many keys is kept
    wait_for_kept(screen)
    screen.context.clear_cookies(name="kakanai_staff")
    screen.goto(address)
    expect(screen.get_by_role("heading", name="職員サインイン")).to_be_visible()
    sqlite_service.seat(screen, "shinsa")
    screen.goto(address)
    assert screen.get_by_text(BACK).count() == 0
    sqlite_service.seat(screen, "madoguchi")
    screen.goto(address)
    expect(screen.get_by_text(BACK)).to_be_visible()
    assert screen.locator("#phone").input_value() == PHONE


def test_what_to_do_without_the_line_opens_without_it_and_turns_into_the_page_of_what_works(
    sqlite_service: Service, open_page: OpenPage
) -> None:
    page = open_page(DESKTOP, base_url=sqlite_service.url, service_workers="allow")
    sqlite_service.seat(page, "madoguchi")
    page.goto("/counter")
    # Of that page: the pages of the sign-in register the worker of residents.
    page.wait_for_function(
        "async () => { const worker = await navigator.serviceWorker.getRegistration('/counter/working');"
        " return worker?.scope.endsWith('/counter/working') && worker.active?.state === 'activated'; }"
    )
    page.context.set_offline(True)
    # A browser that is driven may ask the line, and not the worker that it just starts: a person presses again.
    cut = page.get_by_role("heading", name="この端末は、いまサービスに届きません")
    for _ in range(3):
        with suppress(Error):
            page.goto("/counter/working")
            break
    expect(cut).to_be_visible(timeout=15_000)
    expect(page.get_by_text("白紙の様式に書いてもらい")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.context.new_page().goto(f"{sqlite_service.url}/counter")  # of no other page
    page.context.set_offline(False)
    # The page may be back on line a moment before its worker: it then gets itself again, and looks once more after five seconds.
    expect(page.get_by_role("heading", name="いま使えるもの")).to_be_visible(timeout=15_000)
    assert page.evaluate("caches.keys()") == []


def test_the_page_of_what_works_says_that_the_line_is_cut_and_comes_back(screen: Page) -> None:
    screen.goto("/counter/working")
    alarm = screen.get_by_text("この端末は、いまサービスに届きません")
    expect(alarm).to_be_hidden()
    screen.context.set_offline(True)
    expect(alarm).to_be_visible()
    assert axe(screen) == []
    screen.context.set_offline(False)
    expect(alarm).to_be_hidden(timeout=15_000)


def test_each_button_that_renews_the_page_leaves_the_focus_in_it(screen: Page) -> None:
    names = screen.locator("form[data-keep] button:visible").evaluate_all(
        "all => all.filter(one => !['register', 'park'].includes(one.value)).map(one => one.value)"
    )
    assert "refresh" in names
    for name in names:
        button = screen.locator(f'form[data-keep] button[value="{name}"]:visible')
        if button.count() != 1:
            continue
        button.click()
        screen.wait_for_load_state("networkidle")
        assert screen.evaluate("document.activeElement.closest('main') !== null"), name


def test_what_was_not_saved_of_one_window_is_not_given_back_at_another(sqlite_service: Service, desktop: Page) -> None:
    sqlite_service.seat(desktop, "madoguchi")
    desktop.goto("/counter/till?place=care")
    box = desktop.locator('main form[method="post"] input[inputmode="numeric"]')
    box.fill("12345")
    wait_for_kept(desktop)
    for place, typed in (("general", ""), ("care", "12345")):
        desktop.goto(f"/counter/till?place={place}")
        desktop.wait_for_load_state("networkidle")
        assert box.input_value() == typed, place


def test_what_was_searched_for_is_no_work_to_bring_back(screen: Page) -> None:
    counter = screen.url.partition("/counter")[0] + "/counter"
    screen.goto(counter)
    screen.locator("#asked").press_sequentially("てんにゅう")
    screen.goto(f"{counter}/working")
    screen.goto(counter)
    screen.wait_for_load_state("networkidle")
    expect(screen.get_by_text(BACK)).to_be_hidden()
    assert screen.locator("#asked").input_value() == ""


def test_a_paper_that_is_ticked_while_the_form_is_on_its_way_stays_ticked_and_keeps_the_focus(
    sqlite_service: Service, desktop: Page
) -> None:
    with sqlite_service.member("madoguchi") as typist:
        visit = begin(typist, "U-1")
        typist.press("add", {"visit-add": "kodomo-iryohi"})
    sqlite_service.seat(desktop, "madoguchi")
    desktop.goto(f"{visit}/interview")
    under_way: list[Route] = []
    desktop.route("**/interview", lambda route: under_way.append(route) if not under_way else route.continue_())
    with desktop.expect_request("**/interview"):
        desktop.locator("[name='p0.reason']").first.check()
    paper = desktop.locator("[name=screen-brought]").last
    before = paper.evaluate("box => { box.dataset.before = 1; return box.value; }")
    paper.check()
    under_way[0].continue_()
    expect(desktop.locator("[data-before]")).to_have_count(0)
    again = desktop.locator(f"[name=screen-brought][value='{before}']")
    expect(again).to_be_checked()
    expect(again).to_be_focused()


def test_what_another_saved_meanwhile_comes_in_and_the_clerk_goes_on_at_the_same_question(
    sqlite_service: Service, desktop: Page, shoot: Shoot
) -> None:
    with sqlite_service.member("madoguchi") as colleague:
        visit = begin(colleague, "U-2")
        colleague.press("add", {"visit-add": "kodomo-iryohi"})
        sqlite_service.seat(desktop, "madoguchi")
        desktop.goto(f"{visit}/interview")
        colleague.go(f"{visit}/interview")
        colleague.press("画面を更新", {"p0.claimant.phone": PHONE, "p0.claimant.name.family": "見本"})
    notice, phone = desktop.locator("#elsewhere"), desktop.locator('[name="p0.claimant.phone"]')
    desktop.locator('[name="p0.claimant.kana.family"]').fill("みほん")
    desktop.locator('[name="p0.claimant.birth.year"]').focus()
    expect(desktop.locator("#lamp")).to_contain_text("保存しました")  # both: nothing is answered twice
    expect(notice).to_contain_text(f"別の画面では「{PHONE}」")
    expect(notice).not_to_contain_text("まだ保存していません")
    expect(phone).to_have_value(PHONE)
    assert desktop.evaluate("document.activeElement.name") == "p0.claimant.birth.year"
    with sqlite_service.member("madoguchi") as colleague:
        colleague.go(f"{visit}/interview")
        colleague.press("画面を更新", {"p0.claimant.phone": "000-000-0001"})
    desktop.locator('details:has([name="p0.claimant.phone"])').evaluate("fold => { fold.open = true; }")
    phone.fill("000-000-0002")
    desktop.locator("[data-save]").click()  # it is saved first, and goes no further
    expect(notice).to_contain_text("別の画面では「000-000-0001」")
    expect(desktop.locator("#lamp")).to_contain_text("別の画面で先に保存されました")
    assert (axe(desktop), overflow(desktop)) == ([], 0)
    shoot(desktop, "interview-elsewhere")
    assert desktop.evaluate("document.activeElement.value") == "register"
    expect(phone).to_have_value("000-000-0002")
    desktop.locator("[data-refresh]").click()
    expect(notice).to_have_count(0)
    assert phone.input_value() == "000-000-0002"


def test_each_button_of_the_household_leaves_the_focus_in_the_form(sqlite_service: Service, desktop: Page) -> None:
    with sqlite_service.member("madoguchi") as typist:
        visit = begin(typist, "U-3")
        typist.press("add", {"visit-add": "kokuho-kanyu"})
        typist.go(f"{visit}/people/birth")
        typist.press("take", BABY)
    sqlite_service.seat(desktop, "madoguchi")
    desktop.goto(f"{visit}/interview")
    for name in ("入れる", "追加", "外す", "消す"):
        desktop.locator("form[data-keep] button:visible").filter(has_text=name).first.click()
        desktop.wait_for_load_state("networkidle")
        assert desktop.evaluate("document.activeElement.matches('form[data-keep] :is(input, button)')"), name


def test_a_choice_that_its_button_alone_saves_is_kept_though_the_rest_of_the_page_is_saved(
    sqlite_service: Service, desktop: Page
) -> None:
    with sqlite_service.member("madoguchi") as typist:
        visit = begin(typist, "U-3")
    sqlite_service.seat(desktop, "madoguchi")
    desktop.goto(visit)
    desktop.get_by_text("ほかの職員に引き継ぐ").click()
    colleague = desktop.get_by_label("引き継ぐ相手")
    colleague.select_option(index=1)
    chosen = colleague.input_value()
    desktop.get_by_label("だれのために来たか").fill("見本　花子")
    with desktop.expect_response(lambda response: response.request.method == "POST"):
        desktop.keyboard.press("Tab")
    expect(desktop.locator("#lamp")).to_contain_text("入力の途中です")
    desktop.reload()
    expect(desktop.get_by_text(BACK)).to_be_visible()
    expect(colleague).to_have_value(chosen)
