"""Imported packages at the desk over HTTP."""

import re

import pytest

from portal.services.shared.installation import Installation
from portal.store.imports import import_packages
from tests.portal.importing import bring, package, rows
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import add_member


@pytest.fixture
def charlie(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))


def test_what_is_held_is_listed_with_its_reason_and_nothing_of_the_person(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    (held,) = bring(installation, package(form="KKN-X"), "髙見本.zip")
    page = reviewing.get("/desk/imports")
    assert "この様式の対応表がありません" in page
    assert "合成" in page
    assert "髙見本" not in page
    assert f"/desk/imports/{held.id}" in page
    assert "髙見本.zip" in reviewing.get(f"/desk/imports/{held.id}")


def test_one_that_was_taken_leads_to_its_case_and_the_case_says_what_to_mend(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    (row,) = bring(installation, package(fields={"生年月日": "99999999"}))
    number = re.findall(r'href="/desk/([0-9-]{14})"', reviewing.get(f"/desk/imports/{row.id}"))[0]
    case = reviewing.get(f"/desk/{number}")
    assert "合成のデータです" in case
    assert "直すところが" in case
    assert "書いてあったこと：99999999" in case
    assert "マイナポータルに記録された時" in case
    assert "<b>合成</b>" in reviewing.get("/desk")


def test_a_held_one_is_tried_again_or_not_used_with_a_reason(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    (held,) = bring(installation, package(form="KKN-X"))
    page = f"/desk/imports/{held.id}"
    assert reviewing.post(page, f"{page}/retry", {}).headers["location"].endswith("did=retry")
    assert "やり直しましたが" in reviewing.get(f"{page}?did=retry")
    without = reviewing.post(page, f"{page}/discard", {"reason": " "})
    assert (without.status_code, "使わない理由を書いてください。" in without.text) == (422, True)
    assert reviewing.post(page, f"{page}/discard", {"reason": "まちがって届いた"}).status_code == 303
    assert "まちがって届いた" in reviewing.get(page)
    assert rows(installation, held.file_id)[0].state == "discarded"
    assert reviewing.post("/desk/imports", f"{page}/discard", {"reason": "もう一度"}).status_code == 409


def test_another_section_sees_neither_list_nor_package(installation: Installation, charlie: StaffBrowser) -> None:
    (row,) = bring(installation, package())
    assert "GS1" not in charlie.get("/desk/imports?list=all")
    assert charlie.client.get(f"/desk/imports/{row.id}").status_code == 404
    assert charlie.client.get("/desk/imports/999").status_code == 404
    assert charlie.post("/desk/imports", f"/desk/imports/{row.id}/discard", {"reason": "x"}).status_code == 404


def test_two_of_one_number_are_shown_beside_each_other(installation: Installation, reviewing: StaffBrowser) -> None:
    (first,) = bring(installation, package(), "a.zip")
    (other,) = bring(installation, package(answers={"lost_how": "stolen"}), "b.zip")
    page = reviewing.get(f"/desk/imports/{other.id}")
    assert "同じ番号で届いたもの" in page
    assert f'href="/desk/imports/{first.id}"' in page


def test_a_list_that_nobody_knows_is_refused(reviewing: StaffBrowser) -> None:
    assert reviewing.client.get("/desk/imports?list=x").status_code == 400
    assert reviewing.client.get("/desk/imports?before=x").status_code == 400


def test_anyone_who_looks_is_recorded(installation: Installation, reviewing: StaffBrowser) -> None:
    (row,) = bring(installation, package())
    reviewing.get(f"/desk/imports/{row.id}")
    with installation.database.read() as unit:
        actions = unit.connection.exec_driver_sql("SELECT action FROM audit_record").scalars().all()
        assert import_packages.by_id(unit, row.id)
    assert {"keep package", "take package", "see package"} <= set(actions)


def test_another_section_sees_nothing_beside_its_own_of_the_same_number(
    installation: Installation, charlie: StaffBrowser
) -> None:
    (first,) = bring(installation, package(), "a.zip")
    (differs,) = bring(installation, package(answers={"lost_how": "stolen"}), "b.zip")
    (unknown,) = bring(installation, package(form="F-9"), "c.zip")
    assert {differs.reason, unknown.reason} == {"differs"}
    assert charlie.client.get(f"/desk/imports/{differs.id}").status_code == 404
    assert f"/desk/imports/{first.id}" not in charlie.get(f"/desk/imports/{unknown.id}")
