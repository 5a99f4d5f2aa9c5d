"""Administrators change the city's files in the browser: by form or text, looked at, approved, in force, and back."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from shutil import copytree

import pytest
from starlette.testclient import TestClient

from integrations.exports.loading import LAYOUTS, STANDARD
from portal.app import make_app
from portal.config.settings import BLANK
from portal.services.administration.city_parts import GROUPS, PARTS, WORDS
from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import BASE, StaffBrowser, at_desk
from tests.portal.world import add_member

HERE = "/admin/city"
HOURS = "telephone: 000-000-9999\nhours: 平日\ncontact: 市役所に聞いてください。\n"


@pytest.fixture
def kanri(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "kanri", ("administrator", "*"), name="見本 管理"))


@pytest.fixture
def jinji(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "jinji", ("administrator", "*"), name="見本 人事"))


def read(browser: StaffBrowser, page: str, of: str = r"\d+") -> str:
    match = re.search(rf'name="read" value="({of})"', browser.get(page))
    assert match
    return match[1]


def send(browser: StaffBrowser, part: str, act: str, boxes: dict[str, str], page: str = "") -> str:
    """Where it leads."""
    at = f"{HERE}/{part}{page}"
    boxes = {"read": read(browser, at), **boxes} if act != "begin" else boxes
    response = browser.post(at, f"{HERE}/{part}/{act}", boxes)
    assert response.status_code == 303, response.text
    location: str = response.headers["location"]
    return location


def decide(browser: StaffBrowser, part: str, act: str, words: str = "") -> str:
    match = re.search(r'name="edition" value="(\d+)"', browser.get(f"{HERE}/{part}"))
    assert match
    response = browser.post(
        f"{HERE}/{part}", f"{HERE}/{part}/decide", {"edition": match[1], "act": act, "words": words}
    )
    assert response.status_code == 303, response.text
    location: str = response.headers["location"]
    return location


def begun(browser: StaffBrowser, part: str) -> None:
    assert send(browser, part, "begin", {}) == f"{HERE}/{part}?did=begun"


def ask(browser: StaffBrowser, installation: Installation, part: str) -> str:
    return send(browser, part, "ask", {"reason": "番号が変わった", "from_day": installation.clock.today().isoformat()})


def resident(installation: Installation) -> TestClient:
    return TestClient(make_app(installation, with_worker=False), base_url=BASE)


def test_a_text_is_looked_at_as_residents_will_see_it_and_then_in_force(
    installation: Installation, kanri: StaffBrowser
) -> None:
    assert "ファイルのとおり" in kanri.get("/admin")
    begun(kanri, "hours")
    assert send(kanri, "hours", "text", {"text": HOURS}, "/text") == f"{HERE}/hours/text?did=saved"
    assert "000-000-9999" in kanri.get(f"{HERE}/hours/preview/")
    assert "000-000-9999" not in resident(installation).get("/").text
    page = kanri.get(f"{HERE}/hours")
    assert "－ telephone: 000-000-0000" in page
    assert "＋ telephone: 000-000-9999" in page
    assert ask(kanri, installation, "hours") == f"{HERE}/hours?did=in_force"
    assert "000-000-9999" in resident(installation).get("/").text
    assert "この部分は、画面で管理しています" in kanri.get(f"{HERE}/hours")
    assert "画面で管理" in kanri.get("/admin")


FAQ = """title: {ja: この市の質問}
questions:
  - id: our-own
    question: {ja: 市民農園は借りられますか}
    answer: [{ja: 毎年2月に募集します。}]
    procedures: [%s]
    source: {text: 市民農園の案内, certainty: std}
without: [risai]
"""


def test_a_question_of_the_city_is_refused_with_its_line_and_then_found_by_residents(
    installation: Installation, kanri: StaffBrowser
) -> None:
    begun(kanri, "faq")
    send(kanri, "faq", "text", {"text": FAQ % "shisei-ikem"}, "/text")
    page = kanri.get(f"{HERE}/faq/text")
    assert "shisei-ikem" in page
    assert ">6行<" in page
    assert "faq.yamlの手続かガイドがありません" in page
    send(kanri, "faq", "text", {"text": FAQ % "shisei-iken"}, "/text")
    assert "市民農園" in kanri.get(f"{HERE}/faq/preview/find/faq")
    assert ask(kanri, installation, "faq") == f"{HERE}/faq?did=in_force"
    client = resident(installation)
    for address in ("/find/faq", "/procedures?q=市民農園", "/procedures/shisei-iken"):
        assert 'href="/find/faq/our-own"' in client.get(address).text, address
    assert "毎年2月に募集します。" in client.get("/find/faq/our-own").text
    assert client.get("/find/faq/risai").status_code == 404


def test_a_city_that_could_not_be_read_again_is_stated_and_is_not_the_files(
    installation: Installation, kanri: StaffBrowser
) -> None:
    begun(kanri, "hours")
    send(kanri, "hours", "text", {"text": HOURS}, "/text")
    ask(kanri, installation, "hours")
    assert "前のままです" not in kanri.get("/admin")
    installation.laid.kept = True
    page = kanri.get("/admin")
    assert "市のファイルが読めないので" in page
    assert "画面で管理" in page


def test_a_file_that_cannot_be_read_is_reported_on_the_page_of_its_parts(
    installation: Installation, kanri: StaffBrowser, tmp_path: Path
) -> None:
    begun(kanri, "hours")
    folder = copytree(installation.city.folder, tmp_path / "city")
    installation.city.__dict__["folder"] = folder
    (folder / "city.yaml").write_text("wrong: [", encoding="utf-8")
    notice = "いま、市のファイルが読めません"
    assert notice in kanri.get(f"{HERE}/closed")
    assert kanri.post(f"{HERE}/closed", f"{HERE}/closed/begin", {}).headers["location"] == f"{HERE}/closed"
    page = kanri.get(f"{HERE}/hours")
    assert notice in page
    assert "住民の画面で見る" not in page
    boxes = {"read": read(kanri, f"{HERE}/hours"), "reason": "電話", "from_day": installation.clock.today().isoformat()}
    assert "先に、ファイルを直してください" in kanri.post(f"{HERE}/hours", f"{HERE}/hours/ask", boxes).text


def test_what_is_wrong_is_shown_by_line_and_goes_no_further(installation: Installation, kanri: StaffBrowser) -> None:
    begun(kanri, "closed")
    send(kanri, "closed", "text", {"text": "closed:\n  - {day: 2027-02-30, reason: 記念日}\n"}, "/text")
    assert "2行" in kanri.get(f"{HERE}/closed/text")
    here = f"{HERE}/closed"
    today = installation.clock.today().isoformat()
    response = kanri.post(here, f"{here}/ask", {"read": read(kanri, here), "reason": "", "from_day": today})
    assert response.status_code == 422
    assert "先に、下の「直すところ」を直してください。" in response.text
    assert kanri.client.get(f"{here}/preview/").headers["location"] == f"{here}/text"
    response = kanri.post(f"{here}/text", f"{here}/text", {"read": "1", "text": "closed: []\n"})
    assert response.status_code == 409
    assert "closed: []" in response.text  # what was typed stays
    assert decide(kanri, "closed", "withdraw") == f"{here}?did=withdraw"


def test_another_administrator_approves_or_refuses_what_harms(
    installation: Installation, kanri: StaffBrowser, jinji: StaffBrowser
) -> None:
    begun(kanri, "offices")
    boxes = {"at": "duties.care-qualification.0", "act": "save", "telephone": "000-000-0999"}
    send(kanri, "offices", "keys", boxes, "/keys?at=duties.care-qualification.0")
    assert ask(kanri, installation, "offices") == f"{HERE}/offices?did=asked"
    assert "認める" not in kanri.get(f"{HERE}/offices")
    assert "ほかの管理者が確かめるのを待っている" in jinji.get("/admin")
    link = f'<a href="{HERE}/offices">課・窓口と、持つ事務を確かめる</a>'
    assert [link in admin.get(page) for admin in (jinji, kanri) for page in ("/admin", "/admin/first")] == [
        True,
        True,
        False,
        False,
    ]
    assert decide(jinji, "offices", "refuse", "あとで") == f"{HERE}/offices?did=refuse"
    send(kanri, "offices", "begin", {})
    send(kanri, "offices", "keys", boxes, "/keys?at=duties.care-qualification.0")
    ask(kanri, installation, "offices")
    assert decide(jinji, "offices", "approve") == f"{HERE}/offices?did=in_force"
    today = installation.clock.today()
    assert installation.city.office("care-qualification", today).telephone == "000-000-0999"
    assert "あとで" in kanri.get(f"{HERE}/offices")


def test_a_duty_is_chosen_from_those_of_procedures_and_an_unknown_one_is_named(
    kanri: StaffBrowser, installation: Installation
) -> None:
    begun(kanri, "offices")
    page, here = "/keys?at=duties&new=1", f"{HERE}/offices"
    begin = kanri.get(f"{here}{page}")
    assert "事務の名前（打つと出る一覧から選べます。" in begin
    offered = re.findall(r'<option value="([^"]+)">([^<]*)</option>', begin)
    assert ("roads", "2の手続：") in [(duty, words[:5]) for duty, words in offered]
    assert {procedure.duty for procedure in installation.catalogue.all()} <= {duty for duty, _ in offered}
    new = {"at": "duties", "act": "save", "new": "1", "from": "2026-04-01", "office": "道の課", "telephone": "000-000-0001", "place": "1階", "authority": "見本市長"}  # fmt: skip
    send(kanri, "offices", "keys", {**new, "name": "road"}, page)
    warned = "「road」という事務の手続はありません。"
    assert warned in kanri.get(f"{here}/keys")
    assert warned in kanri.get(here), "before it is put forward"
    assert warned in kanri.get(f"{here}/keys?at=duties.road.0")
    assert warned not in kanri.get(f"{here}/keys?at=duties.roads.0")
    assert f'<a href="{here}">ちがいを見て、使いはじめる</a>' in kanri.get(f"{here}/keys")


def test_without_a_folder_of_the_city_no_page_speaks_of_its_files(
    kanri: StaffBrowser, installation: Installation
) -> None:
    bare = installation.settings.model_copy(update={"city": BLANK})
    other = at_desk(replace(installation, settings=bare), add_member(installation, "kanri2", ("administrator", "*")))
    page = other.get(f"{HERE}/hours")
    assert ("この部分は、まだ決めていません。" in page, "ファイル（city.yaml）" in page) == (True, False)
    assert "ファイル（city.yaml）のとおりです" in kanri.get(f"{HERE}/hours")


def test_an_earlier_edition_and_the_file_come_back_by_the_same_way(
    installation: Installation, kanri: StaffBrowser
) -> None:
    for number in ("9999", "8888"):
        begun(kanri, "hours")
        send(kanri, "hours", "text", {"text": HOURS.replace("9999", number)}, "/text")
        ask(kanri, installation, "hours")
    former = re.search(r'name="former" value="(\d+)"', kanri.get(f"{HERE}/hours"))
    assert former
    assert send(kanri, "hours", "begin", {"former": former[1]}) == f"{HERE}/hours?did=begun"
    ask(kanri, installation, "hours")
    assert installation.city.telephone == "000-000-9999"
    send(kanri, "hours", "begin", {"to_file": "1"})
    ask(kanri, installation, "hours")
    assert installation.city.telephone == "000-000-0000"
    assert "ファイル（city.yaml）のとおりです" in kanri.get(f"{HERE}/hours")


def test_the_form_adds_moves_removes_and_keeps_comments(installation: Installation, kanri: StaffBrowser) -> None:
    begun(kanri, "announcements")
    here = f"{HERE}/announcements"
    new = {
        "at": "announcements", "new": "1", "act": "save", "id": "flood", "kind": "emergency", "from": "2026-11-20", "to": "2026-11-21",
        "title.ja": "大雨のお知らせ",
    }  # fmt: skip
    send(kanri, "announcements", "keys", new, "/keys?at=announcements&new=1")
    page = kanri.get(f"{here}/keys")
    assert "大雨のお知らせ" in page
    send(kanri, "announcements", "keys", {"at": "announcements.2", "act": "up"}, "/keys?at=announcements.2")
    send(kanri, "announcements", "keys", {"at": "announcements.0", "act": "remove"}, "/keys?at=announcements.0")
    text = kanri.get(f"{here}/text")
    assert text.count("  - id:") == 2 or text.count("id: ") == 2
    assert "# 市のお知らせ。" in text
    ask(kanri, installation, "announcements")
    assert "大雨のお知らせ" in resident(installation).get("/").text


def test_a_fee_gets_a_new_row_and_a_wrong_name_is_reported(installation: Installation, kanri: StaffBrowser) -> None:
    begun(kanri, "fees")
    page, at = "/keys?at=settings&new=1", f"{HERE}/fees"
    new = {"at": "settings", "new": "1", "act": "save", "from": "2026-12-01", "value": "400"}
    response = kanri.post(f"{at}{page}", f"{at}/keys", {"read": read(kanri, f"{at}{page}"), "name": "ひとつ", **new})
    assert response.status_code == 422
    assert "住民票" in kanri.get(f"{at}/keys")
    assert 'value="juminhyo-utsushi.copy_fee"' in kanri.get(f"{at}{page}")
    send(kanri, "fees", "keys", {**new, "name": "taryo-gomi.fee"}, page)
    assert "taryo-gomi" in kanri.get(f"{at}/text")


def test_what_no_form_sends_is_refused(kanri: StaffBrowser) -> None:
    many, here = "9" * 5000, f"{HERE}/announcements"
    begun(kanri, "announcements")
    for at in (
        "",
        "nothing",
        "announcements.99",
        f"announcements.{'9' * 60}",
        "announcements.0.nothing",
        "announcements.0.id.0",
    ):
        for new in "01":
            assert kanri.client.get(f"{here}/keys?at={at}&new={new}").status_code in (200, 303, 400), (at, new)
            for act in ("save", "remove", "up", "down"):
                boxes = {"read": "1", "at": at, "new": new, "act": act, "name": "x"}
                answer = kanri.post("/staff/account", f"{here}/keys", boxes)
                assert answer.status_code in (303, 400, 409, 422), (at, new, act)
    assert kanri.post(f"{here}/text", f"{here}/begin", {"former": many}).status_code == 409  # one is open
    assert kanri.post(f"{here}/text", f"{here}/decide", {"act": "withdraw", "edition": many}).status_code == 400


@pytest.mark.parametrize("part", sorted(WORDS))
def test_every_part_opens_and_is_sound_as_the_file_has_it(
    part: str, installation: Installation, kanri: StaffBrowser
) -> None:
    kanri.get(f"{HERE}/{part}")
    begun(kanri, part)
    page = kanri.get(f"{HERE}/{part}/text")
    blank = part == "hours"  # the fictional city has the telephone of a blank folder
    assert ("直すところはありません。" in page, "見本のままのところがあります：000-000-0000" in page) == (
        not blank,
        blank,
    )
    response = kanri.client.get(f"{HERE}/{part}/keys")
    assert response.status_code in ((200,) if part not in ("points", "identity") else (303,))


def test_a_page_of_staff_or_of_somebody_is_no_preview(kanri: StaffBrowser) -> None:
    begun(kanri, "hours")
    for address in (
        "admin", "applications", "desk", "nowhere", "staff/sign-in", "sign-in", "sign-in/mail", "mock/gallery", "metrics", "security.txt",
    ):  # fmt: skip
        kanri.get(f"{HERE}/hours/preview/{address}", 404)
    for address in ("terms", "procedures/taryo-gomi/form.pdf"):
        answer = kanri.client.get(f"{HERE}/hours/preview/{address}")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), address


def test_administrators_of_some_duties_and_others_are_kept_out(installation: Installation, kanri: StaffBrowser) -> None:
    begun(kanri, "hours")
    for member in (
        add_member(installation, "oneduty", ("administrator", "roads")),
        add_member(installation, "author", ("author", "*")),
    ):
        browser = at_desk(installation, member)
        for address in (
            "/admin",
            "/admin/first",
            "/admin/keys",
            "/admin/layouts",
            f"{HERE}/hours",
            f"{HERE}/hours/preview/",
        ):
            browser.get(address, 403)
        response = browser.post("/staff/account", f"{HERE}/hours/begin", {})
        assert response.status_code == 403
    kanri.get(f"{HERE}/people", 404)


def test_each_part_is_in_one_group_of_the_overview() -> None:
    assert sorted(part for parts in GROUPS.values() for part in parts) == sorted(PARTS)


def test_what_is_open_first_and_keys_and_layouts_are_listed(kanri: StaffBrowser) -> None:
    page = kanri.get("/admin/first")
    assert "2人目の管理者" in page
    assert "すべての事務の管理者が2人いません。" in page
    assert "データの鍵" in kanri.get("/admin/keys")
    assert "引渡しの形" in kanri.get("/admin/layouts")


def test_a_sample_of_a_standard_system_is_tried_and_proposed(kanri: StaffBrowser) -> None:
    listed = kanri.get("/admin/layouts")
    assert listed.count("/admin/layouts?of=") == len(list(STANDARD.glob("*.yaml")))
    page = kanri.get("/admin/layouts?of=juki.ido.todoke")
    assert "作りものの1件は、こう出ます" in page
    text = (STANDARD / "juki.ido.todoke.yaml").read_text("utf-8")
    boxes = {"procedure": "ido-todoke", "text": text, "act": "propose"}
    response = kanri.post("/admin/layouts", "/admin/layouts", boxes)
    assert response.headers["location"] == f"{HERE}/layout-juki.ido.todoke?did=saved"
    drafted = kanri.get(f"{HERE}/layout-juki.ido.todoke")
    assert ("直すところ" in drafted, "この部分は、まだ使われていません" in drafted) == (False, True)
    kanri.get(f"{HERE}/layout-juki.ido.todoke/text")


def test_a_layout_is_tried_with_made_up_answers(kanri: StaffBrowser) -> None:
    text = (LAYOUTS / "kaigo.hihokenshasho.saikofu.yaml").read_text("utf-8")
    boxes = {"procedure": "kaigo-hihokenshasho-saikofu", "text": text}
    page = kanri.post("/admin/layouts", "/admin/layouts", boxes)
    assert page.status_code == 200
    assert "作りものの1件は、こう出ます" in page.text
    assert "この形を案にする" in page.text
    newer = text.replace('version: "', 'version: "9')
    page = kanri.post("/admin/layouts", "/admin/layouts", {**boxes, "text": newer, "act": "propose"})
    here = f"{HERE}/layout-kaigo.hihokenshasho.saikofu"
    assert page.headers["location"] == f"{here}?did=saved"
    shown = kanri.get(here)
    assert "作りものの1件で試す" in shown
    assert "フォームで直す" not in shown
    assert kanri.get("/admin").count("引渡しの形：kaigo.hihokenshasho.saikofu") == 1
    assert "作りものの1件は、こう出ます" in kanri.get("/admin/layouts?of=kaigo.hihokenshasho.saikofu")
    # Proposed again, the open one is saved, if it is the one that was read.
    page = kanri.post("/admin/layouts", "/admin/layouts", {**boxes, "act": "propose"})
    assert (page.status_code, "この形には、もう案があります" in page.text) == (409, True)
    assert 'version: "9' in unescape(kanri.get(f"{here}/text"))
    boxes["read"] = read(kanri, "/admin/layouts?of=kaigo.hihokenshasho.saikofu", r"[\d.]+")
    assert f'name="read" value="{boxes["read"]}"' in page.text
    assert kanri.post("/admin/layouts", "/admin/layouts", {**boxes, "act": "propose"}).status_code == 303
    assert kanri.post("/admin/layouts", "/admin/layouts", {**boxes, "act": "propose"}).status_code == 409
    assert "いまと同じです" in kanri.get(here)
    kanri.get(f"{HERE}/layout-..", 404)
    assert (
        kanri.post("/admin/layouts", "/admin/layouts", {**boxes, "text": "layout: [", "act": "propose"}).status_code
        == 422
    )
    for changed in ({"procedure": ""}, {"text": "layout: ["}):
        assert kanri.post("/admin/layouts", "/admin/layouts", {**boxes, **changed}).status_code == 422
