"""Forms sent after the end of a staff session are kept for their sender."""

import html
import re

import pytest

from portal.jobs.sweep_ended import sweep_ended
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import open_session
from portal.store.cases import applications
from portal.store.desk import case_notes, corrections
from portal.store.statements import every, sql
from tests.journeys.visitor import forms
from tests.portal.later import later
from tests.portal.routes.staff.test_session import after
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

TYPED = "電話で、来週まで入院中と聞いた。\n急ぐ。"
ONCE = "the-mark-of-one-form"


@pytest.fixture
def tanto(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY))


@pytest.fixture
def desk(installation: Installation, tanto: Member) -> StaffBrowser:
    return at_desk(installation, tanto)


def token_on(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def send_late(
    installation: Installation, desk: StaffBrowser, page: str, address: str, boxes: dict[str, str], minutes: int = 31
) -> StaffBrowser:
    """Submits a page that was left open, `minutes` after the start of the test; the same browser at that time."""
    open_page = desk.get(page)
    revision = re.search(r'name="revision" value="(\d+)"', open_page)
    later_browser = after(installation, desk, minutes=minutes)
    data = {"csrf_token": token_on(open_page), "revision": revision[1] if revision else "", **boxes}
    response = later_browser.client.post(address, data=data)
    assert response.headers["location"] == "/staff/sign-in?kept=yes&next=/staff/kept", response.text
    assert "なくなっていません" in later_browser.get(response.headers["location"])
    return later_browser


def sign_in(installation: Installation, browser: StaffBrowser, member: Member, **time: float) -> None:
    site = later(installation, **(time or {"minutes": 31}))
    with site.database.write() as unit:
        token = open_session(site, unit, "staff", staff_id=member.id)
        unit.commit()
    browser.client.cookies.delete("kakanai_staff")
    browser.client.cookies.set("kakanai_staff", token)


def press(browser: StaffBrowser, words: str) -> str:
    """Submits the page of kept forms; the page after all redirects."""
    page = browser.client.get("/staff/kept").text
    form = next(form for form in forms(page) if any(words in label for label, _, _ in form.buttons))
    pressed = next((name, value) for label, name, value in form.buttons if words in label)
    sent: dict[str, list[str]] = {}
    for name, value in form.values:
        sent.setdefault(name, []).append(value)
    sent |= {pressed[0]: [pressed[1]]} if pressed[0] else {}
    return html.unescape(browser.client.post("/staff/kept", data=sent, follow_redirects=True).text)


def notes(installation: Installation, number: str) -> int:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return len(case_notes.of(unit, row.id))


def test_a_note_that_was_sent_too_late_is_sent_by_one_press(
    installation: Installation, desk: StaffBrowser, tanto: Member, number: str
) -> None:
    browser = send_late(installation, desk, f"/desk/{number}", f"/desk/{number}/notes", {"text": TYPED, "once": ONCE})
    assert notes(installation, number) == 0
    sign_in(installation, browser, tanto)
    assert TYPED in browser.get("/staff/kept")
    page = press(browser, "もう一度送る")
    assert "メモを残しました" in page
    assert TYPED in page
    assert "入院中" not in browser.get("/staff/kept")
    assert notes(installation, number) == 1


def test_a_request_for_correction_stands_with_all_its_boxes(
    installation: Installation, desk: StaffBrowser, tanto: Member, number: str
) -> None:
    boxes = {"field": "phone", "words.phone": "番号が1けた足りません。", "reason.phone": "", "due": "2026-12-04"}
    browser = send_late(installation, desk, f"/desk/{number}/return", f"/desk/{number}/return", boxes)
    sign_in(installation, browser, tanto)
    assert "補正を求めました" in press(browser, "もう一度送る")
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        correction = corrections.open_one(unit, row.id)
    assert correction is not None
    assert (correction.fields, correction.due) == (("phone",), "2026-12-04")


def test_the_reason_of_an_outcome_is_confirmed_again_and_who_was_faster_is_seen(
    installation: Installation, desk: StaffBrowser, tanto: Member, number: str
) -> None:
    boxes = {"outcome": "refused", "words": "様式が違うためです。", "confirmed": "yes"}
    browser = send_late(installation, desk, f"/desk/{number}", f"/desk/{number}/decide", boxes)
    sign_in(installation, browser, tanto)
    page = press(browser, "もう一度送る")
    assert "この内容でよいですか" in page
    assert "様式が違うためです。" in page
    again = send_late(installation, browser, f"/desk/{number}", f"/desk/{number}/decide", boxes, minutes=62)
    colleague = at_desk(later(installation, minutes=62), add_member(installation, "hoka", ("reviewer", DUTY)))
    colleague.post(f"/desk/{number}", f"/desk/{number}/pass", {})
    sign_in(installation, again, tanto, minutes=62)
    late = press(again, "もう一度送る")
    assert "様式が違うためです。" in late, "both versions are shown"


def test_nobody_else_sees_it_and_it_is_thrown_away(
    installation: Installation, desk: StaffBrowser, tanto: Member, number: str
) -> None:
    browser = send_late(installation, desk, f"/desk/{number}", f"/desk/{number}/notes", {"text": TYPED, "once": ONCE})
    other = add_member(installation, "hoka", ("reviewer", DUTY))
    sign_in(installation, browser, other)
    assert "入院中" not in browser.get("/staff/kept")
    stolen = {"csrf_token": token_on(browser.get("/desk")), "kept-path": f"/desk/{number}/notes"}
    assert browser.client.post("/staff/kept", data=stolen).headers["location"] == "/staff/kept"
    sign_in(installation, browser, tanto)
    assert "ありません。" in press(browser, "捨てる")
    assert notes(installation, number) == 0


def test_it_is_sealed_and_gone_after_a_day(
    installation: Installation, desk: StaffBrowser, tanto: Member, number: str
) -> None:
    browser = send_late(installation, desk, f"/desk/{number}", f"/desk/{number}/notes", {"text": TYPED, "once": ONCE})
    with installation.database.read() as unit:
        (row,) = every(unit, sql("SELECT sealed_boxes FROM kept_desk_post"))
    assert "入院中".encode() not in row[0]
    sign_in(installation, browser, tanto, hours=26)
    assert "入院中" not in after(installation, browser, hours=26).get("/staff/kept")
    sweep_ended(later(installation, hours=26))
    with installation.database.read() as unit:
        assert every(unit, sql("SELECT path FROM kept_desk_post")) == []


@pytest.mark.parametrize(
    ("address", "boxes"),
    [
        ("/desk/{number}/numbers/claimant.my_number/fill", {"number": "1234 5678 9018", "why": "本人確認"}),
        ("/desk/{number}/notes", {"text": "", "once": ONCE}), ("/desk/{number}/notes", {"text": "長" * 60_000}),
        ("/staff/sign-out", {"text": TYPED}),
    ],
)  # fmt: skip
def test_numbers_empty_forms_and_what_is_huge_are_not_kept(
    installation: Installation, desk: StaffBrowser, number: str, address: str, boxes: dict[str, str]
) -> None:
    token = token_on(desk.get(f"/desk/{number}"))
    browser = after(installation, desk, minutes=31)
    browser.client.post(address.format(number=number), data={"csrf_token": token, "revision": "0", **boxes})
    with installation.database.read() as unit:
        assert every(unit, sql("SELECT path FROM kept_desk_post")) == []


def test_who_was_never_signed_in_keeps_nothing(installation: Installation, desk: StaffBrowser, number: str) -> None:
    browser = after(installation, desk, minutes=31)
    browser.client.cookies.set("kakanai_staff", "guessed")
    token = token_on(browser.client.get("/staff/sign-in").text)
    response = browser.client.post(f"/desk/{number}/notes", data={"csrf_token": token, "text": TYPED, "once": ONCE})
    assert response.status_code in (303, 403)
    assert "kept" not in response.headers.get("location", "")
    with installation.database.read() as unit:
        assert every(unit, sql("SELECT path FROM kept_desk_post")) == []
