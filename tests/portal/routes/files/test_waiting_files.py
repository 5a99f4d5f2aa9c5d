"""Files wait for the virus scanner and block submission."""

from dataclasses import replace

import pytest

import portal.jobs.check_waiting_files
from integrations.scanning.fake import SIGNATURE, FakeScanner
from integrations.sockets.interfaces import AdapterError, Verdict
from portal.jobs.check_waiting_files import check_waiting_files
from portal.services.shared.installation import Installation
from tests.pictures import jpeg
from tests.portal.later import later
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer, version

PHOTO = "      - {id: photo, type: file, label: 写真, required: false}\n"
WAITS = "確認の順番を待っています"


@pytest.fixture
def away(installation: Installation) -> Installation:
    scanner = FakeScanner()
    scanner.down = True
    site = replace(installation, scanner=scanner)
    offer(site, version(1, PHOTO))
    return site


def handed_in(browser: GuestBrowser, content: bytes) -> Page:
    page = browser.open("/apply/small").press("次へ進む", {"reason": "lost"})
    return page.press("次へ進む", files={"photo.upload": ("a.jpg", content)})


def looked_at(away: Installation) -> None:
    assert isinstance(away.scanner, FakeScanner)
    away.scanner.down = False
    assert check_waiting_files(later(away, minutes=3)) == 1


def test_a_file_waits_and_so_does_sending_until_it_was_looked_at(away: Installation) -> None:
    browser = guest(away)
    check = handed_in(browser, jpeg())
    assert check.path.endswith("/check")
    assert WAITS in check.text
    assert "申請する" not in check.text
    assert "/files/" not in check.text
    draft = check.path.removesuffix("/check")
    question = browser.open(f"{draft}/page/photo")
    assert WAITS in question.text
    assert "/files/" not in question.text
    token = dict(question.form("次へ進む").values)["csrf_token"]
    forced = browser.client.post(f"{draft}/submit", data={"csrf_token": token})
    assert forced.status_code == 409
    assert WAITS in forced.text
    looked_at(away)
    check = browser.open(f"{draft}/check")
    assert WAITS not in check.text
    assert "/files/" in check.text
    assert check.press("申請する").path.startswith("/applications/")


def test_what_is_refused_after_its_owner_went_on_is_reported_and_never_sent(away: Installation) -> None:
    browser = guest(away)
    check = handed_in(browser, jpeg() + SIGNATURE)
    draft = check.path.removesuffix("/check")
    looked_at(away)
    check = browser.open(check.path)
    assert "受け取れなかったファイル" in check.text
    assert "ウイルスの疑い" in check.text
    assert "申請する" not in check.text
    question = browser.open(f"{draft}/page/photo")
    assert "ウイルスの疑い" in question.text
    check = question.press("次へ進む")
    assert "ウイルス" not in check.text
    assert check.press("申請する").path.startswith("/applications/")


class Picky(FakeScanner):
    """Never finishes files with this ending; raises for another."""

    def scan(self, content: bytes) -> Verdict:
        if content.endswith(b"slow"):
            raise AdapterError("SCANNER_UNAVAILABLE", permanent=False)
        if content.endswith(b"breaks"):
            raise RuntimeError("a bug")
        return super().scan(content)


def test_files_that_nobody_can_look_at_hold_up_no_other(away: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(portal.jobs.check_waiting_files, "log_bug", lambda where, _error: heard.append(where))
    monkeypatch.setattr(portal.jobs.check_waiting_files, "_reached", portal.jobs.check_waiting_files._Reached())
    for mark in (b"slow", b"breaks", b"slow", b""):
        handed_in(guest(away), jpeg() + mark)
    again = replace(later(away, minutes=3), scanner=Picky())
    assert [check_waiting_files(again) for _ in range(3)] == [0, 1, 0]
    assert len(heard) >= 2


def test_a_city_without_a_scanner_says_before_anything_is_chosen_that_it_takes_no_file(
    installation: Installation,
) -> None:
    site = replace(installation, scanner=None)
    offer(site, version(1, PHOTO))
    sorts = "JPEG"  # of the files that may be chosen
    assert sorts in guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"}).text
    page = guest(site).open("/apply/small").press("次へ進む", {"reason": "lost"})
    assert "この画面でファイルを受け取れません" in page.text
    assert ('type="file"' in page.text, sorts in page.text, "photo--limits" in page.text) == (False, False, False)
    assert page.press("次へ進む").path.endswith("/check")  # the question may stay without an answer
