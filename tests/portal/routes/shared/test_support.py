"""A support code leads staff to the page and its error, without anything that a person wrote."""

import re
from collections.abc import Iterator
from dataclasses import astuple

import pytest
from starlette.testclient import TestClient

from portal.config import load_settings
from portal.services.shared.installation import Installation
from portal.services.shared.log_support import plain_code
from portal.store.shared.support_entries import SupportRow
from portal.store.statements import every, exactly, sql
from portal.wiring import install
from tests.databases import NOW
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, PROCEDURE, add_member

MARKS = ("漏れ印", "%E6%BC%8F%E3%82%8C%E5%8D%B0", "moreshirushi")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    site = install(load_settings(env="test", data=tmp_path_factory.mktemp("city"), identity="none", now=NOW))
    yield site
    site.database.close()


@pytest.fixture(scope="module")
def desk(city: Installation) -> StaffBrowser:
    return at_desk(city, add_member(city, "shien", ("clerk", DUTY)))


def code_on(text: str) -> str:
    match = re.search(r'<span class="number">(\d{8})</span>(?: <a[^<]*</a>)?</p>\s*(?:</div>)?\s*</footer>', text)
    assert match, text[-600:]
    return match[1]


def noted(desk: StaffBrowser, city: Installation) -> list[SupportRow]:
    desk.client.app.state.support.write(city.database)  # type: ignore[attr-defined]
    with city.database.read() as unit:
        return [SupportRow(*row[1:]) for row in every(unit, sql("SELECT * FROM support_entry ORDER BY id"))]


def test_a_code_finds_the_page_the_error_and_the_language(desk: StaffBrowser, city: Installation) -> None:
    resident = TestClient(desk.client.app, base_url="http://127.0.0.1:8000", follow_redirects=False)
    resident.cookies.set("kakanai_language", "easy")
    first = code_on(resident.get(f"/procedures/{PROCEDURE}").text)
    code_of_missing = code_on(resident.get("/find/events/nothing").text)
    noted(desk, city)
    page = desk.get(f"/desk/support?code={first[:4]}-{first[4:]}")
    assert "介護保険 被保険者証などの再交付申請" in page
    assert "やさしい日本語" in page
    assert f'href="/procedures/{PROCEDURE}"' in page
    refused = desk.get(f"/desk/support?code={code_of_missing}")
    assert "断る画面が出ました（404）" in refused
    assert "/find/events/{event}" in refused


def test_nothing_that_somebody_typed_is_kept(desk: StaffBrowser, city: Installation) -> None:
    """Typed into an address, a query, a cookie, a box or a header."""
    anyone = TestClient(desk.client.app, base_url="http://127.0.0.1:8000", follow_redirects=False)
    anyone.cookies.set("kakanai_language", "moreshirushi")
    for address in (
        "/procedures?q=漏れ印", "/find/events/漏れ印", "/procedures/漏れ印", f"/apply/{PROCEDURE}/漏れ印/page/漏れ印", "/漏れ印",
        "/procedures/moreshirushi", "/applications/moreshirushi", "/desk/support?code=moreshirushi",
    ):  # fmt: skip
        anyone.get(address, headers={"referer": "http://127.0.0.1:8000/moreshirushi", "user-agent": "moreshirushi"})
    anyone.post("/staff/sign-in", data={"login": "moreshirushi", "password": "moreshirushi"})
    anyone.request("MORESHIRUSHI", "/procedures")
    rows = noted(desk, city)
    assert len(rows) >= 7  # redirects to the sign-in are not recorded
    assert [row for row in rows for value in astuple(row) for mark in MARKS if mark.lower() in str(value).lower()] == []


def test_a_code_that_is_none_is_asked_for_again(desk: StaffBrowser) -> None:
    slip = desk.get("/desk/support?code=123", 422)
    assert "8けたの数字です。もう一度" in slip
    assert 'value="123"' in slip  # kept so that it can be corrected
    assert "の記録はありません" not in slip
    assert "の記録はありません" in desk.get("/desk/support?code=00000000")
    assert [plain_code(typed) for typed in ("1234 5678", "１２３４－５６７８", "1234567", "x" * 9999)] == [
        "12345678", "12345678", "", "",
    ]  # fmt: skip


def test_only_staff_with_a_right_look_and_each_look_is_recorded(desk: StaffBrowser, city: Installation) -> None:
    assert at_desk(city, add_member(city, "mukenri")).client.get("/desk/support?code=12345678").status_code == 403
    anyone = TestClient(desk.client.app, base_url="http://127.0.0.1:8000", follow_redirects=False)
    assert anyone.get("/desk/support?code=12345678").headers["location"].startswith("/staff/sign-in")
    desk.get("/desk/support?code=87654321")
    with city.database.read() as unit:
        last = exactly(unit, sql("SELECT action, actor, detail FROM audit_record ORDER BY id DESC LIMIT 1"))
    assert tuple(last) == ("look up support code", "staff:shien", "0 pages")
