"""Two of the shipped procedures as people meet them: 児童手当 on a phone without scripts, 要介護 keyed in at the counter."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from forms.definition.registry import field_types
from forms.loading import load
from forms.scenarios.scenario_answers import read_answers
from portal.config import Settings
from tests.browser import overflow
from tests.journeys.keyboard import Clerk
from tests.journeys.phone import follow, go_on, question, sign_in, write
from tests.journeys.service import Service
from tests.journeys.signing import sign_on_the_page
from tests.journeys.visitor import Boxes
from tests.servers import running

MOST_PAGES = 25
PROCEDURES: Path = Settings.model_fields["procedures"].default

# 見本 太郎: the card tells his name, birthday and address. No register offers ひかり: she is added.
CLAIM: Mapping[str, Boxes] = {
    "about": {
        "public_servant": "no", "receiving": "no", "capacity": "parent", "reason": "born",
    },
    "event_page": {"has_spouse": "yes", "older_count": "0", "event_date.year": "R8", "event_date.month": "10", "event_date.day": "28"},
    "claimant.who": {"claimant.kana.family": "みほん", "claimant.kana.given": "たろう"},
    "claimant.contact": {"claimant.phone": "090-0000-0001", "claimant.january": "here"},
    "claimant.job": {"claimant.work": "none", "claimant.pension": "national"},
    "spouse.who": {
        "spouse.name.family": "見本", "spouse.name.given": "花子", "spouse.kana.family": "みほん",
        "spouse.kana.given": "はなこ", "spouse.birth.year": "H7", "spouse.birth.month": "9", "spouse.birth.day": "30",
        "spouse.work": "company", "spouse.lives": "together", "spouse.january": "here",
    },
    "children.1.child": {
        "children.1.name.family": "見本", "children.1.name.given": "ひかり", "children.1.kana.family": "みほん",
        "children.1.kana.given": "ひかり", "children.1.birth.year": "R8", "children.1.birth.month": "10",
        "children.1.birth.day": "28", "children.1.relation": "child", "children.1.living": "together",
        "children.1.cares": "yes", "children.1.support": "shared",
    },
    "account.to": {"account.to.way": "public"},
    "consent_page": {"consent_records": "yes", "consent_true": "yes"},
}  # fmt: skip


@pytest.fixture(scope="module")
def sqlite_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Of its own: an answer that another story left here would fill a box or ask once more."""
    with running("demo", folder=tmp_path_factory.mktemp("shipped")) as server:
        yield Service(server)


@pytest.mark.parametrize("javascript", [False], ids=["no scripts"])
@pytest.mark.long("tests/journeys/everywhere/test_shipped_procedures.py")
def test_child_allowance_is_claimed_on_a_phone_without_scripts(
    sqlite_service: Service, phone: Page, javascript: bool
) -> None:
    phone.goto("/procedures/jido-teate-nintei")
    follow(phone.locator('a[href="/apply/jido-teate-nintei"]').first)
    sign_in(phone, "mihon-taro")
    assert phone.evaluate("innerWidth") == 390
    for _ in range(MOST_PAGES):
        assert overflow(phone) <= 0
        if question(phone) == "check":
            break
        if question(phone) == "children" and not phone.locator(".rows-line").count():
            follow(phone.locator('main button[value="add"]'))
            continue
        write(phone, CLAIM.get(question(phone), {}))
        go_on(phone)
    # 10-28 and fifteen days is Thursday 11-12; today is 11-20.
    check = phone.locator("main").inner_text()
    assert "令和8年（2026年）11月12日（木）まで" in check
    assert "期限を過ぎています。" in check
    sign_on_the_page(phone, "mihon-taro")
    assert re.search(r"/applications/[0-9-]+", phone.url)
    assert "期限を過ぎています。" in phone.locator("main").inner_text()


def typed(story: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """The answers of a scenario as a clerk types them: a day in one go, `R8.11.2`; no rows."""
    procedure = load(PROCEDURES / "yokaigo-nintei.yaml", fields=field_types())
    boxes: dict[str, str | list[str]] = {}
    for name, value in read_answers(procedure, story).answers.items():
        if name not in procedure.by_name:
            continue
        field = procedure.by_name[name]
        raw = {part: list(words) for part, words in field.type.typed(value, field.settings).items()}
        if field.type.id == "date":
            raw = {"year": [value.replace("-", ".")]}
        for part, words in raw.items():
            boxes[f"{name}.{part}" if part else name] = words if field.type.id == "multiple_choice" else words[0]
    return boxes


@pytest.mark.parametrize("javascript", [True], ids=["scripts"])
@pytest.mark.long("tests/journeys/everywhere/test_shipped_procedures.py")
def test_a_clerk_takes_in_who_asks_for_care(sqlite_service: Service, desktop: Page, javascript: bool) -> None:
    procedure = load(PROCEDURES / "yokaigo-nintei.yaml", fields=field_types())
    story = {**procedure.scenarios[0]["answers"], "stayed": False}
    sqlite_service.seat(desktop, "madoguchi")
    desktop.goto("/counter")
    desktop.locator("summary", has_text=re.compile("^介護保険（")).click()
    follow(desktop.get_by_role("button", name=procedure.title))
    visit = {"reception-door": "counter", "reception-place": "care", "reception-shown": "my_number_card"}
    Clerk(desktop, {**visit, "reception-came": "same_household", **typed(story)}).fill_in("登録する")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/counter/done/*")
    assert re.fullmatch(r"[0-9-]+", desktop.locator(".receipt-number").inner_text())
    # Thirty days by law from 11-20.
    done = desktop.locator("main").inner_text()
    assert "髙見本\u3000梅子" in done
    assert "めやす：12月20日ごろまで" in done
