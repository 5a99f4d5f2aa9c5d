"""The desk's search box over HTTP."""

import re
from urllib.parse import unquote

import pytest
from httpx2 import Response

from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import check_digit
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application

NOWHERE = f"26-000-000-00{check_digit('2600000000')}"  # a valid receipt number that was never given out


@pytest.fixture
def charlie(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))


def find(browser: StaffBrowser, typed: str, ground: str = "call", words: str = "") -> Response:
    return browser.post("/desk", "/desk/find", {"find": typed, "ground": ground, "ground_words": words})


def numbers_found(browser: StaffBrowser, typed: str) -> list[str]:
    response = find(browser, typed)
    assert response.status_code == 303, response.text
    return re.findall(r'class="number" href="/desk/([0-9-]+)"', browser.get(response.headers["location"]))


def test_a_receipt_number_typed_anyhow_leads_to_its_case(reviewing: StaffBrowser, number: str) -> None:
    wide = number.replace("-", " ").translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    response = find(reviewing, wide)
    assert (response.status_code, response.headers["location"]) == (303, f"/desk/{number}")


def test_a_number_that_leads_nowhere_says_why(reviewing: StaffBrowser, charlie: StaffBrowser, number: str) -> None:
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    for typed, message in (("123", "数字が3けたです"), (wrong, "受付番号のどこかが違うようです。")):
        response = find(reviewing, typed)
        assert (response.status_code, message in response.text) == (422, True)
        assert f'value="{typed}"' in response.text, "typed text stays in its box"
    pages = [find(charlie, typed_number).text.replace(typed_number, "") for typed_number in (number, NOWHERE)]
    assert "あなたの担当する手続にはありません" in pages[0]
    mask = re.compile(r'nonce="[^"]*"|csrf_token" value="[^"]*"|[0-9]{4} ?[0-9]{4}')
    assert mask.sub("", pages[0]) == mask.sub("", pages[1]), "another section's case looks like a missing one"


@pytest.mark.parametrize(
    "typed", ["たかみほん", "ﾀﾛｳ", "髙見本 太郎", "高見本", "タカミホン S24.4.3", "昭和24年4月3日", "000-0000-0001"]
)
def test_a_person_is_found_and_the_address_shows_nobody_whom(reviewing: StaffBrowser, number: str, typed: str) -> None:
    address = find(reviewing, typed).headers["location"]
    assert numbers_found(reviewing, typed) == [number]
    assert address.startswith("/desk/found?find=")
    assert typed not in unquote(address)
    assert find(reviewing, typed).headers["location"] != address, "equal searches get different addresses"
    assert f'value="{typed}"' in reviewing.get(address)


def test_who_may_see_no_case_may_not_look(installation: Installation, reviewing: StaffBrowser, number: str) -> None:
    not_allowed = at_desk(installation, add_member(installation, "nobody", ("inviter", DUTY)))
    assert find(not_allowed, "たかみほん").status_code == 403
    not_allowed.get("/desk/found", 403)


def test_nobody_else_reads_or_uses_somebodys_address(
    installation: Installation, reviewing: StaffBrowser, charlie: StaffBrowser, number: str
) -> None:
    address = find(reviewing, "たかみほん").headers["location"]
    assert number in reviewing.get(address)
    colleague = at_desk(installation, add_member(installation, "colleague", ("reviewer", DUTY)))
    for other in (charlie, colleague):
        page = other.get(address)
        assert (number in page, "たかみほん" in page) == (False, False)
    assert numbers_found(charlie, "たかみほん") == []


@pytest.mark.parametrize(
    "address", ["/desk/found", "/desk/found?find=x", "/desk/found?find=%00&before=-1", "/desk/found?find=" + "A" * 80]
)
def test_an_address_of_nobodys_making_finds_nothing(reviewing: StaffBrowser, number: str, address: str) -> None:
    page = reviewing.get(address)
    assert number not in page
    assert "見つかりません" not in page, "no search happened"


def test_nothing_typed_leads_back(reviewing: StaffBrowser) -> None:
    assert find(reviewing, "  ").headers["location"] == "/desk"


def test_who_looked_is_recorded_and_whom_they_looked_for_is_not(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    assert numbers_found(reviewing, "たかみほん S24.4.3") == [number]
    with installation.database.read() as unit:
        record = next(entry for entry in audit_records.after(unit, 0) if entry.action == "find people")
    assert (record.actor, record.detail) == ("staff:reviewer", "name+birth 1 applications call")


def test_a_list_of_more_than_a_page_goes_on(
    installation: Installation, reviewing: StaffBrowser, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.services.cases.find_applications.PAGE", 2)
    every = {number} | {file_application(installation, alice(installation)) for _ in range(4)}
    page, numbers = find(reviewing, "たかみほん").headers["location"], []
    while page:
        text = reviewing.get(page)
        numbers += re.findall(r'class="number" href="/desk/([0-9-]+)"', text)
        page = (re.findall(r'href="([^"]+)" rel="next">次のページ<', text) or [""])[0]
    assert len(numbers) == 5
    assert set(numbers) == every


def test_anyone_who_looks_for_a_person_says_why_and_a_number_needs_no_reason(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    for ground in ("", "nonsense"):
        response = find(reviewing, "たかみほん", ground)
        assert (response.status_code, "「たかみほん」をさがす理由" in response.text) == (200, True)
    silent = find(reviewing, "たかみほん", "other", "  ")
    assert (silent.status_code, "理由を書いてください。" in silent.text) == (422, True)
    with installation.database.read() as unit:
        assert "find people" not in [record.action for record in audit_records.after(unit, 0)]
    assert find(reviewing, number, "").headers["location"] == f"/desk/{number}"


def test_a_written_reason_is_recorded_sealed_and_read_by_the_auditor(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    opened = reviewing.get(find(reviewing, "たかみほん", "other", "民生委員の　相談で").headers["location"])
    assert number in opened
    reviewing.get(find(reviewing, "たかみほん").headers["location"])
    reviewing.get(f"/desk/{number}")
    with installation.database.read() as unit:
        records = [record for record in audit_records.after(unit, 0) if record.action == "find people"]
    assert "民生委員" not in "".join(record.detail for record in records)
    auditor = at_desk(installation, add_member(installation, "auditor", ("auditor", "*")))
    page = auditor.get("/desk/audit?report=looked_for")
    assert "そのほか：民生委員の 相談で（1回は、そのあと申請を開いていない）" in page
    assert re.search(r">電話での問い合わせ</td>", page), "a case was opened after the search"
    assert "電話での問い合わせ" in auditor.client.get("/desk/audit/report.csv?report=looked_for").text
