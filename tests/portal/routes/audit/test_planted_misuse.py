"""Misuse planted through the desk's pages appears in the auditor's reports."""

import csv
import io

import pytest

from portal.services.shared.installation import Installation
from tests.portal.later import at
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application

MONDAY = "2026-11-30T10:00:00+09:00"
NIGHT = "2026-11-26T23:40:00+09:00"
SPAN = "from=2026-11-01&to=2026-11-30"
REPORTS = ("night", "many", "idle", "sought", "namesakes")


def desk(installation: Installation, login: str, moment: str, name: str = "") -> StaffBrowser:
    site = at(installation, moment)
    return at_desk(site, add_member(installation, login, ("reviewer", DUTY), name=name))


def find(browser: StaffBrowser, name: str) -> None:
    browser.get(browser.post("/desk", "/desk/find", {"find": name, "ground": "call"}).headers["location"])


def named_in(installation: Installation, query: str = "") -> dict[str, set[str]]:
    site = at(installation, MONDAY)
    auditor = at_desk(site, add_member(installation, "kansa", ("auditor", "*")))
    pages = {name: auditor.get(f"/desk/audit?report={name}&{SPAN}{query}") for name in REPORTS}
    logins = ("owl", "vacuum", "idler", "taker", "seeker", "cousin", "worker")
    return {name: {login for login in logins if f"（{login}）" in page} for name, page in pages.items()}


@pytest.fixture
def numbers(installation: Installation) -> list[str]:
    session = alice(installation)
    return [file_application(installation, session) for _ in range(4)]


def test_each_planted_misuse_is_read_from_its_report(installation: Installation, numbers: list[str]) -> None:
    first, *rest = numbers
    owl = desk(installation, "owl", NIGHT)
    owl.get(f"/desk/{first}")
    owl.post(f"/desk/{first}", f"/desk/{first}/notes", {"text": "見た", "once": "a-note-of-the-night"})
    vacuum = desk(installation, "vacuum", MONDAY)
    for number in numbers:
        vacuum.get(f"/desk/{number}")
        vacuum.post(f"/desk/{number}", f"/desk/{number}/notes", {"text": "見た", "once": "one-note-of-many"})
    desk(installation, "idler", MONDAY).get(f"/desk/{first}/form.pdf")
    taker = desk(installation, "taker", MONDAY)
    for act in ("take", "release"):
        taker.post(f"/desk/{first}", f"/desk/{first}/{act}", {})
    seeker = desk(installation, "seeker", MONDAY)
    for name in ("見本太郎", "見本花子", "市長", "となりの人"):
        find(seeker, name)
    cousin = desk(installation, "cousin", MONDAY, "高見本 次郎")
    cousin.post(f"/desk/{first}", f"/desk/{first}/pass", {})
    worker = desk(installation, "worker", MONDAY)
    assert worker.post(f"/desk/{rest[0]}", f"/desk/{rest[0]}/pass", {}).status_code == 303
    assert named_in(installation, "&most=3") == {
        "night": {"owl"},
        "many": {"vacuum"},
        "idle": {"idler", "taker"},
        "sought": {"seeker"},
        "namesakes": {"cousin"},
    }


def test_looks_at_ones_own_family_now_and_then_over_months_are_read_from_one_report(
    installation: Installation, numbers: list[str]
) -> None:
    """Each month one look during working hours by a colleague, and each permission with its giver."""
    case, family = f"/desk/{numbers[0]}", "/staff/account/family"
    son = add_member(installation, "son", ("reviewer", DUTY), name="別名 次郎")
    worker = add_member(installation, "worker", ("reviewer", DUTY))
    father = {"name": "高見本太郎", "kana": "", "birth": "1949-04-03", "how": "父"}
    at_desk(installation, son).post(family, family, father)
    for moment in ("2026-12-15T11:00:00+09:00", "2027-02-15T11:00:00+09:00", "2027-04-15T11:00:00+09:00"):
        site = at(installation, moment)
        for member in (son, worker):
            at_desk(site, member).get(case)
    boxes = {"to": str(son.id), "reason": "ほかにいない", "once": "let-him-for-once"}
    assert at_desk(site, worker).post(f"{case}/own-case", f"{case}/own-case", boxes, revision="0").status_code == 303
    assert at_desk(site, son).post(case, f"{case}/pass", {}).status_code == 303
    auditor = at_desk(site, add_member(installation, "kansa", ("auditor", "*")))
    months = "from=2026-11-01&to=2027-04-30"
    lines = list(csv.reader(io.StringIO(auditor.get(f"/desk/audit/report.csv?report=own_family&{months}"))))
    assert {(line[0].partition("（")[2], line[5], line[3]) for line in lines[1:]} == {
        ("son）", "見た", "4"),  # with the case that he decided
        ("son）", "実質審査に進めた", "1"),
        ("worker）", "別名 次郎さんの審査を認めた", "1"),
    }
    assert "別名 次郎さんの審査を認めた" in auditor.get(f"/desk/audit?report=own_family&{months}")


def test_to_have_looked_for_people_at_night_is_found_too(installation: Installation) -> None:
    find(desk(installation, "owl", NIGHT), "見本太郎")
    reports = named_in(installation)
    assert reports["night"] == {"owl"}
    assert reports["many"] == reports["idle"] == set()


def test_what_a_page_does_by_itself_is_neither_work_nor_a_look_of_its_own(
    installation: Installation, numbers: list[str]
) -> None:
    """The case page lists the person's other applications by itself."""
    desk(installation, "idler", MONDAY).get(f"/desk/{numbers[0]}")
    site = at(installation, MONDAY)
    auditor = at_desk(site, add_member(installation, "kansa", ("auditor", "*")))
    page = auditor.get(f"/desk/audit?report=idle&{SPAN}")
    assert "（idler）" in page
    assert ">1回<" in page
    assert "同じ人のほかの申請の一覧を見た" in auditor.get(f"/desk/audit/looked?number={numbers[0]}")
