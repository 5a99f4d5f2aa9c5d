"""進達 of cases to the prefecture."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.config import load_settings
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.desk import forwardings
from portal.store.shared import audit_records
from portal.wiring import install
from tests.databases import NOW
from tests.definitions.shelf import SMALLEST
from tests.portal.later import at
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.at_work import case_of
from tests.portal.world import DUTY, add_member, alice, file_application

NUMBER = "見介資第8号"
COVER = f"number={NUMBER}&day=2026-11-20"


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A city with two procedures, one of which goes to the prefecture."""
    folder = tmp_path / "procedures"
    folder.mkdir()
    for name in ("forwarding", "period-standard"):
        shutil.copy(SMALLEST / f"{name}.yaml", folder)
    settings = load_settings(
        env="test", data=tmp_path, database_url=database_url, identity="none", now=NOW, procedures=folder
    )
    site = install(settings)
    yield site
    site.database.close()


def file_one(installation: Installation, of: str = "forwarding") -> str:
    answers = {"name": {"family": "髙見本", "given": "太郎"}}
    return file_application(installation, alice(installation), of=of, answers=answers)


@pytest.fixture
def tanto(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY), name="見本 課子")


@pytest.fixture
def number(installation: Installation) -> str:
    return file_one(installation)


def send(browser: StaffBrowser, number: str, sent_on: str = "2026-11-20", document: str = NUMBER) -> int:
    page = f"/desk/{number}/forward"
    match = re.search('name="once" value="([^"]+)"', browser.get(page))
    boxes = {"number": document, "sent_on": sent_on, "once": match[1] if match else "x" * 20}
    return browser.post(page, page, boxes).status_code


def test_a_case_goes_to_the_prefecture_and_comes_back_with_a_result(
    installation: Installation, tanto: Member, number: str
) -> None:
    with installation.database.read() as unit:
        before = applications.by_number(unit, number)
    assert send(at_desk(installation, tanto), number) == 303
    later = at_desk(at(installation, "2026-12-10T09:00:00+09:00"), tanto)
    assert "県にあります（20日）" in later.get(f"/desk/{number}")
    assert "県にあります" in later.get("/desk/forwardings")
    page, back = f"/desk/{number}/forward", f"/desk/{number}/forward/back"
    boxes = {"returned_on": "2026-12-08", "result": "fit", "words": "適当です。"}
    for wrong in (
        {"returned_on": "2026-11-19"},
        {"returned_on": "2026-12-11"},
        {"result": "x"},
        {"words": "あ" * 1001},
    ):
        assert later.post(page, back, boxes | wrong).status_code == 422
    assert later.post(page, back, boxes, revision="0").status_code == 409, "it was sent on again since"
    assert later.post(page, back, boxes).status_code == 303
    assert later.post(page, back, boxes).status_code == 409
    case = later.get(f"/desk/{number}")
    assert ("（18日）：適当と認められた" in case, "適当です。" in case, "県から返ってきた" in case) == (
        True,
        True,
        True,
    )
    assert send(later, number, "2026-12-10", "見介資第9号") == 303
    with installation.database.read() as unit:
        after = applications.by_number(unit, number)
        actions = [record.action for record in audit_records.after(unit, 0)]
    assert before is not None
    assert after is not None
    assert (after.state, after.due, after.arrived_at) == (before.state, NO_DUE, before.arrived_at)
    assert [act for act in actions if act in ("forward case", "take case back")] == [
        "forward case", "take case back", "forward case",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sent_on", "document"), [("", NUMBER), ("2026-11-21", NUMBER), ("2026-11-19", NUMBER), ("2026-11-20", " "), ("2026-11-20", "あ" * 61)]
)  # fmt: skip
def test_without_number_or_day_nothing_is_sent(
    sent_on: str, document: str, installation: Installation, tanto: Member, number: str
) -> None:
    assert send(at_desk(installation, tanto), number, sent_on, document) == 422
    with installation.database.read() as unit:
        assert forwardings.of_duties(unit, [DUTY], 10) == []


def test_what_is_there_is_not_sent_again_and_the_same_form_sends_once(
    installation: Installation, tanto: Member, number: str
) -> None:
    browser = at_desk(installation, tanto)
    page = f"/desk/{number}/forward"
    boxes = {"number": NUMBER, "sent_on": "2026-11-20", "once": "y" * 20}
    assert [browser.post(page, page, boxes).status_code for _ in range(2)] == [303, 303]
    assert browser.post(page, page, boxes | {"once": "z" * 20}).status_code == 409
    with installation.database.read() as unit:
        assert len(forwardings.of_duties(unit, [DUTY], 10)) == 1


def test_one_covering_document_has_all_of_its_number_and_no_other(
    installation: Installation, tanto: Member, number: str
) -> None:
    browser = at_desk(installation, tanto)
    second, other = file_one(installation), file_one(installation)
    for receipt, document in ((number, NUMBER), (second, NUMBER), (other, "見介資第9号")):
        assert send(browser, receipt, document=document) == 303
    response = browser.client.get(f"/desk/forwardings/cover.csv?{COVER}")
    rows = response.content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[2].strip('"') for row in rows] == ["受付番号", number, second]
    assert (rows[1].split(",")[0], "髙見本" in rows[1]) == (f'"{NUMBER}"', True)
    assert response.headers["content-disposition"] == 'attachment; filename="cover-2026-11-20.csv"'
    sheet = browser.client.get(f"/desk/forwardings/cover.pdf?{COVER}")
    assert (sheet.status_code, sheet.content[:5]) == (200, b"%PDF-")
    assert f"number={NUMBER}" not in browser.get("/desk/forwardings")  # percent-encoded
    assert browser.client.get("/desk/forwardings/cover.csv?number=x&day=2026-11-20").status_code == 404


def test_the_period_stands_while_it_is_there_and_goes_on_when_it_is_back(
    installation: Installation, tanto: Member, number: str
) -> None:
    before = case_of(installation, tanto, number).row.due
    assert before == "2026-12-02"  # seven open days from Friday the 20th, over 勤労感謝の日
    send(at_desk(installation, tanto), number)
    later = at_desk(at(installation, "2026-12-10T09:00:00+09:00"), tanto)
    page = later.get(f"/desk/{number}")
    assert ("県などにある日は数えません" in page, "11月20日から、また止まっています" in page) == (True, True)
    assert number not in later.get("/desk?due=over")
    back = {"returned_on": "2026-12-08", "result": "fit", "words": ""}
    assert later.post(f"/desk/{number}/forward", f"/desk/{number}/forward/back", back).status_code == 303
    assert (
        case_of(installation, tanto, number).row.due == "2026-12-17"
    )  # extended by the eleven open days at the prefecture
    assert "11日（開庁日）" in later.get(f"/desk/{number}")


def test_what_does_not_go_to_the_prefecture_is_not_offered_it(installation: Installation, tanto: Member) -> None:
    browser, number = at_desk(installation, tanto), file_one(installation, "period-standard")
    assert "県に進達する" not in browser.get(f"/desk/{number}")
    browser.get(f"/desk/{number}/forward", status=404)
    boxes = {"number": NUMBER, "sent_on": "2026-11-20", "once": "y" * 20}
    assert browser.post(f"/desk/{number}", f"/desk/{number}/forward", boxes).status_code == 404


def test_a_stranger_finds_nothing(installation: Installation, tanto: Member, number: str) -> None:
    send(at_desk(installation, tanto), number)
    for role, duty, status in (("reviewer", "roads", 404), ("clerk", DUTY, 403)):
        charlie = at_desk(installation, add_member(installation, role, (role, duty)))
        charlie.get(f"/desk/{number}/forward", status=status)
        assert charlie.post("/desk", f"/desk/{number}/forward", {"revision": "0"}).status_code == status
        assert charlie.client.get(f"/desk/forwardings/cover.csv?{COVER}").status_code == status
        assert number not in charlie.client.get("/desk/forwardings").text
