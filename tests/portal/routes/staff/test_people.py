"""職員と権限 on the pages."""

import re

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.services.staff.sign_in_by_city import link_staff
from portal.store.shared import audit_records
from portal.store.staff import staff_members, staff_rights
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

LIST = "ログイン名,氏名,役割,事務,から\ntanto,,窓口,すべて,2027-04-01\nhana,見本 花,審査,childcare,2027-04-01\n"


@pytest.fixture
def tanto(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY), name="見本 課子")


@pytest.fixture
def kanri(installation: Installation, tanto: Member) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "kanri", ("administrator", "*"), name="見本 管理"))


@pytest.fixture
def jinji(installation: Installation, kanri: StaffBrowser) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "jinji", ("administrator", "*"), name="見本 人事"))


def rights_of(installation: Installation, login: str, day: str = "2026-11-20") -> set[tuple[str, str]]:
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, login)
        return {(right.role, right.duty) for right in staff_members.rights(unit, row.id, day)} if row else set()


def acts(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [f"{record.action} {record.detail}" for record in audit_records.after(unit, 0)]


def confirmed(browser: StaffBrowser, address: str) -> str:
    """The page's text; "" on a redirect."""
    mark = re.search(r'name="mark" value="([^"]+)"', browser.get(address))
    assert mark, "nothing to confirm"
    response = browser.post(address, f"{address}/confirm", {"mark": mark[1]})
    assert response.status_code in (200, 303), response.text
    return response.text


def test_a_right_is_asked_for_by_one_and_confirmed_by_another(
    installation: Installation, kanri: StaffBrowser, jinji: StaffBrowser, tanto: Member
) -> None:
    page = f"/admin/people/{tanto.id}/give"
    wrong = kanri.post(page, page, {"role": "king", "duty": "", "from": "2026-11-19", "to": "2026-11-18"})
    assert wrong.status_code == 422
    assert all(f'href="#{name}"' in wrong.text for name in ("role", "duty", "from", "to"))
    right = {"role": "auditor", "duty": "*", "from": "2026-11-20", "to": ""}
    change = kanri.post(page, page, right).headers["location"]
    assert rights_of(installation, "tanto") == {("reviewer", DUTY)}
    assert "確かめて、変更する" not in kanri.get(change)
    assert kanri.post(change, f"{change}/confirm", {"mark": "x"}).status_code == 403
    assert jinji.post(change, f"{change}/confirm", {"mark": "x"}).status_code == 409
    confirmed(jinji, change)
    assert rights_of(installation, "tanto") == {("reviewer", DUTY), ("auditor", "*")}
    assert acts(installation)[-2:] == ["give right tanto auditor:* 2026-11-20..", "confirm change of staff 1 of kanri"]
    assert "確かめて、変更しました" in jinji.get(change)


def test_somebody_new_gets_a_password_that_is_shown_once(
    installation: Installation, kanri: StaffBrowser, jinji: StaffBrowser
) -> None:
    new = {"login": "hana", "name": "見本 花", "role": "clerk", "duty": DUTY, "from": "2026-11-20", "to": "2027-03-31"}
    for name, text in (("login", "tanto"), ("login", "ha na"), ("name", "")):
        assert kanri.post("/admin/people/new", "/admin/people/new", new | {name: text}).status_code == 422
    change = kanri.post("/admin/people/new", "/admin/people/new", new).headers["location"]
    assert "新しい人" in jinji.get(change)
    assert "認証アプリの鍵" in confirmed(jinji, change)
    assert rights_of(installation, "hana") == {("clerk", DUTY)}
    assert "確かめて、変更する" not in jinji.get(change)


def test_a_list_of_moves_is_read_before_it_holds_and_twice_it_is_nothing(
    installation: Installation, kanri: StaffBrowser, jinji: StaffBrowser
) -> None:
    def upload(text: str) -> tuple[int, str, str]:
        token = re.search(r'name="csrf_token" value="([^"]*)"', kanri.get("/admin/people/moves"))
        assert token
        files = {"moves": ("moves.csv", text.encode(), "text/csv")}
        response = kanri.client.post("/admin/people/moves", data={"csrf_token": token[1]}, files=files)
        return response.status_code, response.text, response.headers.get("location", "")

    status, page, _ = upload(LIST.replace("窓口", "王"))
    assert (status, "直すところが1件" in page) == (422, True)
    change = upload(LIST)[2]
    assert upload(LIST)[2] == change
    page = jinji.get(change)
    assert "令和9年（2027年）3月31日（水）まで" in page
    assert "見本 花" in page
    assert "変更1：2人" in jinji.get("/admin/people")
    confirmed(jinji, change)
    assert rights_of(installation, "tanto", "2027-03-31") == {("reviewer", DUTY)}
    assert rights_of(installation, "tanto", "2027-04-01") == {("clerk", "*")}
    assert rights_of(installation, "hana", "2027-04-01") == {("reviewer", "childcare")}
    status, page, _ = upload(LIST)
    assert (status, "変わることはありません" in page) == (422, True)
    assert upload("")[0] == 422


def test_a_right_ends_at_once_and_a_person_is_shut_out_by_one_alone(
    installation: Installation, kanri: StaffBrowser, tanto: Member
) -> None:
    page = f"/admin/people/{tanto.id}"
    with installation.database.read() as unit:
        right = staff_rights.of_staff(unit, tanto.id)[0].id
    kanri.post(page, f"{page}/rights/{right}/end", {"last": "2026-12-31"})
    assert (rights_of(installation, "tanto", "2026-12-31"), rights_of(installation, "tanto", "2027-01-01")) == (
        {("reviewer", DUTY)}, set(),
    )  # fmt: skip
    assert kanri.post(page, f"{page}/rights/{right}/end", {"last": "2027-12-31"}).status_code == 404
    assert kanri.post(page, f"{page}/rights/{right}/end", {"last": "so"}).status_code == 400
    kanri.post(page, f"{page}/rights/{right}/end", {"last": "2026-11-01"})
    assert rights_of(installation, "tanto") == set()
    browser = at_desk(installation, tanto)
    assert browser.client.get("/desk").status_code == 200
    assert kanri.post(page, f"{page}/disable", {}).status_code == 303
    assert browser.client.get("/desk").status_code == 303
    assert acts(installation)[-1] == "disable staff tanto"


def test_who_links_somebody_with_the_account_of_the_city_is_on_their_page_until_it_is_done(
    installation: Installation, kanri: StaffBrowser, tanto: Member
) -> None:
    assert "kakanai staff link tanto 番号" in kanri.get(f"/admin/people/{tanto.id}")
    with installation.database.change() as unit:
        link_staff(installation, unit, Actor("staff", "kanri"), "tanto", "s-1")
    assert "staff link" not in kanri.get(f"/admin/people/{tanto.id}")


def test_how_somebody_who_was_stopped_comes_back_is_on_their_page(
    installation: Installation, kanri: StaffBrowser, tanto: Member
) -> None:
    page = f"/admin/people/{tanto.id}"
    assert "この人は止めています" not in kanri.get(page)
    kanri.post(page, f"{page}/disable", {})
    assert "この人は止めています。もどすには、パスワードを作り直します。" in kanri.get(page)
    with installation.database.change() as unit:
        link_staff(installation, unit, Actor("staff", "kanri"), "tanto", "s-1")
    assert "パスワードを作り直します（市のアカウントでも、またサインインできます）。" in kanri.get(page)


def test_the_last_administrator_is_neither_ended_nor_shut_out(installation: Installation, kanri: StaffBrowser) -> None:
    me = re.search(r"/admin/people/(\d+)", kanri.get("/admin/people?q=kanri"))
    assert me
    page = f"/admin/people/{me[1]}"
    right = re.search(r"rights/(\d+)/end", kanri.get(page))
    assert right
    for address in (f"{page}/disable", f"{page}/rights/{right[1]}/end"):
        response = kanri.post(page, address, {})
        assert (response.status_code, "最後の管理者です" in response.text) == (409, True)
    assert rights_of(installation, "kanri") == {("administrator", "*")}


def test_an_administrator_of_one_duty_changes_rights_of_no_other(
    installation: Installation, kanri: StaffBrowser, tanto: Member
) -> None:
    part = at_desk(installation, add_member(installation, "bubun", ("administrator", "childcare")))
    page = f"/admin/people/{tanto.id}"
    right = {"role": "clerk", "duty": DUTY, "from": "2026-11-20", "to": ""}
    assert part.post(page, f"{page}/give", right).status_code == 403
    assert part.post(page, f"{page}/reset", {}).status_code == 403
    assert part.post(page, f"{page}/disable", {}).status_code == 403
    assert part.post(page, f"{page}/give", right | {"duty": "childcare"}).status_code == 303


def test_who_is_the_only_administrator_reads_how_a_second_is_made(
    installation: Installation, kanri: StaffBrowser, tanto: Member
) -> None:
    page = f"/admin/people/{tanto.id}"
    change = kanri.post(page, f"{page}/reset", {}).headers["location"]
    assert "kakanai staff add ログイン名" in kanri.get(change)
    add_member(installation, "jinji", ("administrator", "*"))
    assert "kakanai staff add" not in kanri.get(change)


def test_a_change_is_withdrawn_and_may_be_asked_for_again(
    installation: Installation, kanri: StaffBrowser, jinji: StaffBrowser, tanto: Member
) -> None:
    page = f"/admin/people/{tanto.id}"
    change = kanri.post(page, f"{page}/reset", {}).headers["location"]
    assert kanri.post(change, f"{change}/withdraw", {}).status_code == 303
    assert kanri.post(change, f"{change}/withdraw", {}).status_code == 409
    assert "取りやめました" in jinji.get(change)
    again = kanri.post(page, f"{page}/reset", {}).headers["location"]
    assert again != change
    assert "認証アプリの鍵" in confirmed(jinji, again)
    assert kanri.client.get("/admin/people/changes/99").status_code == 404


def test_who_can_do_nothing_any_more_is_informed_the_day_before(
    installation: Installation, kanri: StaffBrowser, tanto: Member
) -> None:
    assert "できなくなることがあります" not in kanri.get("/admin/people")
    with installation.database.write() as unit:
        staff_rights.last_day(unit, staff_rights.of_staff(unit, tanto.id)[0].id, "2026-11-20")
        unit.commit()
    assert "できなくなることがあります" in kanri.get("/admin/people")
    assert "見本 課子（tanto）" in kanri.get("/admin/people/tomorrow")
    assert "見本 課子（tanto）" in kanri.get("/admin/people/tomorrow?day=2027-04-01")
    kanri.get("/admin/people/tomorrow?day=soon", 422)
    kanri.get("/admin/people/tomorrow?day=2026-11-20", 422)
