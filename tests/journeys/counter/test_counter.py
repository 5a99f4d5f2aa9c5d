"""A paper form keyed at the counter without a mouse."""

import pytest
from playwright.sync_api import Page

from tests.journeys.keyboard import Clerk
from tests.journeys.people import TITLE
from tests.journeys.phone import follow, rows
from tests.journeys.service import Service

# 髙見本 梅子 has no card with a chip; her letter was stamped three days ago.
UMEKO = {
    "reception-door": "post",
    "reception-stamp.year": "R8.11.17",
    "reception-place": "care",
    "reception-shown": "driving_licence",
    "filer_kind": "self",
    "name.family": "髙見本",
    "name.given": "梅子",
    "kana.family": "たかみほん",
    "kana.given": "うめこ",
    "birth.year": "S29.6.15",
    "sex": "female",
    "address.postal": "0000001",
    "address.town": "見本県見本市見本町",
    "address.street": "一丁目2番3号",
    "cards": ["insured"],
    "reason": "lost",
    "lost_how": "home",
    "delivery": "address",
    "phone": "000-0000-0002",
    "consent_true": "yes",
}


def reach(page: Page, group: str, title: str) -> None:
    assert page.evaluate("document.activeElement.id") == "asked"
    for _ in range(page.locator("main :is(a, button, summary)").count()):
        page.keyboard.press("Tab")
        words = page.evaluate("document.activeElement.innerText")
        if words == title:
            return
        if words.startswith(group):
            page.keyboard.press("Enter")
    raise AssertionError(f"{title} is not reached by Tab")


@pytest.mark.parametrize(
    ("service", "javascript"),
    [("sqlite", False), ("postgresql", True)],
    indirect=["service"],
    ids=["no scripts", "scripts"],
)
@pytest.mark.long("tests/portal/routes/counter/test_counter.py")
def test_a_paper_form_is_keyed_in_and_is_in_the_queue_with_its_stamp(
    service: Service, desktop: Page, javascript: bool
) -> None:
    service.seat(desktop, "madoguchi")
    desktop.goto("/counter")
    reach(desktop, "介護保険（", TITLE)
    with desktop.expect_navigation():
        desktop.keyboard.press("Enter")
    Clerk(desktop, UMEKO, scripts=javascript).fill_in("登録する")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/counter/done/*")
    number = desktop.locator(".receipt-number").inner_text()
    assert rows(desktop)["届いた日時"] == "令和8年（2026年）11月17日（火）（収受印）"

    service.seat(desktop, "tanto")
    desktop.goto("/desk")
    line = desktop.get_by_role("row").filter(has_text=number)
    assert "郵送" in line.inner_text()
    assert "11月17日（火）" in line.inner_text()
    follow(line.locator("a.number"))
    shown = rows(desktop)
    assert shown["氏名"] == "髙見本\u3000梅子"
    assert shown["生年月日"] == "昭和29年（1954年）6月15日"
    assert "運転免許証" in desktop.locator("main").inner_text()


def test_a_visit_arrives_at_this_moment_and_goes_home_on_paper(service: Service) -> None:
    with service.member("madoguchi") as clerk:
        clerk.go("/counter")
        clerk.press(TITLE)
        visit = {**UMEKO, "reception-door": "counter"}
        first = {name: visit[name] for name in ("reception-door", "reception-place", "reception-shown", "filer_kind")}
        clerk.press("画面を更新", first)
        clerk.press("画面を更新", visit)
        clerk.press("登録する", visit)
        assert clerk.path.startswith("/counter/done/"), clerk.text
        number = clerk.path.rpartition("/")[2]
        assert "2026年）11月20日（金） 10時" in clerk.text
        assert number in clerk.go(f"/counter/print/{number}").text
    with service.member("tanto") as section:
        assert number in section.go("/desk").text
        assert "窓口" in section.go(f"/desk/{number}").text
