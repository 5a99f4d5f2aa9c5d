"""Hundreds of packages in one post: stored at once, taken by the job, each refusal named, nothing twice."""

import io
import re
import zipfile

import pytest
from httpx2 import Response

from portal.jobs.take_waiting_packages import take_waiting_packages
from portal.services.imports.bring_uploads import AT_ONCE
from portal.services.shared.installation import Installation
from portal.store.imports import import_packages
from portal.web.shared import file_posting
from portal.web.shared.file_posting import MOST_OF_A_FOLDER
from tests.integrations.imports.packing import zipped
from tests.portal.importing import package
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import add_member

MANY = AT_ONCE + 5


def send(browser: StaffBrowser, *files: tuple[str, str, bytes], **boxes: str) -> Response:
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/desk/imports"))
    assert token
    sent = [(box, (name, content, "application/octet-stream")) for box, name, content in files]
    return browser.client.post("/desk/imports", data={"csrf_token": token[1], **boxes}, files=sent or None)


def counts(installation: Installation) -> dict[str, int]:
    with installation.database.read() as unit:
        return {state: number for state, number in import_packages.counts(unit).items() if number}


def parcel() -> bytes:
    good = [(f"髙見本{number:03}.zip", package(f"GS{number}")) for number in range(MANY)]
    return zipped(*good, ("z-unknown.zip", package("GSX", form="KKN-X")), ("z-broken.xml", b"<a>"))


def test_a_parcel_is_stored_before_the_answer_and_the_job_takes_it_with_each_refusal_named(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    many = parcel()
    page = send(reviewing, ("packages", "many.zip", many)).headers["location"]
    assert counts(installation) == {"waiting": MANY + 2}
    assert f"{MANY + 2}件のうち0件" in reviewing.get(page)
    assert reviewing.client.get(f"{page}/news").json() == {"news": str(MANY + 2)}
    assert take_waiting_packages(installation) == MANY
    after = reviewing.get(page)
    assert f"受け付けた：{MANY}件" in after
    assert ("z-unknown.zip" in after, "対応表がありません" in after) == (True, True)
    assert ("z-broken.xml" in after, "XMLとして読めません" in after) == (True, True)
    assert "髙見本000.zip" not in after
    assert send(reviewing, ("packages", "again.zip", many)).headers["location"] == page
    assert take_waiting_packages(installation) == 0
    assert counts(installation) == {"taken": MANY, "quarantined": 2}


def test_a_folder_keeps_its_attachments_and_a_second_one_with_one_more_adds_that_one(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    files = [("folder", f"窓口/{number}.zip", package(f"GS{number}")) for number in range(MANY)]
    send(reviewing, *files)
    take_waiting_packages(installation)
    send(reviewing, *files, ("folder", "窓口/new.zip", package("GSNEW")))
    take_waiting_packages(installation)
    assert counts(installation) == {"taken": MANY + 1, "repeated": MANY}


def test_many_files_and_a_pasted_table_are_brought_without_a_zip(
    installation: Installation, reviewing: StaffBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.jobs.take_waiting_packages._AT_ONCE", 10)
    files = [("packages", f"{number}.zip", package(f"GS{number}")) for number in range(MANY)]
    assert send(reviewing, *files).headers["location"].endswith("did=waits")
    assert take_waiting_packages(installation) == MANY
    assert "did=held" in send(reviewing, pasted="氏名\t住所\n見本　梅\t見本町").headers["location"]
    assert counts(installation) == {"taken": MANY, "quarantined": 1}


def test_an_xml_is_a_package_and_no_picture(installation: Installation, reviewing: StaffBrowser) -> None:
    inside = zipfile.ZipFile(io.BytesIO(package("GSXML"))).read("package.xml")
    assert "did=upload" in send(reviewing, ("packages", "GSXML.xml", inside)).headers["location"]
    assert counts(installation) == {"taken": 1}


def test_pictures_are_named_and_nothing_of_the_post_is_kept(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    pictures = [("packages", f"写真{number}.pdf", b"%PDF-1.4") for number in range(7)]
    refused = send(reviewing, ("packages", "a.zip", package()), *pictures)
    assert (refused.status_code, "写真0.pdf、" in refused.text, "ほか2個" in refused.text) == (422, True, True)
    assert send(reviewing).status_code == 422
    assert counts(installation) == {}


def test_a_file_of_another_section_is_not_there(installation: Installation, reviewing: StaffBrowser) -> None:
    page = send(reviewing, ("packages", "many.zip", parcel())).headers["location"]
    take_waiting_packages(installation)
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))
    assert "髙見本" not in charlie.get(page), "only packages without a duty yet"
    send(reviewing, ("packages", "one.zip", package("GSONE")))
    newest = re.findall(r'"(/desk/imports/[0-9]+)"', reviewing.get("/desk/imports?list=all"))[0]
    own = re.findall(r'"(/desk/imports/files/[0-9]+)"', reviewing.get(newest))[0]
    assert [browser.client.get(own).status_code for browser in (reviewing, charlie)] == [200, 404]
    assert reviewing.client.get("/desk/imports/files/999").status_code == 404
    assert reviewing.client.get(f"{page}?after=x").status_code == 400


def test_more_than_one_post_holds_is_refused_whole_and_the_way_on_is_named(
    installation: Installation, reviewing: StaffBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_posting, "MOST_OF_A_POST", 20_000)
    heavy = send(reviewing, ("packages", "a.zip", package("GS1")), ("packages", "heavy.zip", b"x" * 40_000))
    assert (heavy.status_code, "いくつかに分けて、続けて取り込んでください" in heavy.text) == (422, True)
    monkeypatch.undo()
    many = [("folder", f"f/{number}.xml", b"<a/>") for number in range(MOST_OF_A_FOLDER + 1)]
    assert "どれも受け取っていません" in send(reviewing, *many).text
    assert counts(installation) == {}
    sent = [("packages", ("heavy.zip", b"x" * 40_000_000, "application/zip"))]
    assert reviewing.client.post("/desk/imports", data={"csrf_token": "forged"}, files=sent).status_code == 403
