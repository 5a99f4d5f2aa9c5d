"""Files that go ahead in pieces: over HTTP with others at the door, and on a telephone whose line breaks."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256

import pytest
from playwright.sync_api import FilePayload, Page, Request, Route, expect

from integrations.scanning.fake import SIGNATURE
from portal.services.files.take_piece import PIECE_BYTES
from tests.browser import axe, overflow
from tests.journeys.filing import send_back, sign_in
from tests.journeys.lamps import JPEG, REPORT, REPORT_TITLE, at_photos, files, send
from tests.journeys.phone import go_on
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor
from tests.pictures import jpeg, large_jpeg

FILE = large_jpeg()
Shoot = Callable[[Page, str], None]
CLERK, SECTION = "madoguchi", "tanto"
GONE = "電波がとぎれました。つながったら、続きから送ります。"


@pytest.fixture
def guest(sqlite_service: Service) -> Iterator[Visitor]:
    with sqlite_service.visitor() as visitor:
        yield visitor


def box(file: bytes, name: str = "a.jpg") -> str:
    return f"{b64encode(sha256(file).digest()).decode()} {len(file)} {name}"


def go_ahead(visitor: Visitor, page: str, file: bytes = FILE, question: str = "photos") -> list[int]:
    token = visitor.token()
    return [
        visitor.piece(f"{page}?question={question}", token, file, start, file[start : start + PIECE_BYTES]).status_code
        for start in range(0, len(file), PIECE_BYTES)
    ]


def name_them(visitor: Visitor, page: str, *boxes: str, words: str = "次へ進む", question: str = "photos") -> None:
    visitor.go(page)
    visitor.press(words, {f"{question}.pieces": boxes})


def test_what_came_in_pieces_is_seen_by_scanner_and_remaker_like_every_file(guest: Visitor) -> None:
    page = f"{at_photos(guest)}/page/photos"
    bad = JPEG + SIGNATURE
    for file in (FILE, bad):
        assert set(go_ahead(guest, page, file)) == {204}
    name_them(guest, page, box(FILE), box(bad, "b.jpg"))
    assert guest.seen.status_code == 422
    assert "b.jpgは、ウイルスの疑い" in guest.text
    assert len(files(guest)) == 1
    assert guest.client.get(files(guest)[0]).headers["content-type"] == "image/jpeg"
    assert guest.client.get(files(guest)[0]).content != FILE  # made anew


def test_another_kind_is_refused_however_it_came(guest: Visitor) -> None:
    page = f"{at_photos(guest)}/page/photos"
    gif = b"GIF89a" + bytes(300_000)
    go_ahead(guest, page, gif)
    name_them(guest, page, box(gif, "a.jpg"))
    assert "a.jpgは、受け取れる種類ではありません" in guest.text


def test_nobody_writes_to_or_finishes_anothers_file(guest: Visitor, sqlite_service: Service) -> None:
    page = f"{at_photos(guest)}/page/photos"
    token, address = guest.token(), f"{page}?question=photos"
    assert guest.piece(address, token, FILE, 0, FILE[:PIECE_BYTES]).status_code == 204
    with sqlite_service.visitor() as charlie:
        own = f"{at_photos(charlie)}/page/photos"
        at = charlie.piece(address, charlie.token(), FILE, PIECE_BYTES, FILE[PIECE_BYTES : 2 * PIECE_BYTES])
        assert (at.status_code, "Upload-Offset" in at.headers) == (404, False)
        assert charlie.piece(address, token, FILE, 0, b"").status_code == 403  # her token in his browser
        # The same sum at his own draft is his own file, of which nothing has come.
        asked = charlie.piece(f"{own}?question=photos", charlie.token(), FILE, 0, b"")
        assert asked.headers["Upload-Offset"] == "0"
        name_them(charlie, own, box(FILE))
        assert "a.jpgは、途中までしか届きませんでした" in charlie.text
    assert guest.piece(address, token, FILE, 0, b"").headers["Upload-Offset"] == str(PIECE_BYTES)


def test_a_page_takes_pieces_for_its_own_questions_alone(guest: Visitor) -> None:
    draft = at_photos(guest)
    token = guest.token()
    for address in ("place?question=place", "photos?question=place", "photos", "nowhere?question=photos"):
        assert guest.piece(f"{draft}/page/{address}", token, FILE, 0, b"").status_code == 400


def test_the_counter_and_a_correction_take_pieces_too(sqlite_service: Service) -> None:
    with sqlite_service.member(CLERK) as clerk:
        clerk.go("/counter")
        clerk.press(REPORT_TITLE)
        visit = clerk.path
        assert set(go_ahead(clerk, visit)) == {204}
        clerk.go(visit)
        clerk.press("画面を更新", {"place.words": "橋の上", "photos.pieces": box(FILE)})
        assert len(files(clerk)) == 1
    with sqlite_service.visitor() as alice, sqlite_service.member(SECTION) as section:
        sign_in(alice, "takamihon-hanako")
        at_photos(alice)
        number = send(alice)
        send_back(section, number, "photos", "写真をつけてください。")
        page = f"/applications/{number}/correct/photos"
        assert set(go_ahead(alice, page)) == {204}
        name_them(alice, page, box(FILE))
        alice.press("直した内容を送る")
        section.go(f"/desk/{number}")
        assert len(files(section)) == 1


# On a telephone


class Pieces:
    """What went over the line: where each piece with content started, and whether it arrived. `most`: then the line breaks."""

    def __init__(self, page: Page, most: int) -> None:
        self.page, self.most, self.starts = page, most, list[int]()
        page.route("**/photos?question=photos", self._pass)

    def _pass(self, route: Route) -> None:
        if len(self.starts) >= self.most:
            route.abort("internetdisconnected")
            return
        self._note(route.request)
        route.continue_()

    def _note(self, request: Request) -> None:
        if request.post_data_buffer:
            self.starts.append(int(request.headers["upload-offset"]))


def telephone(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def at_photos_page(phone: Page) -> None:
    phone.context.clear_cookies()
    phone.goto(f"/apply/{REPORT}")
    phone.locator('[name="place.words"]').fill("見本小学校の前")
    go_on(phone)


def choose_and_send(phone: Page) -> None:
    phone.locator("#photos").set_input_files([telephone("IMG_0001.jpeg", FILE)])
    phone.locator("main form .buttons button").first.click()


def test_a_line_that_breaks_in_the_middle_costs_one_piece(phone: Page, shoot: Shoot) -> None:
    at_photos_page(phone)
    pieces = Pieces(phone, 2)
    choose_and_send(phone)
    expect(phone.get_by_text(GONE)).to_be_visible()
    assert axe(phone) == []
    assert overflow(phone) <= 0
    shoot(phone, "line-gone")
    phone.context.set_offline(True)
    expect(phone.get_by_text(GONE)).to_be_visible()
    phone.context.set_offline(False)
    pieces.most = 99  # not before: a try while there is no line would count as a piece that went
    phone.wait_for_url("**/signed")
    assert pieces.starts == list(range(0, len(FILE), PIECE_BYTES))
    phone.go_back()
    assert phone.locator(".file-preview").count() == 1


def test_after_a_reload_the_same_file_goes_on_where_it_stopped(phone: Page) -> None:
    at_photos_page(phone)
    before = Pieces(phone, 2)
    choose_and_send(phone)
    expect(phone.get_by_text(GONE)).to_be_visible()
    phone.unroute_all()
    phone.reload()
    after = Pieces(phone, 99)
    choose_and_send(phone)
    phone.wait_for_url("**/signed")
    assert before.starts == [0, PIECE_BYTES]
    assert after.starts == list(range(2 * PIECE_BYTES, len(FILE), PIECE_BYTES))


def test_when_the_answer_to_the_page_is_lost_nothing_is_sent_twice(phone: Page) -> None:
    at_photos_page(phone)
    pieces = Pieces(phone, 99)

    def lose(route: Route) -> None:
        route.fetch()  # it came, and is saved
        route.abort("aborted")

    phone.route(
        "**/photos", lambda route: lose(route) if route.request.method == "POST" else route.continue_(), times=1
    )
    choose_and_send(phone)
    expect(phone.get_by_text("つながりませんでした。書いた内容は消えていません。")).to_be_visible()
    sent = len(pieces.starts)
    phone.locator("main form .buttons button").first.click()
    phone.wait_for_url("**/signed")
    assert len(pieces.starts) == sent
    phone.go_back()
    assert phone.locator(".file-preview").count() == 1


def test_where_no_pieces_are_taken_the_form_goes_in_one(phone: Page) -> None:
    at_photos_page(phone)
    phone.route("**/photos?question=photos", lambda route: route.fulfill(status=422))
    phone.locator("#photos").set_input_files([telephone("a.jpeg", jpeg("one")), telephone("b.jpeg", jpeg("two"))])
    phone.locator("main form .buttons button").first.click()
    phone.wait_for_url("**/signed")
    phone.go_back()
    assert phone.locator(".file-preview").count() == 2
