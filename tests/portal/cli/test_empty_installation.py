"""An installation without any file of a city begins in the browser, by codes that a command prints once (D309)."""

import re
import shutil
from pathlib import Path

import pyotp
import pytest
from starlette.testclient import TestClient

from integrations.mail.smtp import SmtpMailer
from portal.app import make_app
from portal.cli.serving import _install
from portal.config import TREE, load_settings
from portal.config.settings import BLANK
from portal.services.administration.begin_city import is_not_open
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.staff import staff_members
from tests.portal.cli.conftest import Kakanai
from tests.portal.services.administration.editing import approved, asked, written
from tests.portal.services.paper.paper import text_of
from tests.portal.world import PLACE

ADDRESS = "https://shinsei.example"
CITY = """code: "131016"
care_insurer: "131018"
prefecture: 東京都
name: 千代田区
colours: {main: "#0b5563", on_main: "#ffffff"}
languages: [ja, easy, en]
"""
REST = """telephone: 03-1111-1111
hours: 平日
contact: 電話で聞いてください。
duties: {}
settings: {}
closed: []
counters: []
"""
GAIROTO = str(TREE / "forms" / "procedures" / "gairoto-tsuho.yaml")
FIRST, SECOND = {"login": "kanri", "name": "管理 花子"}, {"login": "jinji", "name": "人事 太郎"}


def started() -> tuple[Installation, TestClient]:
    installation = _install(load_settings(), None)
    return installation, TestClient(make_app(installation, with_worker=False), base_url=ADDRESS, follow_redirects=False)


def posted(client: TestClient, page: str, boxes: dict[str, str]) -> tuple[int, str, str]:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert token
    response = client.post(page, data={"csrf_token": token[1], **boxes}, headers={"Origin": ADDRESS})
    return response.status_code, response.text, response.headers.get("location", "")


def member(installation: Installation, login: str) -> Member:
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, login)
        assert row is not None
        return Member(row.id, login, row.name, frozenset({("administrator", "*")}), PLACE)


OPEN_LINES = (
    "市のコードと名前を入れてください", "見本の番号のままです", "まだ書いていません", "kakanai keys receipts",
    "公開した手続がありません",
)  # fmt: skip


def test_from_nothing_to_a_city_that_is_open(kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = {"ENV": "production", "PUBLIC_URL": ADDRESS, "DATA": str(tmp_path / "data"), "IDENTITY": "none"}
    for name, value in data.items():
        monkeypatch.setenv(f"KAKANAI_{name}", value)
    for command in (("keys", "create"), ("migrate",)):
        assert kakanai(*command).status == 0
    assert "The city has no name yet" in kakanai("keys", "receipts").err
    looked = kakanai("doctor")
    assert (looked.status, "市の名前" in looked.out, "×" in looked.out) == (0, True, False)
    (former, *_), (code, other, address, *words) = (kakanai("city", "code").out.splitlines() for _ in range(2))
    assert (address, len(words)) == (f"{ADDRESS}/admin/setup", 2)
    assert words[0].startswith("上の番号は、管理者1人に1つです。24時間のうちに、この住所を開いて")
    monkeypatch.setenv("KAKANAI_MAIL_HOST", "mail.example")
    monkeypatch.setenv("KAKANAI_MAIL_FROM", "shinsei@example.jp")
    installation, client = started()
    # Nothing but the setting up works.
    assert [client.get(path).status_code for path in ("/", "/procedures", "/api/v1/document")] == [503] * 3
    assert client.get("/desk").headers["location"] == "/admin/first"
    assert client.get("/admin/first").status_code == 303
    status, text, _ = posted(client, "/admin/setup", {**FIRST, "code": "", "login": "管理"})
    assert (status, "英字と数字で入れて" in text, "kakanai city code が出した" in text) == (422, True, True)
    for wrong in ("0000-0000", former):
        status, text, _ = posted(client, "/admin/setup", {**FIRST, "code": wrong})
        assert (status, "この番号は使えません" in text) == (422, True)
    # Each with a code of their own, who sees nothing of the other's.
    status, text, _ = posted(client, "/admin/setup", {**FIRST, "code": code})
    assert (status, text.count('data-label="パスワード"')) == (200, 1)
    status, others, _ = posted(client, "/admin/setup", {**FIRST, "code": other})
    assert (status, "このログイン名は、もうあります" in others) == (422, True)
    status, others, _ = posted(client, "/admin/setup", {**SECOND, "code": other})
    assert (status, others.count('data-label="パスワード"'), "kanri" in others) == (200, 1, False)
    assert client.get("/admin/setup").headers["location"] == "/staff/sign-in?next=/admin/first"
    assert kakanai("city", "code").english[0].startswith("There are administrators already")
    # What is printed signs in, and leads to what is still open.
    password, secret = re.findall(r'<td class="number wraps" data-label="[^"]*">([^<]*)</td>', text)[:2]
    boxes = {"login": "kanri", "password": password, "code": pyotp.TOTP(secret).now(), "next": "/admin/first"}
    status, _, there = posted(client, "/staff/sign-in", boxes)
    assert (status, there) == (303, "/admin/first")
    page = client.get("/admin/first").text
    assert [line for line in OPEN_LINES if line not in page] == []
    row = asked(
        installation, member(installation, "kanri"), written(installation, member(installation, "kanri"), "city", CITY)
    )
    approved(installation, member(installation, "jinji"), row)
    assert "千代田区（131016）" in client.get("/admin/first").text
    assert client.get("/").status_code == 503  # a receipt could not be signed
    installation.database.close()
    assert "of 千代田区 is made" in kakanai("keys", "receipts").out
    assert kakanai("courier", "keys", "create").out.startswith("千代田区\t"), "as administrators named it"
    installation, client = started()
    assert (installation.city.name, is_not_open(installation)) == ("千代田区", False)
    assert isinstance(installation.mailer, SmtpMailer)
    assert installation.mailer.sender().name == "千代田区"
    front = client.get("/")
    assert (front.status_code, "千代田区" in front.text) == (200, True)
    assert client.get("/admin/setup").headers["location"] == "/staff/sign-in?next=/admin/first"
    installation.database.close()


OFFICES = """duties:
  roads:
    - {from: 2024-04-01, office: 道路維持課, telephone: 03-1111-2222, place: 3階, authority: 千代田区長}
"""


def test_papers_of_a_procedure_are_of_the_city_that_administrators_wrote(
    kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = {"ENV": "production", "PUBLIC_URL": ADDRESS, "DATA": str(tmp_path / "data"), "IDENTITY": "none"}
    for name, value in data.items():
        monkeypatch.setenv(f"KAKANAI_{name}", value)
    for command in (("keys", "create"), ("migrate",)):
        assert kakanai(*command).status == 0
    with monkeypatch.context() as named:
        named.setenv("KAKANAI_CITY", str(shutil.copytree(BLANK, tmp_path / "named")))
        (tmp_path / "named" / "city.yaml").write_text(f"{CITY}{REST}", "utf-8")
        for person in (FIRST, SECOND):
            assert kakanai("staff", "add", person["login"], "--name", person["name"], "--right", "administrator:*").status == 0  # fmt: skip
    installation, _ = started()
    kanri, jinji = member(installation, "kanri"), member(installation, "jinji")
    for part, text in (("city", CITY), ("offices", OFFICES)):
        approved(installation, jinji, asked(installation, kanri, written(installation, kanri, part, text)))
    installation.database.close()
    for command in (("sheet", "gairoto-tsuho"), ("check", GAIROTO)):
        ran = kakanai("procedures", *command)
        assert (ran.status, ran.err, "見本市" in ran.out) == (0, "", False)
    sheet, form = kakanai("procedures", "sheet", "gairoto-tsuho").out, tmp_path / "form.pdf"
    assert "道路維持課（千代田区長）" in sheet
    assert kakanai("procedures", "print", "gairoto-tsuho", "--blank", "--out", str(form)).status == 0
    assert "千代田区長" in text_of(form.read_bytes())
    assert kakanai("procedures", "sheet", "juminhyo-utsushi").english[0].startswith("no office of 千代田区 holds")
