"""Staff must not decide on family."""

import re
from dataclasses import replace
from datetime import date

import pytest

from integrations.sockets.register_socket import Resident
from portal.clock import to_micro, tokyo_midnight
from portal.jobs.ask_households import ask_households
from portal.services.audit.report_titles import TITLES, Bounds
from portal.services.audit.reports import REPORTS, report
from portal.services.cases.cases import case_of_member
from portal.services.cases.own_case import FAMILY, is_kept_away, why_own
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.audit import audit_looks
from portal.store.shared import audit_records
from portal.store.staff import staff_members, staff_relations
from tests.portal.later import later
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.world import DUTY, add_member

PAGE = "/staff/account/family"
HOME = {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目2番3号"}
DAUGHTER = Resident("D1", "H1", "別名　課子", "ベツメイ　カコ", date(1980, 5, 5), "female", "子", HOME)
TARO = Resident("T1", "H1", "髙見本　太郎", "タカミホン　タロウ", date(1949, 4, 3), "male", "世帯主", HOME)
FATHER = {"name": "高見本太郎", "kana": "たかみほん たろう", "birth": "1949-04-03", "how": "父"}


@pytest.fixture
def member(installation: Installation) -> Member:
    return add_member(installation, "kako", ("reviewer", DUTY), name="別名 課子")


@pytest.fixture
def colleague(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("approver", DUTY), name="見本 課長")


def why(installation: Installation, member: Member, number: str) -> str:
    with installation.database.read() as unit:
        return why_own(installation, unit, member, case_of_member(installation, unit, member, number))


def declare(browser: StaffBrowser, **changes: str) -> int:
    return browser.post(PAGE, PAGE, FATHER | changes).status_code


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, FAMILY),
        ({"name": "旧姓 太郎"}, FAMILY),  # matches by the reading
        ({"kana": ""}, FAMILY),  # matches by the name with variant characters
        ({"name": "旧姓 太郎", "kana": ""}, ""),
        ({"birth": "1949-04-04"}, ""),  # a namesake
    ],
)
def test_a_case_of_whom_they_informed_is_not_theirs_to_decide(
    changes: dict[str, str], reason: str, installation: Installation, member: Member, number: str
) -> None:
    browser = at_desk(installation, member)
    assert declare(browser, **changes) == 303
    assert why(installation, member, number) == reason
    response = browser.post(f"/desk/{number}", f"/desk/{number}/take", {})
    assert (response.status_code, "ほかの職員に頼んでください" in response.text) == (
        (403, True) if reason else (303, False)
    )
    assert ("あなたの家族かもしれない人の申請です" in browser.get(f"/desk/{number}")) == bool(reason)


def test_what_was_given_is_there_once_and_goes_when_it_is_taken_back(
    installation: Installation, member: Member, number: str
) -> None:
    browser = at_desk(installation, member)
    assert [declare(browser), declare(browser)] == [303, 303]
    assert browser.get(PAGE).count("高見本太郎") == 2  # in the row and on its button
    with installation.database.read() as unit:
        rows = staff_relations.of(unit, member.id)
    assert len(rows) == 1
    assert browser.post(PAGE, f"{PAGE}/{rows[0].id}/remove", {}).status_code == 303
    assert why(installation, member, number) == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"name": "あ" * 101},
        {"kana": "太郎"},
        {"birth": ""},
        {"birth": "2026-11-21"},
        {"how": "あ" * 101},
    ],
)
def test_what_is_nobody_is_reported_beside_its_box(
    changes: dict[str, str], installation: Installation, member: Member
) -> None:
    browser = at_desk(installation, member)
    assert declare(browser, **changes) == 422
    assert browser.post(PAGE, f"{PAGE}/self", {"own_birth": "x"}).status_code in (404, 422)
    with installation.database.read() as unit:
        assert staff_relations.of(unit, member.id) == []


def test_nobody_else_sees_or_removes_it_and_an_administrator_sees_that_there_are_some(
    installation: Installation, member: Member
) -> None:
    declare(at_desk(installation, member))
    with installation.database.read() as unit:
        row = staff_relations.of(unit, member.id)[0]
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", DUTY), ("administrator", "*")))
    assert "太郎" not in charlie.get(PAGE)
    assert charlie.post(PAGE, f"{PAGE}/{row.id}/remove", {}).status_code == 404
    page = charlie.get(f"/admin/people/{member.id}")
    assert ("家族の登録</h2><p>あります" in page, "太郎" in page) == (True, False)
    assert "ありません" in charlie.get(f"/admin/people/{charlie_id(installation)}")


def charlie_id(installation: Installation) -> int:
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, "charlie")
    assert row is not None
    return row.id


def test_who_lives_with_them_by_the_register_is_known_and_asked_again_each_day(
    installation: Installation, member: Member, number: str
) -> None:
    site = replace(installation, register=FakeRegister(TARO, DAUGHTER))
    browser = at_desk(site, member)
    assert "あなただけに見えます" in browser.get(PAGE)
    assert browser.post(PAGE, f"{PAGE}/self", {"own_birth": "1980-05-05"}).status_code == 303
    page = browser.get(PAGE)
    assert ("住民票の世帯が見つかりました" in page, "太郎" in page) == (True, False)
    assert why(site, member, number) == FAMILY
    assert ask_households(site) == 0  # already asked today
    tomorrow = replace(
        later(installation, days=1, hours=1), register=FakeRegister(replace(TARO, household="H2"), DAUGHTER)
    )
    away = replace(tomorrow, register=FakeRegister(away=True))
    assert (ask_households(away), why(site, member, number)) == (0, FAMILY)
    assert (ask_households(tomorrow), ask_households(tomorrow)) == (1, 0)
    assert why(site, member, number) == ""  # he moved out


def test_of_a_namesake_no_household_is_taken(installation: Installation, member: Member, number: str) -> None:
    two = FakeRegister(TARO, DAUGHTER, replace(DAUGHTER, id="D2", household="H9"))
    browser = at_desk(replace(installation, register=two), member)
    browser.post(PAGE, f"{PAGE}/self", {"own_birth": "1980-05-05"})
    assert "1人に決まりませんでした" in browser.get(PAGE)
    assert why(installation, member, number) == ""


def let(browser: StaffBrowser, number: str, to: Member, reason: str = "同じ氏名の別の人です") -> int:
    page = f"/desk/{number}/own-case"
    once = re.search('name="once" value="([^"]+)"', browser.get(page))
    boxes = {"to": str(to.id), "reason": reason, "once": once[1] if once else "x" * 20}
    return browser.post(page, page, boxes, revision="0").status_code


def test_a_second_person_lets_them_for_a_day_with_a_reason(
    installation: Installation, member: Member, colleague: Member, number: str
) -> None:
    browser, other = at_desk(installation, member), at_desk(installation, colleague)
    declare(browser)
    assert let(other, number, member, " ") == 422
    assert let(browser, number, member) == 403  # not for themselves
    assert let(browser, number, colleague) == 403  # not while they are refused
    assert let(other, number, member) == 303
    assert browser.post(f"/desk/{number}", f"/desk/{number}/pass", {}).status_code == 303
    assert let(browser, number, colleague) == 403  # the permit does not allow permitting others
    page = other.get(f"/desk/{number}")
    assert ("見本 課長さんが、別名 課子さんの審査を認めています" in page, "同じ氏名の別の人です" in page) == (
        True,
        True,
    )
    tomorrow = later(installation, days=1, hours=1)  # an hour more, since the clock runs during the test
    with tomorrow.database.read() as unit:
        assert is_kept_away(tomorrow, unit, member, case_of_member(tomorrow, unit, member, number))
    with installation.database.read() as unit:
        records = [
            (record.action, record.detail) for record in audit_records.after(unit, 0) if "own case" in record.action
        ]
    refusal = ("be kept from own case", "")
    assert records == [refusal, ("permit own case", "kako"), refusal]


def test_the_report_of_ones_own_family_has_who_looked_and_who_let_them(
    installation: Installation, member: Member, colleague: Member, number: str
) -> None:
    browser, other = at_desk(installation, member), at_desk(installation, colleague)
    browser.get(f"/desk/{number}")
    declare(browser)
    let(other, number, member)
    browser.post(f"/desk/{number}", f"/desk/{number}/pass", {})
    since = to_micro(tokyo_midnight(installation.clock.today()))
    with installation.database.read() as unit:
        looks = audit_looks.between(unit, since, since + 86_400_000_000)
        rows = list(REPORTS["own_family"](installation, unit, looks, Bounds()))
    pairs = {(row.login, row.about) for row in rows}
    assert {("kako", "見た"), ("kako", "実質審査に進めた"), ("tanto", "別名 課子さんの審査を認めた")} <= pairs
    assert "tanto" not in {login for login, about in pairs if about == "見た"}


def test_who_takes_a_relative_back_is_in_the_report_that_forgets_the_relative(
    installation: Installation, member: Member, number: str
) -> None:
    browser = at_desk(installation, member)
    declare(browser)
    (relative,) = re.findall(f"{PAGE}/([0-9]+)/remove", browser.get(PAGE))
    assert browser.post(PAGE, f"{PAGE}/{relative}/remove", {}).status_code == 303
    assert browser.post(f"/desk/{number}", f"/desk/{number}/pass", {}).status_code == 303
    for birth in ("1978-01-20", "1978-01-20", "1978-01-21"):
        browser.post(PAGE, f"{PAGE}/self", {"own_birth": birth})
    today = installation.clock.today()
    with installation.database.read() as unit:
        findings = report(installation, unit, "own_family", (DUTY,), today, today, Bounds())
        assert report(installation, unit, "authored", (DUTY,), today, today, Bounds()) == []
        assert report(installation, unit, "own_family", ("roads",), today, today, Bounds()) == findings
    assert "自分の生年月日を変えた人（どの事務の職員でも）" in TITLES["own_family"][1]
    about = "自分の家族の登録を消したか、自分の生年月日を変えた"
    assert [(row.login, row.about, row.count) for row in findings] == [("kako", about, 2)]


def test_what_was_given_is_sealed_and_goes_with_the_member(installation: Installation, member: Member) -> None:
    declare(at_desk(installation, member), name="漏れ印 家族", how="漏れ印の母")
    with installation.database.read() as unit:
        row = staff_relations.of(unit, member.id)[0]
    assert "漏れ印".encode() not in row.sealed_person
    with installation.database.write() as unit:
        assert staff_members.disable(unit, "kako", row.made_at)
        staff_relations.sweep(unit, row.made_at)
        assert staff_relations.any_of(unit, member.id)
        staff_relations.sweep(unit, row.made_at + 1)
        assert not staff_relations.any_of(unit, member.id)
