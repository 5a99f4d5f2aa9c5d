"""No door of the desk shows an auditor an answer before a ground."""

import re

import pytest
from starlette.testclient import TestClient

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from portal.web.shared.router import PageRoute, Pages
from tests.portal.later import later
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application

MARKS = ("マークの先にある道で", "髙見本", "一丁目2番3号", "000-0000-0001")
WORDS = "苦情の調査"


@pytest.fixture
def number(installation: Installation) -> str:
    return file_application(installation, alice(installation), {"lost_how": {"code": "other", "tell": MARKS[0]}})


@pytest.fixture
def kansa(installation: Installation) -> Member:
    return add_member(installation, "kansa", ("auditor", "*"))


@pytest.fixture
def auditor(installation: Installation, kansa: Member) -> StaffBrowser:
    return at_desk(installation, kansa)


def doors(client: TestClient, number: str) -> list[tuple[PageRoute, str]]:
    """Every page that names a receipt, with 1 for each other variable."""
    (pages,) = (route for route in client.app.routes if isinstance(route, Pages))  # type: ignore[attr-defined]
    named = [
        page for page in pages.pages if re.search(r"^/(desk|counter|staff).*\{(receipt|number:receipt)", page.path)
    ]
    return [(page, re.sub(r"\{[^}]*\}", "1", re.sub(r"\{receipt[^}]*\}", number, page.path))) for page in named]


def test_without_a_ground_no_door_shows_an_answer(
    installation: Installation, auditor: StaffBrowser, number: str
) -> None:
    read = at_desk(installation, add_member(installation, "tanto", ("reviewer", DUTY))).get(f"/desk/{number}")
    assert [mark for mark in MARKS if mark not in read] == []
    token = auditor.client.get("/desk/audit").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    walked, to_ground = 0, 0
    for page, address in doors(auditor.client, number):
        if page.method == "GET":
            answer = auditor.client.get(address)
        else:
            answer = auditor.client.post(address, data={"csrf_token": token, "revision": "1"})
        walked += 1
        assert [mark for mark in MARKS if mark in answer.text] == [], address
        if address.endswith("/ground"):
            continue
        assert answer.status_code != 200, address
        to_ground += answer.headers.get("location") == f"/desk/{number}/ground"
    assert walked > 60
    assert to_ground >= 6, "the pages that auditors may open"
    with installation.database.read() as unit:
        assert not [record for record in audit_records.after(unit, 0, 2000) if record.action == "open file"]


def test_no_list_shows_an_auditor_a_name(installation: Installation, auditor: StaffBrowser, number: str) -> None:
    (pages,) = (route for route in auditor.client.app.routes if isinstance(route, Pages))  # type: ignore[attr-defined]
    lists = [page.path for page in pages.pages if page.method == "GET" and re.fullmatch(r"/desk[^{]*", page.path)]
    shown = {path: auditor.client.get(path) for path in lists}
    assert [path for path, answer in shown.items() for mark in MARKS if mark in answer.text] == []
    opened = [path for path, answer in shown.items() if answer.status_code == 200 and number in answer.text]
    assert {"/desk", "/desk/board", "/desk/book", "/desk/book.csv"} <= set(opened)
    for path in opened:
        reader = at_desk(installation, add_member(installation, f"reader{len(path)}", ("reviewer", DUTY)))
        assert MARKS[1] in reader.client.get(path).text or path.startswith("/desk/audit"), path


def test_a_script_or_a_picture_is_refused_and_not_redirected(auditor: StaffBrowser, number: str) -> None:
    answer = auditor.client.get(f"/desk/{number}", headers={"Sec-Fetch-Dest": "empty"})
    assert answer.status_code == 403
    assert "先に理由を書いてください" in answer.text


def test_with_a_ground_the_case_opens_and_the_record_holds_it_until_the_next_day(
    installation: Installation, kansa: Member, auditor: StaffBrowser, number: str
) -> None:
    page = f"/desk/{number}/ground"
    auditor.get(f"/desk/{number}", 303)
    assert "だれが見たか、何をしたか" in auditor.get(page)
    assert auditor.post(page, page, {"ground_words": " "}).status_code == 422
    auditor.get(f"/desk/{number}", 303)
    stated = auditor.post(page, page, {"ground_words": WORDS})
    assert (stated.status_code, stated.headers["location"]) == (303, f"/desk/{number}")
    assert MARKS[0] in auditor.get(f"/desk/{number}")
    looked = auditor.get(f"/desk/audit/looked?number={number}")
    assert f"そのほか：{WORDS}" in looked
    assert f"そのほか：{WORDS}" in auditor.get(f"/desk/audit/looked.csv?number={number}")
    with installation.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "state ground"]
    assert len(details) == 1
    assert WORDS not in details[0]
    tomorrow = at_desk(later(installation, days=1), kansa)
    tomorrow.get(f"/desk/{number}", 303)


def test_another_duty_and_other_roles_state_none(installation: Installation, number: str) -> None:
    other = at_desk(installation, add_member(installation, "kansa2", ("auditor", "roads")))
    other.get(f"/desk/{number}/ground", 404)
    at_desk(installation, add_member(installation, "tanto", ("reviewer", DUTY))).get(f"/desk/{number}/ground", 403)
