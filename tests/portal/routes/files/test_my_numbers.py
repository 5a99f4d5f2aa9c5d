"""個人番号 from the form to the desk."""

import re
import zlib
from pathlib import Path

import pytest

from integrations.sockets.layout_socket import Bench
from portal.services.handover.hand_over import batch_files, hand_over
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.statements import every, sql
from tests.portal.later import later
from tests.portal.numbers import digits_in, number, with_numbers
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

NAME = {"claimant.name.family": "見本", "claimant.name.given": "花子"}
KEY = "claimant.number"
MINE = "members.1"


def to_number(installation: Installation, procedure: str = "ask", version: str = "1") -> Page:
    offer(installation, with_numbers(procedure, version))
    page = with_card(installation, "alice").open("/apply/small").press("次へ進む", {"reason": "lost"})
    return page.press("次へ進む", NAME)


def filed(page: Page) -> str:
    row = page.press("追加する").press("次へ進む", {f"{MINE}.name.family": "見本", f"{MINE}.name.given": "一郎"})
    assert row.path.endswith("/members"), row.text
    receipt = row.press("次へ進む").press("申請する")
    assert receipt.path.startswith("/applications/"), receipt.text
    return receipt.path.rpartition("/")[2]


def section(installation: Installation, *roles: str) -> tuple[Member, StaffBrowser]:
    login = "-".join(roles)
    member = add_member(installation, login, *((role, DUTY) for role in roles))
    return member, at_desk(installation, member)


def actions(installation: Installation) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        rows = every(unit, sql("SELECT action, detail FROM audit_record ORDER BY id"))
    return [(row.action, row.detail) for row in rows]


LOOK = {"purpose": "enter", "note": "福祉の業務システムに入れるため"}
CHECKED: dict[str, str | list[str]] = {"checked": ["number", "identity"]}


def test_no_page_gives_a_number_back_to_anyone_who_typed_it(installation: Installation) -> None:
    page = to_number(installation)
    wrong = page.press("次へ進む", {KEY: number(1)[:-1]})
    assert wrong.status == 422
    after = page.press("次へ進む", {KEY: f"{number(1)[:4]} {number(1)[4:8]}－{number(1)[8:]}"})
    assert after.path.endswith("/members")
    again = after.browser.open(page.path)
    assert (KEY, "･" * 12) in again.form("次へ進む").values
    kept = again.press("次へ進む")
    assert kept.path.endswith("/members")
    check = kept.press("次へ進む")
    assert check.path.endswith("/check")
    for shown_page in (after, again, kept, check):
        assert not digits_in(shown_page.text.encode(), number(1))


def test_the_desk_shows_one_number_after_a_stated_purpose_and_shows_who_looked(installation: Installation) -> None:
    receipt = filed(to_number(installation).press("次へ進む", {KEY: number(1)}))
    case, address = f"/desk/{receipt}", f"/desk/{receipt}/numbers/{KEY}"
    _, colleague = section(installation, "reviewer")
    assert "番号を見る" not in colleague.get(case)
    colleague.get(address, status=403)
    _, desk = section(installation, "reviewer", "my_number")
    assert not digits_in(desk.get(case).encode(), number(1))
    assert re.search("サインインは10時(29|30)分まで", desk.get(case))
    for typed, words in (
        ({**LOOK, "purpose": ""}, "何のために見るかを選んでください。"),
        ({**LOOK, "note": " "}, "くわしい理由を書いてください。"),
        ({**LOOK, "note": f"{number(1)}の確認"}, "番号は書かないでください。"),
    ):
        refused = desk.post(address, address, typed)
        assert (refused.status_code, words in refused.text) == (422, True)
        assert "<strong" not in refused.text
    assert ("look at number", f"{KEY} enter") not in actions(installation)
    response = desk.post(address, address, LOOK)
    assert response.status_code == 200
    assert " ".join(re.findall("....", number(1))) in response.text
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["refresh"] == f"60; url={case}"
    assert ("look at number", f"{KEY} enter") in actions(installation)
    text = desk.get(case)
    assert "reviewer-my_numberさん" in text
    assert LOOK["note"] in text
    assert not digits_in(text.encode(), number(1))
    assert LOOK["note"] not in colleague.get(case)


def test_only_who_signed_in_a_moment_ago_sees_one_and_the_purpose_is_asked_after_that(
    installation: Installation,
) -> None:
    receipt = filed(to_number(installation).press("次へ進む", {KEY: number(1)}))
    address = f"/desk/{receipt}/numbers/{KEY}"
    member, desk = section(installation, "reviewer", "my_number")
    form = desk.client.get(address)
    token = re.search(r'name="csrf_token" value="([^"]*)"', form.text)
    assert token
    for minutes, status in ((9, 200), (11, 303)):
        passed = at_desk(later(installation, minutes=minutes), member)
        passed.client.cookies = desk.client.cookies
        response = passed.client.get(address)
        assert response.status_code == status
        if status == 303:
            assert response.headers["location"] == f"/staff/sign-in?again=yes&next={address}"
            assert "本人確認をもう一度" in passed.client.get(response.headers["location"]).text
    # A form opened in time is accepted a while longer, so that typed values are not lost.
    late = at_desk(later(installation, minutes=31), member)
    late.client.cookies = desk.client.cookies
    boxes = {"csrf_token": token[1], "revision": "0", **LOOK}
    assert late.client.post(address, data=boxes).status_code == 303
    in_time = at_desk(later(installation, minutes=29), member)
    in_time.client.cookies = desk.client.cookies
    assert in_time.client.post(address, data=boxes).status_code == 200


def test_staff_fill_a_number_in_once_they_have_checked_and_by_a_proxy_three_things(installation: Installation) -> None:
    receipt = filed(to_number(installation, "fill_inside"))
    case, address = f"/desk/{receipt}", f"/desk/{receipt}/numbers/{MINE}"
    _, desk = section(installation, "reviewer", "my_number")
    assert "家族 1" in desk.get(case)
    assert desk.get(case).count("番号を入れる") == 2
    slips: tuple[tuple[dict[str, str | list[str]], str], ...] = (
        ({"number": number(2)}, "全部しるしをつけてください"),
        ({**CHECKED, "number": ""}, "個人番号を入れてください。"),
        ({**CHECKED, "number": number(2)[:-1]}, "12けたの数字です（いまは11文字）"),
        ({**CHECKED, "number": str((int(number(2)) + 1) % 10**12).zfill(12)}, "数字のどれかが違うようです"),
    )
    for typed, words in slips:
        refused = desk.post(address, f"{address}/fill", typed)
        assert (refused.status_code, words in refused.text) == (422, True), refused.text
        assert not digits_in(refused.content, number(2))
    filled = desk.post(address, f"{address}/fill", {**CHECKED, "number": number(2)})
    assert (filled.status_code, filled.headers["location"]) == (303, f"{case}?did=number")
    assert "が" in desk.get(case)
    assert " ".join(re.findall("....", number(2))) in desk.post(address, address, LOOK).text
    overtaken = desk.post(address, f"{address}/fill", {**CHECKED, "number": number(3), "before": ""})
    assert overtaken.status_code == 409
    match = re.search(r'name="before" value="([^"]+)"', desk.get(address))
    assert match
    assert (
        desk.post(address, f"{address}/fill", {**CHECKED, "number": number(3), "before": match[1]}).status_code == 303
    )
    assert " ".join(re.findall("....", number(3))) in desk.post(address, address, LOOK).text
    assert ("fill in number", f"{MINE} identity number") in actions(installation)
    assert ("replace number", f"{MINE} identity number") in actions(installation)


def test_a_proxys_number_wants_three_checks_and_the_desk_names_them(installation: Installation) -> None:
    offer(installation, with_numbers("fill_inside", who="{online: [self, agent]}"))
    begun = with_card(installation, "bob").open("/apply/small").press("次へ進む", {"role": "agent"})
    receipt = filed(begun.press("次へ進む", {"reason": "lost"}).press("次へ進む", NAME))
    _, desk = section(installation, "reviewer", "my_number")
    page, address = desk.get(f"/desk/{receipt}"), f"/desk/{receipt}/numbers/{MINE}"
    for words in ("代理権を確かめた", "代理人の身元を確かめた", "本人の番号を確かめた"):
        assert words in page
        assert words in desk.get(address)
    two = desk.post(address, f"{address}/fill", {"checked": ["number", "agent"], "number": number(2)})
    assert two.status_code == 422
    three: dict[str, str | list[str]] = {"checked": ["number", "agent", "mandate"], "number": number(2)}
    assert desk.post(address, f"{address}/fill", three).status_code == 303


def test_nobody_reaches_a_number_that_there_is_not(installation: Installation) -> None:
    receipt = filed(to_number(installation).press("次へ進む", {KEY: number(1)}))
    _, desk = section(installation, "reviewer", "my_number")
    for place in ("nobody", "claimant", "members.2", "claimant.name", "number:x"):
        desk.get(f"/desk/{receipt}/numbers/{place}", status=404)
    _, stranger = section(installation, "inviter", "my_number")
    stranger.get(f"/desk/{receipt}/numbers/{KEY}", status=403)
    guest_page = guest(installation).open(f"/desk/{receipt}/numbers/{KEY}")
    assert guest_page.path == "/staff/sign-in"


def test_nothing_that_the_service_wrote_has_the_digits_in_any_width(
    installation: Installation, database_url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A number with a typing mistake, corrected, filed, filled in, looked at, printed and handed over."""
    page = to_number(installation)
    page.press("次へ進む", {KEY: number(4)[:-1] + str((int(number(4)[-1]) + 1) % 10)})
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number(1))
    receipt = filed(page.press("次へ進む", {KEY: wide}))
    member, desk = section(installation, "reviewer", "my_number", "exporter")
    case = f"/desk/{receipt}"
    fill = f"{case}/numbers/{MINE}"
    assert desk.post(fill, f"{fill}/fill", {**CHECKED, "number": number(2)}).status_code == 303
    assert desk.post(fill, fill, LOOK).status_code == 200
    asking = GuestBrowser(desk.client).open(f"{case}/return")
    asking.press("補正を求める", {"field": KEY, f"words.{KEY}": "番号を確かめてください。"})
    mending = page.browser.open(f"/applications/{receipt}/correct/{KEY}")
    mending.press("次へ進む", {KEY: number(3)}).press("送る")
    look = f"{case}/numbers/{KEY}"
    assert " ".join(re.findall("....", number(3))) in desk.post(look, look, LOOK).text
    assert desk.client.get(f"{case}/form.pdf").status_code == 200
    paper = page.browser.client.get(f"/applications/{receipt}/receipt.pdf")
    desk.post(case, f"{case}/pass", {})
    handed = hand_over(installation, "generic.application", DUTY, Actor("staff", member.login), procedure="small")
    assert handed.batch is not None
    (tmp_path / "export").mkdir()
    exported = [file.path.read_bytes() for file in batch_files(installation, handed.batch, Bench(tmp_path / "export"))]
    late = Page(guest(later(installation, minutes=61)), page.response)
    for cookie in page.browser.client.cookies.jar:
        late.browser.client.cookies.set(cookie.name, cookie.value or "")
    late.press("次へ進む", {KEY: number(5)})
    database = Path(database_url.removeprefix("sqlite:///"))
    contents = [path.read_bytes() for path in (*database.parent.glob(f"{database.name}*"), *_files(tmp_path))]
    printed = [_unpacked(paper.content), _unpacked(desk.client.get(f"{case}/form.pdf").content)]
    logged = "".join(capfd.readouterr()).encode()
    assert len(contents) >= 2
    for seed in range(1, 6):
        for content in (*contents, *exported, *printed, logged, desk.get(case).encode()):
            assert not digits_in(content, number(seed)), seed


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _unpacked(pdf: bytes) -> bytes:
    parts = [pdf]
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_the_search_would_see_a_number_in_each_form_it_may_take() -> None:
    digits = number(1)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in digits)
    for text in (
        digits,
        wide,
        f"{digits[:4]} {digits[4:8]} {digits[8:]}",
        "-".join(digits),
        f"{digits[:4]}－{digits[4:]}",
    ):
        for encoding in ("utf-8", "utf-16-le", "cp932"):
            assert digits_in(text.encode(encoding), digits)
    assert not digits_in(number(2).encode(), digits)
