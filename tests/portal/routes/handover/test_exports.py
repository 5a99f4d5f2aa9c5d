"""The desk's hand-over pages: check, batch, download, and access."""

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from integrations.sockets.interfaces import AdapterError
from portal.app import make_app
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.hold_hand_over import hold_hand_over
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.handover import hand_over as handing
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import open_session
from portal.store.residents import protections
from portal.store.residents.protections import ProtectionRow
from portal.store.shared import audit_records
from tests.integrations.exports.sample import PROCEDURE
from tests.portal.routes import staff_browser
from tests.portal.services.desk.at_work import acting
from tests.portal.world import DUTY, add_member, alice, file_application
from tests.statements import statements_sent

CORE = f"/desk/exports/layouts/kaigo.hihokenshasho.saikofu/{DUTY}"
GENERIC = f"/desk/exports/layouts/generic.application/{DUTY}"
NUMBER = "20261120-001"
BATCH = f"/desk/exports/batches/{NUMBER}"


@dataclass
class Desk:
    client: TestClient

    def open(self, address: str, status: int = 200) -> str:
        response = self.client.get(address)
        assert response.status_code == status, response.text
        return response.text

    def press(self, page: str, address: str, **boxes: str) -> Any:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.open(page))
        assert token
        return self.client.post(address, data={"csrf_token": token[1], **boxes})


@pytest.fixture
def client(installation: Installation) -> Iterator[TestClient]:
    with TestClient(
        make_app(installation, with_worker=False), base_url="http://127.0.0.1:8000", follow_redirects=False
    ) as client:
        yield client


def at_desk(installation: Installation, client: TestClient, member: Member) -> Desk:
    with installation.database.write() as unit:
        token = open_session(installation, unit, "staff", staff_id=member.id)
        unit.commit()
    client.cookies.set("kakanai_staff", token)
    client.cookies.set("kakanai_browser", "a browser")
    return Desk(client)


@pytest.fixture
def desk(installation: Installation, client: TestClient) -> Desk:
    return at_desk(installation, client, add_member(installation, "exporter", ("exporter", DUTY)))


def examining(installation: Installation, reviewer: Member, family: str = "髙見本") -> str:
    number = file_application(installation, alice(installation), {"name": {"family": family, "given": "太郎"}})
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    return number


def audited(installation: Installation) -> list[tuple[str, str, str]]:
    with installation.database.read() as unit:
        return [(record.actor, record.action, record.detail) for record in audit_records.after(unit, 0)]


def test_the_list_says_how_many_wait(installation: Installation, desk: Desk, reviewer: Member) -> None:
    assert "確認する" not in desk.open("/desk/exports")
    examining(installation, reviewer)
    examining(installation, reviewer)
    page = desk.open("/desk/exports")
    assert page.count(">2件<") == sum(layout.fits(PROCEDURE, 1) for layout in installation.layouts.values()) == 6
    assert f'href="{CORE}"' in page
    assert re.findall("<details[^>]*open><summary>(.*?)</summary>", page) == [
        "福祉部 介護保険課 資格保険料係（待っている申請 2件）"
    ]
    desk.press(GENERIC, GENERIC)
    examining(installation, reviewer)
    assert "（待っている申請 形ごとに1件から3件）" in desk.open("/desk/exports")


def test_who_hands_over_for_many_sections_sees_them_closed_at_the_cost_of_one(
    installation: Installation, desk: Desk, reviewer: Member
) -> None:
    examining(installation, reviewer)
    with statements_sent(installation.database) as of_one:
        desk.open("/desk/exports")
    many = at_desk(installation, desk.client, add_member(installation, "many", ("exporter", "*")))
    with statements_sent(installation.database) as of_all:
        page = many.open("/desk/exports")
    assert of_all.count <= of_one.count + 2
    assert "<details open" not in page
    assert page.count("<details") > 20


def test_the_check_reports_who_is_held_and_why_and_marks_nothing(
    installation: Installation, desk: Desk, reviewer: Member
) -> None:
    held_number = examining(installation, reviewer, "𠮷野")
    examining(installation, reviewer)
    for _ in range(2):
        page = desk.open(CORE)
        assert "渡せる申請 1件" in page
        assert "留め置く申請 1件" in page
    row = re.search(rf"<tr><th[^>]*><a[^>]*>{held_number}</a>.*?</tr>", page)
    assert row
    assert all(word in row[0] for word in ("氏名", "𠮷", "取込先の文字コードにない字です", "留め置き"))
    assert ("staff:exporter", "check hand-over", f"kaigo.hihokenshasho.saikofu {DUTY}") in audited(installation)


def test_the_check_lists_what_goes_and_says_why_another_was_stopped(
    installation: Installation, desk: Desk, reviewer: Member
) -> None:
    goes, stays = examining(installation, reviewer), examining(installation, reviewer)
    with acting(installation, reviewer, stays) as (unit, case):
        hold_hand_over(installation, unit, reviewer, case, "住所を確かめています")
    page = desk.open(CORE)
    listed = page.partition("渡る申請</caption>")[2].partition("</table>")[0]
    assert re.findall(r">([0-9-]{14})</a>", listed) == [goes]
    assert "髙見本　太郎" in listed
    assert "1件を渡すと、元に戻せません" in page
    row = re.search(rf"<tr><th[^>]*><a[^>]*>{stays}</a>.*?</tr>", page)
    assert row
    assert "引渡しを止めています。だれが、なぜ止めたかは、申請のページにあります。" in row[0]
    assert "住所を確かめています（" in desk.open(f"/desk/{stays}")


def test_handing_over_leads_to_the_batch_and_a_second_press_to_nothing(
    installation: Installation, desk: Desk, reviewer: Member
) -> None:
    examining(installation, reviewer)
    response = desk.press(GENERIC, GENERIC)
    assert (response.status_code, response.headers["location"]) == (303, f"{BATCH}?did=made")
    again = desk.press(BATCH, GENERIC)
    assert (again.status_code, again.headers["location"]) == (303, GENERIC)
    page = desk.open(f"{BATCH}?did=made")
    assert "exporterさん" in page
    assert "ファイルができました。保存して、取込先に入れてください。" in page
    assert "1件" in page
    assert "待っている申請はありません" in desk.open(GENERIC)
    assert NUMBER in desk.open("/desk/exports")


def test_files_leave_as_attachments_and_are_recorded(installation: Installation, desk: Desk, reviewer: Member) -> None:
    number = examining(installation, reviewer)
    desk.press(GENERIC, GENERIC)
    links = re.findall(rf'href="({BATCH}/files/[^"]+)"', desk.open(BATCH))
    single = {}
    for link in links:
        response = desk.client.get(link)
        name = link.rpartition("/")[2]
        assert response.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] == "no-store"
        assert int(response.headers["content-length"]) == len(response.content)
        single[name] = response.content
    packed = desk.client.get(f"{BATCH}/zip")
    assert packed.headers["content-disposition"] == f'attachment; filename="{NUMBER}.zip"'
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == single
    assert number.encode() in single[f"991015_{NUMBER}_applications.csv"]
    details = [detail for _, action, detail in audited(installation) if action == "download export"]
    assert details == [f"generic.application {NUMBER} {name}" for name in (*single, "zip")]
    (kept,) = (
        installation.settings.data / "spool"
    ).iterdir()  # what the hand-over made, sealed; nothing of the downloads
    assert not any(number.encode() in file.read_bytes() for file in kept.iterdir())


def test_what_the_hand_over_made_leaves_without_being_made_again(
    installation: Installation, desk: Desk, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    examining(installation, reviewer)
    desk.press(GENERIC, GENERIC)
    links = re.findall(rf'href="({BATCH}/(?:files/[^"]+|zip))"', desk.open(BATCH))
    kept = [desk.client.get(link).content for link in links]
    shutil.rmtree(installation.settings.data / "spool")  # as an hour later
    assert [desk.client.get(link).content for link in links] == kept
    desk.press(GENERIC, GENERIC)

    def broken(*_given: object) -> None:
        raise AssertionError

    examining(installation, reviewer)
    desk.press(GENERIC, GENERIC)
    monkeypatch.setattr(handing, "batch_records", broken)
    assert desk.client.get(f"/desk/exports/batches/{NUMBER[:-1]}2/zip").status_code == 200


def test_what_was_made_before_somebody_was_protected_is_made_again(
    installation: Installation, desk: Desk, reviewer: Member
) -> None:
    """And finds that she must be held back."""
    examining(installation, reviewer)
    desk.press(CORE, CORE)
    assert desk.client.get(f"{BATCH}/zip").status_code == 200
    with installation.database.write() as unit:
        case = unit.connection.exec_driver_sql("SELECT application_id FROM hand_over").scalar_one()
        protections.add(unit, ProtectionRow("", case, "marked", "staff:x", "", b"", b"", 1))
        unit.commit()
    assert desk.client.get(f"{BATCH}/zip").status_code == 409


def test_a_reissue_needs_its_reason(installation: Installation, desk: Desk, reviewer: Member) -> None:
    examining(installation, reviewer)
    desk.press(GENERIC, GENERIC)
    for reason in ("", " ", "あ" * 201):
        refused = desk.press(BATCH, f"{BATCH}/reissue", reason=reason)
        assert refused.status_code == 422
        assert "理由を200字までで書いてください" in refused.text
    response = desk.press(BATCH, f"{BATCH}/reissue", reason="取込先で\nなくした")
    assert response.headers["location"] == f"{BATCH}-R1?did=made"
    assert "取込先で なくした" in desk.open(f"{BATCH}-R1")
    assert f"{BATCH}-R1" in desk.open(BATCH)


def test_a_layout_that_does_not_fit_is_reported_and_nothing_is_handed_over(
    installation: Installation, desk: Desk, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    examining(installation, reviewer)

    def unfit(_records: object) -> None:
        raise AdapterError("LAYOUT_UNFIT", "no such question", permanent=True)

    with monkeypatch.context() as patch:
        patch.setattr(installation.layouts["generic.application"], "check", unfit)
        assert "今の手続の版に合いません" in desk.open(GENERIC, 409)
        assert desk.press(CORE, GENERIC).status_code == 409
    assert "渡せる申請 1件" in desk.open(GENERIC)


def test_charlie_of_another_duty_finds_nothing(
    installation: Installation, client: TestClient, desk: Desk, reviewer: Member
) -> None:
    examining(installation, reviewer)
    desk.press(GENERIC, GENERIC)
    charlie = at_desk(installation, client, add_member(installation, "charlie", ("exporter", "child-allowance")))
    assert NUMBER not in charlie.open("/desk/exports")
    charlie.open(GENERIC, 403)
    name = f"991015_{NUMBER}_applications.csv"
    for address in (BATCH, f"{BATCH}/zip", f"{BATCH}/files/{name}", "/desk/exports/batches/20261120-999"):
        charlie.open(address, 404)
    for address, status in ((GENERIC, 403), (f"{BATCH}/reissue", 404)):
        assert charlie.press("/desk/exports", address, reason="ほしい").status_code == status
    assert not [record for record in audited(installation) if record[:2] == ("staff:charlie", "download export")]


def test_who_may_not_export_and_who_is_not_signed_in_are_sent_away(
    installation: Installation, client: TestClient, reviewer: Member
) -> None:
    assert client.get("/desk/exports").headers["location"] == "/staff/sign-in?next=/desk/exports"
    at_desk(installation, client, reviewer).open("/desk/exports", 403)


@pytest.mark.parametrize(
    "address",
    [f"/desk/exports/layouts/no.such/{DUTY}", "/desk/exports/layouts/generic.application/no-such", f"{BATCH}/files/x"],
)
def test_what_is_not_there_is_not_found(desk: Desk, address: str) -> None:
    desk.open(address, 404)


def test_a_case_that_is_ticked_with_a_reason_does_not_go(installation: Installation, reviewer: Member) -> None:
    desk = staff_browser.at_desk(installation, add_member(installation, "exporter", ("exporter", DUTY)))
    goes, stays = examining(installation, reviewer), examining(installation, reviewer)
    assert f'name="case" value="{stays}"' in desk.get(CORE)
    for boxes, words in (
        ({"reason": "住所を確かめています"}, "外す申請に、印を付けてください。"),
        ({"case": stays}, "外す理由を、200字までで書いてください。"),
    ):
        refused = desk.post(CORE, f"{CORE}/hold", boxes)
        assert (refused.status_code, words in refused.text) == (422, True)
    assert f'value="{stays}" checked' in refused.text
    held = desk.post(CORE, f"{CORE}/hold", {"case": stays, "reason": "住所を確かめています"})
    assert (held.status_code, held.headers["location"]) == (303, f"{CORE}?held=1")
    page = desk.get(f"{CORE}?held=1")
    assert "1件を外しました。" in page
    assert "渡せる申請 1件" in page
    assert f'name="case" value="{stays}"' not in page
    assert f'name="case" value="{goes}"' in page
    assert "住所を確かめています（" in desk.get(f"/desk/{stays}")
    again = desk.post(CORE, f"{CORE}/hold", {"case": stays, "reason": "ほかの理由"})
    assert again.headers["location"] == f"{CORE}?held=0"


def test_who_may_not_export_holds_nothing(installation: Installation, client: TestClient, reviewer: Member) -> None:
    number = examining(installation, reviewer)
    desk = at_desk(installation, client, reviewer)
    refused = desk.press("/desk", f"{CORE}/hold", case=number, reason="住所を確かめています")
    assert refused.status_code == 403
    assert "引渡しを止めています" not in desk.open(f"/desk/{number}")
