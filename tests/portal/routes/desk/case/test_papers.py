"""Late papers at desk and counter."""

import re

import pytest

from portal.jobs.send_notices import send_notices
from portal.jobs.watch_papers import watch_papers
from portal.services.my_cases.stop_application import NOW, stop_application
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.shared import audit_records
from tests.forms.loading.small import small
from tests.portal.contacts import mails, proved
from tests.portal.later import later
from tests.portal.routes.counter_form import VISIT, Screen
from tests.portal.routes.counter_form import receipt as receipt_of
from tests.portal.routes.guest_browser import Page, offer
from tests.portal.routes.late_papers import PROOF, filed, found_again, hand_in, number_of, rows
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.at_work import case_of
from tests.portal.world import DUTY, PLACE, add_member

REASON = "先生の証明に時間がかかるためです。"
CAME = {"came_by": "post", "came_on": "2026-11-20"}


@pytest.fixture
def section(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY), ("clerk", DUTY))


@pytest.fixture
def receipt(installation: Installation) -> Page:
    return filed(installation)


def listed(desk: StaffBrowser, papers: str) -> list[str]:
    matches = re.findall(r'href="/desk/([0-9-]+)\?list', desk.get(f"/desk?papers={papers}"))
    return sorted(set(matches))


def act(desk: StaffBrowser, number: str, action: str, **boxes: str) -> int:
    return desk.post(f"/desk/{number}", f"/desk/{number}/papers/{action}", boxes).status_code


def test_the_queue_finds_who_owes_what_came_and_whose_day_has_passed(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number = number_of(receipt)
    after = later(installation, days=21)
    assert (watch_papers(after), watch_papers(after)) == (1, 0)
    desk = at_desk(after, section)
    assert [listed(desk, name) for name in ("owed", "over", "new", "nonsense")] == [[number], [number], [], [number]]
    assert "期限を過ぎた" in desk.get(f"/desk/{number}")
    hand_in(found_again(receipt, after), number)
    assert [listed(desk, name) for name in ("owed", "over", "new")] == [[], [], [number]]
    case = desk.get(f"/desk/{number}")
    assert "新しく届いた書類が1点あります" in case
    (file,) = set(re.findall(rf'href="(/desk/{number}/files/[^"/]+)"', case))
    assert desk.client.get(file).headers["content-type"] == "image/jpeg"
    seen = f"/desk/{number}/papers-seen"
    assert desk.post(f"/desk/{number}", seen, {"paper": "another"}).status_code == 303
    assert listed(desk, "new") == [number], "what came after the page was read stays new"
    assert desk.post(f"/desk/{number}", seen, {}).status_code == 303
    assert listed(desk, "new") == []
    assert "オンラインで届いた" in desk.get(f"/desk/{number}")


def test_a_letter_is_noted_with_the_day_on_which_it_came(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number, after = number_of(receipt), later(installation, days=5)
    desk = at_desk(after, section)
    for came_by, came_on in (("", "2026-11-24"), ("online", "2026-11-24"), ("post", ""), ("post", "2026-11-26"),
                             ("post", "2026-11-19"), ("post", "昨日")):  # fmt: skip
        assert act(desk, number, "proof/came", came_by=came_by, came_on=came_on) == 422, (came_by, came_on)
    assert rows(after, section, number)["proof"].state == "owed"
    assert act(desk, number, "proof/came", came_by="post", came_on="2026-11-24", note="棚3") == 303
    assert (
        act(desk, number, "proof/came", came_by="counter", came_on="2026-11-25") == 409
    )  # another clerk recorded it first
    row = rows(after, section, number)["proof"]
    assert (row.state, row.came_by, row.came_on) == ("came", "post", "2026-11-24")
    assert "棚3" in desk.get(f"/desk/{number}")
    page = found_again(receipt, after).open(receipt.path)
    assert "11月24日（火）に届きました" in page.text
    assert "書類が、窓口か郵便で届きました" in page.text
    assert "棚3" not in page.text


def test_a_day_is_put_off_a_paper_not_needed_or_asked_for_once_more(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    proved(installation, case_of(installation, section, number).row.person_id)
    for due, reason in (("2026-12-10", REASON), ("", REASON), ("2026-12-24", ""), ("2026-12-24", "あ" * 501)):
        assert act(desk, number, "proof/later", due=due, reason=reason) == 422
    assert act(desk, number, "proof/later", due="2026-12-24", reason=REASON) == 303
    page = receipt.browser.open(receipt.path).text
    assert ("12月24日（木）まで" in page, REASON in page) == (True, True)
    assert act(desk, number, "proof/waive", reason=" ") == 422
    assert act(desk, number, "proof/waive", reason="市の記録でわかりました。") == 303
    page = receipt.browser.open(receipt.path).text
    assert "出さなくてよくなりました" in page
    assert "今することはありません" in page
    assert act(desk, number, "proof/waive", reason="もう一度") == 409
    assert act(desk, number, "proof/later", due="2026-12-28", reason="字が読めませんでした。") == 303  # asked for again
    assert rows(installation, section, number)["proof"].state == "owed"
    assert "字が読めませんでした" in receipt.browser.open(receipt.path).text
    while send_notices(installation):
        pass
    texts = [mail.text for mail in mails(installation)]
    assert len(texts) == 3
    assert not any(words in text for text in texts for words in (REASON, "在学証明書"))


def test_it_is_reminded_of_once_and_a_decision_or_a_withdrawal_ends_it(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number = number_of(receipt)
    person = case_of(installation, section, number).row.person_id
    proved(installation, person)
    assert watch_papers(later(installation, days=12)) == 0
    near = later(installation, days=13)
    assert (watch_papers(near), watch_papers(near)) == (1, 0)
    while send_notices(near):
        pass
    (mail,) = mails(near)
    assert mail.subject.endswith(f"あとから出す書類の期限が近づいています（受付番号 {number}）")
    with near.database.write() as unit:
        case = case_of(near, section, number)
        stop_application(near, unit, case, Actor("guest", person or "", place=PLACE), NOW, "")
        unit.commit()
    assert watch_papers(later(installation, days=30)) == 0
    browser = found_again(receipt, near)
    page = browser.open(receipt.path).text
    assert ("出さなくてかまいません" in page, "書類を出す" in page) == (True, False)
    assert browser.open(f"{receipt.path}/papers/proof").status == 404
    desk = at_desk(near, section)
    assert "届かないまま終わった" in desk.get(f"/desk/{number}")
    response = desk.post("/desk", f"/desk/{number}/papers/proof/came", CAME, revision="1")
    assert response.status_code == 409


def test_the_counter_takes_papers_along_and_prints_what_is_to_follow(
    installation: Installation, section: Member
) -> None:
    offer(installation, small(PROOF, duty=DUTY, who="{online: [anyone], counter: [anyone]}"))
    desk = at_desk(installation, section)
    numbers = []
    for brought in (["proof", "nonsense"], []):
        screen = Screen(desk, desk.post("/counter", "/counter/small/start", {}).headers["location"])
        assert screen.press(
            "refresh", {**VISIT, "reception-came": ["anyone"], "reason": ["lost"], "screen-brought": brought}
        ).status_code in (
            200,
            303,
        )
        assert ('value="proof" checked' in screen.page) == bool(brought)
        numbers.append(receipt_of(screen.press("register")))
    with_it, without = (rows(installation, section, number)["proof"] for number in numbers)
    assert (with_it.state, with_it.came_by, with_it.came_on) == ("came", "counter", "2026-11-20")
    assert (with_it.seen_at is None, without.state) == (False, "owed")
    for address in ("done", "print"):
        assert "在学証明書" not in desk.get(f"/counter/{address}/{numbers[0]}")
        assert "在学証明書" in desk.get(f"/counter/{address}/{numbers[1]}")
    assert f'href="/desk/{numbers[1]}/papers/proof"' in desk.get(f"/counter/done/{numbers[1]}")


def test_other_sections_and_anyone_who_only_looks_change_nothing(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number = number_of(receipt)
    stranger = at_desk(installation, add_member(installation, "hoka", ("reviewer", "child-allowance")))
    auditor = at_desk(installation, add_member(installation, "miru", ("auditor", DUTY)))
    assert stranger.client.get(f"/desk/{number}/papers/proof").status_code == 404
    for desk in (stranger, auditor):
        for action, boxes in (("came", CAME), ("waive", {"reason": REASON}),
                            ("later", {"due": "2026-12-24", "reason": REASON})):  # fmt: skip
            assert desk.post("/desk", f"/desk/{number}/papers/proof/{action}", boxes, revision="0").status_code in (
                403,
                404,
            )
    assert rows(installation, section, number)["proof"].state == "owed"
    with installation.database.read() as unit:
        assert not [
            record for record in audit_records.after(unit, 0) if record.action in ("receive paper", "waive paper")
        ]
