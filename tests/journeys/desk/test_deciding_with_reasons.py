"""The pages of decisions at both widths, with and without scripts: ready reasons, open checks, bulk, 決裁 of many, undo."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.browser import DESKTOP, PHONE, OpenPage, axe
from tests.journeys import looks
from tests.journeys.desk.test_staff_by_keyboard import Office, office
from tests.journeys.desk_screen import look_at_decision
from tests.journeys.phone import follow
from tests.portal.conftest import database_url, installation, reviewer
from tests.portal.results import examined_case, examiner
from tests.portal.services.desk.case.test_settle_outcome import decide, number, with_approval, with_undo
from tests.portal.world import DUTY, add_member, alice, file_application

__all__ = ["database_url", "installation", "number", "reviewer"]
Shoot = Callable[[Page, str], None]
CLAIM = "jido-teate-nintei"
scripts = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])


def looks_good(page: Page, shoot: Shoot, name: str) -> None:
    problems: list[str] = []
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        # What is scrolled out of the column of acts has a place on the page, but covers nothing.
        page.evaluate("document.querySelectorAll('.aside').forEach(column => { column.scrollTop = 0; })")
        shoot(page, name)
        problems += axe(page) + looks.of_layout(page) + looks.of_targets(page, looks.STAFF)
    assert problems == [], page.url


def seat(desk: Office, member: Member, address: str, *, javascript: bool) -> Page:
    desk.javascript = javascript
    return desk.seat(member, address)


@scripts
def test_a_refusal_is_made_of_a_ready_reason_and_taken_back(
    installation: Installation, open_page: OpenPage, shoot: Shoot, javascript: bool
) -> None:
    slow = with_undo(installation, 10)
    clerk = examiner(slow, CLAIM)
    claims = [examined_case(slow, clerk, CLAIM) for _ in range(2)]
    with office(slow, open_page) as desk:
        page = seat(desk, clerk, f"/desk/{claims[0]}?list=who%3Dall", javascript=javascript)
        page.get_by_text("用意した理由から選ぶ").click()
        looks_good(page, shoot, "desk-ready-reasons")
        follow(page.get_by_role("button", name="公務員の方の児童手当は"))
        expect(page.locator("#outcome-refused")).to_be_checked()
        expect(page.locator("#words")).to_have_value("公務員の方の児童手当は、勤め先が認定するためです。")
        looks_good(page, shoot, "desk-ready-reason")
        follow(page.get_by_role("button", name="内容を確かめる"))
        follow(page.get_by_role("button", name="決めて次の申請へ"))
        expect(page.get_by_role("status").first).to_contain_text(f"さん（{claims[0]}）：「")
        looks_good(page, shoot, "desk-undo")
        follow(page.locator(".flash-undo").get_by_role("button", name="取り消す"))
        expect(page.get_by_role("status").first).to_contain_text("結果を取り消しました。")

        page.goto("/desk/bulk")
        page.locator("#act-refused").check()
        for claim in claims:
            page.locator(f"#case-{claim}").check()
        follow(page.get_by_role("button", name="内容を確かめる"))
        page.locator(f"#ready-{claims[0]}").select_option("not_resident")
        follow(page.get_by_role("button", name="2件："))
        expect(page.locator("#error-summary")).to_contain_text(f"{claims[1]}：申請した人への理由を")
        expect(page.locator(f"#ready-{claims[0]}")).to_have_value("not_resident")
        looks_good(page, shoot, "desk-bulk-reasons")
        page.locator(f"#ready-{claims[1]}").select_option("public_servant")
        follow(page.get_by_role("button", name="2件："))
        looks_good(page, shoot, "desk-bulk-done")
        follow(page.get_by_role("button", name="2件を取り消す"))
        expect(page.get_by_role("status").first).to_contain_text("できた2件、できなかった0件")


@scripts
@pytest.mark.long("tests/portal/routes/desk/queue/test_bulk.py")
def test_many_are_approved_after_an_open_line_was_explained(
    installation: Installation, open_page: OpenPage, shoot: Shoot, reviewer: Member, number: str, javascript: bool
) -> None:
    city = with_approval(installation)
    other = file_application(city, alice(city))
    decide(city, reviewer, other)
    with office(city, open_page) as desk:
        page = seat(desk, reviewer, f"/desk/{number}", javascript=javascript)
        page.locator("#outcome-approved").check()
        look_at_decision(page)
        follow(page.get_by_role("button", name="の案を出す"))
        expect(page.locator("#unchecked--error")).to_be_visible()
        looks_good(page, shoot, "desk-unchecked")
        page.locator("#unchecked").fill("窓口で原本を確かめたためです。")
        with page.expect_download():
            page.get_by_role("button", name="起案のファイル").click()
        expect(page.locator("#lamp")).not_to_contain_text("送っています")
        follow(page.get_by_role("button", name="の案を出す"))

        boss = seat(desk, add_member(city, "kessai", ("approver", DUTY)), "/desk?task=approvals", javascript=javascript)
        looks_good(boss, shoot, "desk-approvals-tab")
        follow(boss.get_by_role("button", name="まとめて決裁する"))
        looks_good(boss, shoot, "desk-approvals")
        boss.get_by_role("checkbox", name=other).uncheck()
        follow(boss.get_by_role("button", name="印を付けた案を決裁する"))
        expect(boss.get_by_role("status").first).to_contain_text("できた1件、できなかった0件")
        expect(boss.get_by_role("link", name=number)).to_be_visible()
