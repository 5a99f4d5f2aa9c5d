"""Incremental search with scripts."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.service import Service

SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }"


def test_the_answer_comes_while_one_types_and_back_finds_it_again(sqlite_service: Service, phone: Page) -> None:
    phone.goto("/procedures")
    phone.get_by_label("手続をさがす").press_sequentially("ひこし")
    expect(phone.locator("#found h2").last).to_contain_text("「ひこし」の手続")
    expect(phone.locator("[data-said]")).to_contain_text("「ひこし」なら、「ひこし」の手続")
    expect(phone).to_have_url(f"{sqlite_service.url}/procedures?q=%E3%81%B2%E3%81%93%E3%81%97")
    title_with_scripts = phone.title()
    phone.reload()
    assert phone.title() == title_with_scripts
    assert "ひこし" in title_with_scripts
    first = phone.locator('#found a[href^="/procedures/"]').first
    title = first.inner_text()
    first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(title)
    phone.go_back()
    expect(phone.get_by_label("手続をさがす")).to_have_value("ひこし")
    expect(first).to_have_text(title)
    phone.get_by_text(re.compile("^ほかの[0-9]+件を見る$")).click()
    expect(phone.locator("#found").get_by_role("link", name="住民票の写しの交付請求")).to_be_visible()


def test_wider_text_forced_colours_and_less_motion_lose_nothing(sqlite_service: Service, phone: Page) -> None:
    """Checks 9, 11 and 12 on the front page and a procedure's page."""
    for address in ("/?q=zzzz", "/procedures/jido-teate-nintei"):
        phone.emulate_media(forced_colors="active", reduced_motion="reduce")
        phone.goto(address)
        bare = phone.locator("main .button, main .box, main .card").evaluate_all(
            "all => all.filter(one => parseFloat(getComputedStyle(one).borderTopWidth) < 1).map(one => one.outerHTML)"
        )
        assert bare == []
        moving = phone.evaluate(
            """() => [...document.querySelectorAll("*")].filter(one => {
                const style = getComputedStyle(one);
                const seconds = text => Math.max(...text.split(",").map(part => parseFloat(part)));
                return seconds(style.animationDuration) > .01
                    || (seconds(style.transitionDuration) > .01 && style.transitionProperty !== "opacity");
            }).map(one => one.className)"""
        )
        assert moving == []
        phone.evaluate(
            "text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); document.adoptedStyleSheets = [sheet]; }",
            SPACING,
        )
        assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        clipped = phone.locator("main :is(a, button, h1, h2, p, dd)").evaluate_all(
            "all => all.filter(one => getComputedStyle(one).overflow === 'hidden' && one.scrollHeight > one.clientHeight + 1"
            " && !one.classList.contains('unseen')).map(one => one.textContent)"
        )
        assert clipped == []
