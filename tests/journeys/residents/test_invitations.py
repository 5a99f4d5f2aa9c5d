"""Letters of the city. Each story invites another resident."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from portal.services.shared.invitation_code import draw_code
from tests.browser import axe, overflow
from tests.journeys.filing import sign_in
from tests.journeys.people import PROCEDURE
from tests.journeys.phone import follow
from tests.journeys.phone import sign_in as sign_in_on_the_page
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

LIST = """整理番号,氏名,郵便番号,住所,生年月日,個別対応,name
{mark}-1,﨑見　次郎,000-0002,見本県見本市例示台二丁目5番地,1995-03-03,,﨑見 次郎
{mark}-2,秘密　守,000-0002,見本県見本市かくれ町9番,1960-01-01,1,
"""


def letters(visitor: Visitor, campaign: str) -> list[str]:
    rows = visitor.go("/mock/letters").text.split("<tr>")
    return [re.findall(r'/invited/(\w+)"', row)[0] for row in rows if f">{campaign}<" in row]


def invite(service: Service, mark: str) -> str:
    """Returns the code of the only letter."""
    with service.member("tanto") as section:
        section.go("/desk/campaigns/new")
        values = {
            "procedure": PROCEDURE,
            "name": f"案内{mark}",
            "purpose": "証を新しくします。",
            "expires": "2026-12-25",
        }
        section.press("名簿を確かめる", values, {"people": [("people.csv", LIST.format(mark=mark).encode())]})
        assert "番号を作る人 1人、課で対応する人 1人" in section.text
        assert "かくれ町" not in section.text
        assert "別の職員" in section.text
        address = section.path
        with service.member("shinsa") as second:
            second.go(address)
            second.press("この案内を始める")
            assert "案内を始めました" in second.text
        section.go(address)
        section.press("手紙を作る")
        assert section.seen.headers["content-type"] == "application/pdf"
        assert section.seen.headers["cache-control"] == "no-store"
    with service.visitor() as anyone:
        codes = letters(anyone, f"案内{mark}")
    assert len(codes) == 1
    return codes[0]


def test_a_list_with_faults_keeps_nothing_and_says_where(sqlite_service: Service) -> None:
    with sqlite_service.member("tanto") as section:
        section.go("/desk/campaigns/new")
        bad = LIST.format(mark="X").replace("1995-03-03", "1995-02-30").replace(",name", ",nmae")
        values = {"procedure": PROCEDURE, "name": "まちがい", "purpose": "ため", "expires": "2026-12-25"}
        section.press("名簿を確かめる", values, {"people": [("people.csv", bad.encode())]})
        assert section.seen.status_code == 422
        assert "「nmae」という質問は" in section.text
        assert "何も入れていません" in section.text
        section.press("名簿を確かめる", {"procedure": "", "name": "", "expires": "2020-01-01", "keep_days": "x"})
        assert section.seen.status_code == 422
        assert section.text.count("field-trouble") == 5
        section.go("/desk/campaigns")
        assert "まちがい" not in section.text


def test_wrong_unknown_and_called_back_are_one_page(sqlite_service: Service) -> None:
    code = invite(sqlite_service, "W")
    with sqlite_service.visitor() as guesser:
        pages = []
        for typed, birth in ((code, "1995-03-04"), (draw_code(), "1995-03-03")):
            guesser.go("/invited")
            guesser.press("内容を見る", {"code": typed, "birth.year": birth})
            pages.append((guesser.seen.status_code, errors_on(guesser)))
        with sqlite_service.member("tanto") as section:
            section.go("/desk/campaigns")
            section.go(re.findall(r'href="(/desk/campaigns/\d+)">案内W<', section.text)[0])
            section.press("この手紙の番号を取り消す")
        guesser.go("/invited")
        guesser.press("内容を見る", {"code": code, "birth.year": "1995-03-03"})  # correct, but the code was cancelled
        pages.append((guesser.seen.status_code, errors_on(guesser)))
        assert pages == [pages[0]] * 3
        assert pages[0][0] == 422
        assert "<li>" in pages[0][1]
        # A mistyped code is reported as such, which reveals nothing about letters.
        guesser.go("/invited")
        guesser.press("内容を見る", {"code": code[:-1], "birth.year": "1995-03-03"})
        assert "読み違えている" in guesser.text


def errors_on(visitor: Visitor) -> str:
    return "".join(re.findall(r'class="error-list">(.*?)</ul>', visitor.text, re.DOTALL))


def test_the_card_of_another_opens_nothing(sqlite_service: Service) -> None:
    code = invite(sqlite_service, "C")
    with sqlite_service.visitor() as another:
        sign_in(another, "sakimi-aoi")
        another.go(f"/invited/{code}")
        another.press("内容を見る", {"birth.year": "19950303"})
        assert another.seen.status_code == 403
        assert "手紙が届いた本人のカード" in another.text
        assert "次郎" not in another.text


@pytest.mark.parametrize("javascript", [False], ids=["without scripts"])
def test_a_letter_is_answered_in_two_taps(sqlite_service: Service, phone: Page, javascript: Any) -> None:
    with sqlite_service.visitor() as anyone:
        row = next(part for part in anyone.go("/mock/letters").text.split("<tr>") if "試作" in part)
    code, typed, taps = re.findall(r'/invited/(\w+)"', row)[0], "19901201", 0
    phone.goto(f"/invited/{code}")
    assert axe(phone) == []
    assert overflow(phone) <= 0
    phone.locator('[name="birth.year"]').fill(typed)
    follow(phone.get_by_role("button", name="内容を見る"))
    sign_in_on_the_page(phone, "shisaku-midori")
    assert "試作 はると" in phone.locator("main").inner_text().replace("\u3000", " ")
    assert "市からの案内" in phone.locator("main").inner_text()
    assert axe(phone) == []
    assert overflow(phone) <= 0
    for button in ("変わりありません", "申請する"):
        follow(phone.get_by_role("button", name=button))
        taps += 1
    assert "申請が届きました" in phone.locator("h1").inner_text()
    print(f"D2 (b) 現況届, outer, invited: {len(typed)} characters typed, {taps} taps after the card")
    assert len(typed) <= 10
    phone.goto(f"/invited/{code}")
    phone.locator('[name="birth.year"]').fill(typed)
    follow(phone.get_by_role("button", name="内容を見る"))
    assert "もう届いています" in phone.locator("h1").inner_text()
    assert "試作" not in phone.locator("main").inner_text()
