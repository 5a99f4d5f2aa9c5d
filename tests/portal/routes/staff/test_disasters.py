"""災害モード: one administrator proposes it, another confirms, any ends it."""

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from portal.store.staff import staff_members
from tests.portal.later import later
from tests.portal.routes.counter_form import Screen, receipt
from tests.portal.routes.staff_browser import BASE, StaffBrowser, at_desk
from tests.portal.world import add_member

DUTY, PROCEDURE, HERE = "disaster-certificates", "risai-shomei", "/admin/disaster"
RAIN = {
    "procedure": PROCEDURE,
    "name": "見本の大雨",
    "reason": "港町で床上浸水",
    "from": "2026-11-20",
    "to": "2026-12-20",
}
# Answers without papers: an invalid postal code, no house number.
BOXES = {
    "reception-door": ["counter"], "reception-place": ["general"], "reception-shown": ["lost"],
    "disaster": ["listed"], "happened_on.year": ["R081112"], "cause": ["wind"], "object": ["home"],
    "filer.kind": ["self"], "claimant.name.family": ["例示"], "claimant.name.given": ["一郎"],
    "claimant.kana.family": ["レイジ"], "claimant.kana.given": ["イチロウ"], "claimant.birth.year": ["S530203"],
    "claimant.phone": ["080-0000-0002"], "claimant.evacuated": ["no"], "shown_by": ["lost"],
    "home.postal": ["わからない"], "home.town": ["山のほうの青い屋根"], "tenure": ["own"],
    "members.1.name.family": ["例示"], "members.1.name.given": ["一郎"], "members.1.birth.year": ["S530203"],
    "members.1.relation": ["head"], "parts": ["roof"], "damage": ["屋根が飛びました"], "repaired": ["untouched"], "judge": ["visit"],
    "wish": ["anytime"], "attends": ["self"], "copies": ["1"], "purposes": ["support"], "receive": ["counter"],
    "consent_true": ["yes"],
}  # fmt: skip


@pytest.fixture
def kanri(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "kanri", ("administrator", "*"), name="見本 管理"))


@pytest.fixture
def jinji(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "jinji", ("administrator", "*"), name="見本 人事"))


@pytest.fixture
def on(kanri: StaffBrowser, jinji: StaffBrowser) -> str:
    assert kanri.post(HERE, HERE, RAIN).status_code == 303
    match = re.search(rf'action="({HERE}/\d+)/confirm"', jinji.get(HERE))
    assert match
    assert jinji.post(HERE, f"{match[1]}/confirm", {}).status_code == 303
    return match[1]


def acts(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [f"{record.action} {record.detail}" for record in audit_records.after(unit, 0)]


def front(installation: Installation) -> str:
    return TestClient(make_app(installation, with_worker=False), base_url=BASE).get("/").text


def test_one_asks_another_confirms_and_any_ends_it(
    installation: Installation, kanri: StaffBrowser, jinji: StaffBrowser
) -> None:
    clerk = at_desk(installation, add_member(installation, "mado", ("clerk", "*")))
    wrong = kanri.post(
        HERE, HERE, RAIN | {"name": "", "reason": " ", "from": "2026-11-19", "to": "2027-12-01", "procedure": "x"}
    )
    assert wrong.status_code == 422
    assert all(f'href="#{box}"' in wrong.text for box in ("procedure", "name", "reason", "from", "to"))
    assert kanri.post(HERE, HERE, RAIN).status_code == 303
    assert kanri.post(HERE, HERE, RAIN).status_code == 409
    assert f"{HERE}/1/confirm" not in kanri.get(HERE)
    assert kanri.post(HERE, f"{HERE}/1/confirm", {}).status_code == 403
    assert "災害モード" not in clerk.get("/counter") + front(installation)
    assert jinji.post(HERE, f"{HERE}/1/end", {}).status_code == 409
    assert jinji.post(HERE, f"{HERE}/1/confirm", {}).status_code == 303
    assert jinji.post(HERE, f"{HERE}/1/withdraw", {}).status_code == 409
    assert all("災害モード（" in clerk.get(page) for page in ("/counter", "/desk"))
    page = front(installation)
    assert page.index(f'href="/procedures/{PROCEDURE}"') < page.index('type="search"')
    assert "「見本の大雨」で被害を受けた方へ" in page
    assert kanri.post(HERE, f"{HERE}/1/end", {}).status_code == 303
    assert "災害モード" not in clerk.get("/counter") + clerk.get("/desk") + front(installation)
    recorded = [act for act in acts(installation) if "disaster mode" in act]
    assert recorded == [
        f"ask for disaster mode 1 {PROCEDURE} 2026-11-20..2026-12-20",
        f"confirm disaster mode 1 {PROCEDURE} 2026-11-20..2026-12-20 of kanri", f"end disaster mode 1 {PROCEDURE}",
    ]  # fmt: skip


def test_what_was_asked_is_withdrawn_and_strangers_are_kept_out(
    installation: Installation, kanri: StaffBrowser, jinji: StaffBrowser
) -> None:
    kanri.post(HERE, HERE, RAIN)
    part = at_desk(installation, add_member(installation, "bubun", ("administrator", "childcare")))
    assert "見本の大雨" not in part.get(HERE)
    assert part.post(HERE, f"{HERE}/1/confirm", {}).status_code == 403
    assert part.post(HERE, HERE, RAIN).status_code == 422
    charlie = at_desk(installation, add_member(installation, "charlie", ("clerk", "*")))
    assert charlie.client.get(HERE).status_code == 403
    assert jinji.client.get(f"{HERE}/9/confirm").status_code in (404, 405)
    assert jinji.post(HERE, f"{HERE}/9/confirm", {}).status_code == 404
    assert jinji.post(HERE, f"{HERE}/1/withdraw", {}).status_code == 303
    assert "取りやめました" in jinji.get(f"{HERE}?did=withdrawn")


def test_it_ends_by_itself_with_its_last_day(installation: Installation, on: str) -> None:
    clerk = add_member(installation, "mado", ("clerk", "*"))
    assert "災害モード（" in at_desk(later(installation, days=30), clerk).get("/counter")
    after = later(installation, days=31)
    assert "災害モード（" not in at_desk(after, clerk).get("/counter")
    assert "被害を受けた方へ" not in front(after)


def brought(kanri: StaffBrowser, jinji: StaffBrowser, on: str, people: str) -> str:
    change = kanri.post(HERE, f"{on}/people", {"people": people}).headers["location"]
    mark = re.search(r'name="mark" value="([^"]+)"', jinji.get(change))
    assert mark
    return jinji.post(change, f"{change}/confirm", {"mark": mark[1]}).text


def test_temporary_staff_come_in_one_step_and_are_locked_out_when_it_ends(
    installation: Installation, kanri: StaffBrowser, jinji: StaffBrowser, on: str
) -> None:
    wrong = kanri.post(HERE, f"{on}/people", {"people": "ha na,見本 花\nkanri,見本\nx1,\nx1,見本"})
    assert wrong.status_code == 422
    assert all(f"{line}行目" in wrong.text for line in (1, 2, 3, 4))
    assert kanri.post(HERE, f"{on}/people", {"people": ""}).status_code == 422
    assert "認証アプリの鍵" in brought(kanri, jinji, on, "ログイン名,氏名\nrinji1,見本 花\nrinji2,見本 次郎\n")
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, "rinji1")
        assert row
        rights = [(right.role, right.duty, right.to_day) for right in staff_members.rights(unit, row.id, "2026-11-20")]
    assert rights == [("clerk", DUTY, "2026-12-20")]
    assert "見本 花（rinji1）" in jinji.get(HERE)
    member = replace(add_member(installation, "other", ("clerk", "*")), id=row.id, login="rinji1")
    browser = at_desk(installation, member)
    page = browser.get("/counter")
    assert "1枚で受ける" in page
    assert browser.client.get("/counter/done/26-000-000-000").status_code == 404
    assert at_desk(later(installation, days=31), member).client.get("/counter").status_code == 303
    assert jinji.post(HERE, f"{on}/end", {}).status_code == 303
    assert browser.client.get("/counter").status_code == 303
    assert acts(installation)[-2:] == ["disable staff rinji1", "disable staff rinji2"]
    with installation.database.read() as unit:
        assert staff_members.rights(unit, row.id, "2026-11-20") == []


def test_a_list_that_is_confirmed_after_the_end_adds_nobody(
    installation: Installation, kanri: StaffBrowser, jinji: StaffBrowser, on: str
) -> None:
    change = kanri.post(HERE, f"{on}/people", {"people": "rinji1,見本 花"}).headers["location"]
    mark = re.search(r'name="mark" value="([^"]+)"', jinji.get(change))
    assert mark
    kanri.post(HERE, f"{on}/end", {})
    assert jinji.post(change, f"{change}/confirm", {"mark": mark[1]}).status_code == 409
    with installation.database.read() as unit:
        assert staff_members.by_login(unit, "rinji1") is None
    assert kanri.post(HERE, f"{on}/people", {"people": "rinji1,見本 花"}).status_code == 409


def test_who_shows_nothing_and_says_no_address_is_taken_in_and_marked(installation: Installation, on: str) -> None:
    clerk = at_desk(installation, add_member(installation, "mado", ("reviewer", DUTY)))
    response = clerk.post("/counter", f"/counter/{PROCEDURE}/start", {})
    screen = Screen(clerk, response.headers["location"])
    assert "なくてもよいこと（" in screen.page
    for _ in range(4):
        screen.press("refresh", BOXES)
    number = receipt(screen.press("register", BOXES))
    page = clerk.get(f"/desk/{number}")
    assert "わからない 山のほうの青い屋根不明" in page
    assert "「こわれた家の住所」は、災害モードで言われたとおりに受けた" in page
    assert "本人確認の書類を見ていない" in page
    assert "見ていない・災害でなくした" in page


def test_without_it_such_an_address_is_asked_about_again(installation: Installation) -> None:
    clerk = at_desk(installation, add_member(installation, "mado", ("reviewer", DUTY)))
    screen = Screen(clerk, clerk.post("/counter", f"/counter/{PROCEDURE}/start", {}).headers["location"])
    assert "なくてもよいこと" not in screen.page
    for _ in range(4):
        screen.press("refresh", BOXES)
    response = screen.press("register", BOXES)
    assert response.status_code == 422
    assert "郵便番号" in response.text


@pytest.mark.parametrize(
    ("zone", "seen"), [("single", "最初のページに、災害の名前と"), ("inner", "何も変わりません。")]
)
def test_the_page_says_what_residents_see_and_how_it_ends(installation: Installation, zone: str, seen: str) -> None:
    settings = installation.settings.model_copy(update={"zone": zone})
    member = add_member(installation, "kanri", ("administrator", "*"))
    page = at_desk(replace(installation, settings=settings), member).get(HERE)
    assert seen in page
    assert "終わりの日が過ぎると、自動で終わります。" in page
