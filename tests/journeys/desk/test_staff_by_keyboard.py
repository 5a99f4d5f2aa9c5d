"""Staff work without a mouse."""

import io
import socket
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import open_session
from portal.store.staff import staff_members
from tests.browser import DESKTOP, OpenPage
from tests.integrations.identity.world import serving
from tests.journeys.keyboard import Typist
from tests.portal.conftest import database_url, installation, reviewer
from tests.portal.services.desk.case.test_settle_outcome import decide, number, with_approval
from tests.portal.world import DUTY, add_member, alice, file_application

__all__ = ["database_url", "installation", "number", "reviewer"]


@dataclass
class Office:
    installation: Installation
    url: str
    open_page: OpenPage
    pages: list[Page] = field(default_factory=list)
    javascript: bool = True

    def seat(self, member: Member, address: str = "/desk") -> Page:
        page = self.open_page(DESKTOP, base_url=self.url, javascript=self.javascript)
        with self.installation.database.write() as unit:
            token = open_session(self.installation, unit, "staff", staff_id=member.id)
            unit.commit()
        page.context.add_cookies([{"name": "kakanai_staff", "value": token, "url": self.url}])
        self.pages.append(page)
        page.goto(address)
        return page


@contextmanager
def office(installation: Installation, open_page: OpenPage) -> Iterator[Office]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        app = make_app(installation, with_worker=False)
        with serving(app, listener):
            room = Office(installation, f"http://127.0.0.1:{listener.getsockname()[1]}", open_page)
            yield room
            for page in room.pages:
                page.goto("about:blank")  # ends the page's stream before the server


def go(page: Page, words: str, **typed: str) -> None:
    """Fills boxes on the way."""
    Typist(page, typed).tab_to(words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def saved(page: Page, words: str, **typed: str) -> bytes:
    Typist(page, typed).tab_to(words)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    return Path(download.value.path()).read_bytes()


def test_an_approver_clears_what_waits_and_sends_back_what_is_not_right(
    installation: Installation, open_page: OpenPage, reviewer: Member, number: str
) -> None:
    city = with_approval(installation)
    decide(city, reviewer, number)
    with office(city, open_page) as desk:
        page = desk.seat(add_member(city, "kessai", ("approver", DUTY)))
        go(page, number)
        Typist(page, {}).tab_to("差し戻す")
        page.keyboard.press("Enter")
        go(page, "差し戻す", reason="理由を、もう少しくわしく書いてください。")
        page.get_by_text("結果の案を差し戻しました").wait_for()
        decide(city, reviewer, number)
        go(page, "申請管理")
        go(page, number)
        page.keyboard.press("y")
        page.get_by_text("に決めました。").wait_for()
        go(page, "受付簿")
        assert "認められなかった" in page.inner_text("main")


@pytest.mark.long("tests/portal/routes/staff/test_people.py")
def test_an_administrator_gives_a_right_that_another_one_confirms(
    installation: Installation, open_page: OpenPage
) -> None:
    tanto = add_member(installation, "tanto", ("reviewer", DUTY), name="見本 課子")
    first, second = (add_member(installation, login, ("administrator", "*")) for login in ("kanri", "jinji"))
    with office(installation, open_page) as desk:
        page = desk.seat(first, "/admin/people")
        Typist(page, {"q": "見本 課子"}).tab_to("しぼりこむ")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        go(page, "見本 課子")
        go(page, "権限を加える")
        go(page, "ほかの管理者に頼む", role="auditor", duty="*")
        assert "確かめて、変更する" not in page.inner_text("main")
        change = desk.seat(second, "/admin/people")
        go(change, "変更1")
        go(change, "確かめて、変更する")
        go(change, "見本 課子")
        assert "監査" in change.inner_text("main")
    with installation.database.read() as unit:
        held = staff_members.rights(unit, tanto.id, installation.clock.today().isoformat())
    assert {(right.role, right.duty) for right in held} == {("reviewer", DUTY), ("auditor", "*")}


def test_an_auditor_draws_reports_who_looked_and_a_sample(installation: Installation, open_page: OpenPage) -> None:
    receipt = file_application(installation, alice(installation))
    with office(installation, open_page) as desk:
        desk.seat(add_member(installation, "tanto", ("reviewer", DUTY), name="髙見本 花子"), f"/desk/{receipt}")
        page = desk.seat(add_member(installation, "kansa", ("auditor", "*")))
        go(page, "監査")
        go(page, "同じ名字")
        assert "髙見本 花子" in page.inner_text("main")
        assert receipt in saved(page, "CSVで保存").decode("utf-8-sig")
        sample = saved(page, "ファイルで保存", count="1", lot="77", ground_words="抜き取りの検査")
        with zipfile.ZipFile(io.BytesIO(sample)) as archive:
            assert f"{receipt}/records.csv" in archive.namelist()
        go(page, "だれが見たかを調べる")
        go(page, "調べる", number=receipt)
        assert "申請の画面を開いた" in page.inner_text("main")
