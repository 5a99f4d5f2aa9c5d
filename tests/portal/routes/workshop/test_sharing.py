"""A pack goes out and comes in, over HTTP and without scripts: looked at first, then a draft."""

import html
import re
from dataclasses import replace
from pathlib import Path

from httpx2 import Response

from portal.services.shared.installation import Installation
from portal.services.workshop.read_pack import MOST_BYTES, read_pack
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.routes.workshop.packs import CITY, of_ours, signed
from tests.portal.services.workshop.writing import DUTY, ELSEWHERE, NAME, TEXT, author, publisher
from tests.portal.world import add_member

HERE = "/desk/workshop/pack"
DOG, DOGS = "inu-shibo", "environment"


def look(browser: StaffBrowser, content: bytes) -> Response:
    token = re.search('name="csrf_token" value="([^"]*)"', browser.client.get(HERE).text)
    assert token is not None
    files = {"pack": ("p.zip", content)} if content else {"pack": ("", b"")}
    return browser.client.post(HERE, data={"csrf_token": token[1]}, files=files)


def take(browser: StaffBrowser, page: str, **boxes: str) -> Response:
    carried = {name: re.findall(f'name="{name}" value="([^"]*)"', page)[0] for name in ("pack", "which", "procedure")}
    return browser.post(HERE, f"{HERE}/draft", carried | boxes)


def test_ours_goes_out_and_theirs_becomes_the_next_version(installation: Installation, tmp_path: Path) -> None:
    member = author(installation, duty=DOGS)
    browser = at_desk(installation, member)
    address = f"/desk/workshop/procedures/{DOG}"
    assert f"{address}/pack.zip" in browser.get(address)
    answer = browser.client.get(f"{address}/pack.zip")
    assert answer.headers["content-type"] == "application/zip"
    own = html.unescape(look(browser, answer.content).text)
    assert "この市の証明書です" in own
    assert "変わりません" in own
    content = of_ours(
        installation, tmp_path / "other", DOG, ("{type: integer, default: 7", "{type: integer, default: 8")
    )
    page = look(browser, content).text
    for words in (
        CITY,
        read_pack(content).marks,
        "電話で確かめて",
        "「7」から「8」に変わった",
        "standard_days",
        "次の版の下書き",
    ):
        assert words in html.unescape(page), words
    assert "下書き：" not in browser.get(address)  # nothing is stored
    begun = take(browser, page)
    assert begun.status_code == 303
    draft = browser.get(begun.headers["location"])
    assert f"第{installation.catalogue.current(DOG).version + 1}版" in draft
    assert "署名のない行があります" in draft
    with installation.database.read() as unit:
        last = audit_records.after(unit, 0)[-1]
    assert (last.action, last.detail.split()[-1]) == ("take pack", read_pack(content).fingerprint)


def test_a_new_one_gets_a_name_and_a_duty_of_ours(installation: Installation, tmp_path: Path) -> None:
    browser = at_desk(installation, author(installation))
    text = TEXT.replace("duty: roads", "duty: bridges").replace("label: 目じるし", "label: <b>目</b>")
    page = look(browser, signed(tmp_path, {f"{NAME}.yaml": text}, (NAME,), "<b>隣町</b>")).text
    assert "事務「bridges」は、この市にありません" in html.unescape(page)
    assert "<b>" not in page
    refused = take(browser, page, procedure="Bad Name", duty=DUTY)
    assert refused.status_code == 422
    assert take(browser, page, duty=ELSEWHERE).status_code == 403
    begun = take(browser, refused.text, procedure=NAME, duty=DUTY)
    assert begun.status_code == 303
    assert "定義に、直すところはありません" in browser.get(begun.headers["location"])
    assert take(browser, page, duty=DUTY).status_code == 422  # taken


def test_a_procedure_of_another_section_is_no_next_version_of_mine(installation: Installation, tmp_path: Path) -> None:
    browser = at_desk(installation, author(installation))
    page = look(browser, of_ours(installation, tmp_path / "other", DOG)).text
    assert take(browser, page, duty=DUTY).status_code == 422
    assert take(browser, page, procedure="inu-utsushi", duty=DUTY).status_code == 303
    browser.get(f"/desk/workshop/procedures/{DOG}/pack.zip", 404)
    browser.get("/desk/workshop/procedures/nothing/pack.zip", 404)


def test_hostile_packs_are_refused_in_words_and_store_nothing(installation: Installation, tmp_path: Path) -> None:
    browser = at_desk(installation, author(installation))
    good = signed(tmp_path, {f"{NAME}.yaml": TEXT}, (NAME,))
    for content in (b"", b"PK\x03\x04" + bytes(100), good[:-30], good.replace(b"\n", b" "), bytes(MOST_BYTES + 1)):
        assert look(browser, content).status_code == 422
    assert look(browser, b"0" * 11_000_000).status_code == 422
    unread = look(browser, signed(tmp_path, {f"{NAME}.yaml": "a: &a [*a]\n"}, (NAME,)))
    assert unread.status_code == 200
    assert "直すところがあります" in html.unescape(unread.text)
    page = look(browser, good).text
    for boxes in ({"pack": "none"}, {"pack": "é"}, {"pack": "AAAA"}, {"pack": ""}, {"which": "other"}):
        assert take(browser, page, **boxes).status_code == 400, boxes
    assert NAME not in browser.get("/desk/workshop")


def test_only_who_may_write_looks_and_takes(installation: Installation, tmp_path: Path) -> None:
    page = look(at_desk(installation, author(installation)), signed(tmp_path, {f"{NAME}.yaml": TEXT}, (NAME,))).text
    for other in (publisher(installation), add_member(installation, "reviewer", ("reviewer", DUTY))):
        browser = at_desk(installation, other)
        browser.get(HERE, 403)
        token = {
            "csrf_token": re.findall(
                'name="csrf_token" value="([^"]*)"', browser.client.get("/desk", follow_redirects=True).text
            )[0]
        }
        assert browser.client.post(HERE, data=token, files={"pack": ("p.zip", b"PK")}).status_code == 403
        assert take(browser, page).status_code in (400, 403)


def test_without_a_key_the_page_says_so(installation: Installation) -> None:
    bare = replace(installation, documents=None)
    browser = at_desk(bare, author(installation, duty=DOGS))
    assert "署名の鍵がまだありません" in browser.get(f"/desk/workshop/procedures/{DOG}/pack.zip", 422)
