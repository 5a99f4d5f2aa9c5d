"""What a page computes is counted where it is typed, before the page is saved."""

from playwright.sync_api import Page, Route, expect

from portal.services.shared.installation import Installation
from tests.journeys.photograph_states import answer
from tests.portal.routes.guest_browser import BASE, guest, offer, version

QUESTIONS = """\
      - together: 出すもの
        id: things
        ask:
          - {id: pieces, type: integer, label: 数}
          - {id: cost, type: computed, of: money, label: 手数料, compute: "times(200, pieces)"}
"""
KNOWN = """\
      - together: なくした日
        id: lost_page
        ask:
          - {id: lost_on, type: date, label: なくした日, known_from: "choose(reason == lost, today, today)"}
          - {id: paid_from, type: computed, of: month, label: はじまる月, compute: month_of(lost_on + months(1))}
"""
OPEN = "この画面に書いて進むと、次の画面に出ます"


def test_a_sum_follows_what_was_kept_while_typing_and_nothing_is_answered_by_it(installation: Installation) -> None:
    offer(installation, version(1, QUESTIONS))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    assert OPEN in page.text
    boxes = dict(page.form("次へ進む").values)
    kept = page.browser.client.post(page.path, data={**boxes, "pieces": "3", "go-to": "here"})
    assert "保存しました" in kept.text
    assert ">600円</output>" in page.browser.open(page.path).text
    page.browser.client.post(page.path, data={**boxes, "pieces": "three", "go-to": "here"})
    assert OPEN in page.browser.open(page.path).text


def test_a_sum_follows_from_what_is_filled_in_and_not_confirmed(installation: Installation) -> None:
    offer(installation, version(1, KNOWN))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    assert dict(page.form("次へ進む").values)["lost_on.year"] == "2026"
    assert ">令和8年（2026年）12月</output>" in page.text
    assert OPEN not in page.text


def test_the_sum_is_seen_after_a_pause(installation: Installation, phone: Page) -> None:
    offer(installation, version(1, QUESTIONS))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    client = page.browser.client

    def keep(route: Route) -> None:
        sent = route.request
        kept = client.post(
            sent.url, content=sent.post_data or "", headers={"content-type": sent.headers["content-type"]}
        )
        route.fulfill(status=kept.status_code, body=kept.content)

    phone.route("**/*", lambda route: keep(route) if route.request.method == "POST" else answer(client, route))
    phone.clock.install()
    phone.goto(f"{BASE}{page.path}")
    phone.locator("#pieces").fill("3")
    phone.clock.fast_forward(3000)
    expect(phone.locator("output")).to_have_text("600円")
