"""Filing without a card, with photographs."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from integrations.scanning.fake import SIGNATURE
from tests.draft_paths import draft_in
from tests.journeys.filing import send_back, sign_in
from tests.journeys.lamps import JPEG, PDF, REPORT, REPORT_TITLE, at_photos, files, send
from tests.journeys.people import PROCEDURE
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor
from tests.pictures import jpeg, locked_pdf

Parts = list[tuple[str, tuple[str | None, str | bytes]]]
NEW, LOCKED = jpeg("new"), locked_pdf()
SECTION, NO_RIGHT, CLERK = "tanto", "kanri", "madoguchi"


def same(content: bytes, sent: bytes) -> bool:
    """Compares pixels, as pictures are re-encoded."""
    shown, original = (Image.open(BytesIO(data)).convert("RGB") for data in (content, sent))
    return shown.size == original.size and max(ImageStat.Stat(ImageChops.difference(shown, original)).mean) < 6


def marked(content: bytes, plain: bytes) -> bool:
    pictures = (Image.open(BytesIO(data)).convert("L") for data in (content, plain))
    low_and_high = ImageChops.difference(*pictures).getextrema()
    return int(str(low_and_high[1])) > 40


@pytest.fixture
def guest(request: pytest.FixtureRequest) -> Iterator[Visitor]:
    name = "service" if "service" in request.fixturenames else "sqlite_service"
    service: Service = request.getfixturevalue(name)
    with service.visitor() as visitor:
        yield visitor


# Without a card


def test_a_report_is_filed_without_a_card_and_its_number_is_to_be_kept(guest: Visitor, service: Service) -> None:
    at_photos(guest, "?asset=M-0123")
    number = send(guest)
    assert "ひかえてください" in guest.text
    assert "マイページで見られます" not in guest.text
    assert number in guest.text
    with service.member(SECTION) as section:
        section.go(f"/desk/{number}")
        assert "見本小学校の前" in section.text
        assert "番号：M-0123" in section.text
        assert "確かめていない" in section.text
        assert "見本 花子" in section.text


def test_the_number_of_the_lamp_is_in_its_box_and_can_be_changed(guest: Visitor) -> None:
    guest.go(f"/apply/{REPORT}?asset=M-0123&words=no&place=no")
    assert 'value="M-0123"' in guest.text
    guest.press("次へ進む", {"place.asset": "", "place.words": "橋の上"})
    guest.go(guest.path.replace("/photos", "/place"))
    assert "M-0123" not in guest.text
    assert "橋の上" in guest.text


@pytest.mark.parametrize("asset", ["", "%00", "x" * 500, "%3Cscript%3E"])
def test_an_address_that_brings_nonsense_begins_all_the_same(asset: str, guest: Visitor) -> None:
    guest.go(f"/apply/{REPORT}?asset={asset}")
    assert guest.seen.status_code == 200
    assert guest.path.endswith("/place")
    assert "<script>" not in guest.text.partition("<main")[2]


def test_starting_afresh_keeps_the_number_of_the_lamp_that_was_scanned_last(guest: Visitor) -> None:
    at_photos(guest, "?asset=M-1")
    guest.go(f"/apply/{REPORT}?asset=M-2")
    assert "書きかけ" in guest.text
    guest.press("消してはじめから書く")
    assert 'value="M-2"' in guest.text


def test_a_guest_continues_his_own_draft_and_sees_nobody_elses(guest: Visitor, service: Service) -> None:
    draft = at_photos(guest)
    assert guest.go(f"/apply/{REPORT}").status_code == 200
    assert draft in guest.text
    with service.visitor() as other:
        assert other.go(f"{draft}/page/place").status_code == 410
        other.go(f"/apply/{REPORT}")
        assert draft_in(other.path) != draft
        for page in ("page/place", "check", "page/photos/stopped"):
            assert other.go(f"{draft}/{page}").status_code == 404
        sign_in(other, "reiji-ichiro")
        assert other.go(f"{draft}/page/place").status_code == 404


def test_a_guest_cannot_file_what_needs_a_card(guest: Visitor) -> None:
    at_photos(guest)
    guest.go(f"/apply/{PROCEDURE}")
    assert guest.path == "/sign-in"
    guest.go(f"/apply/{PROCEDURE}/nowhere/page/reason")
    assert guest.seen.status_code == 404


def test_signing_in_later_is_another_session_and_takes_nothing_over(guest: Visitor) -> None:
    draft = at_photos(guest)
    before = guest.client.cookies["kakanai_resident"]
    sign_in(guest, "reiji-ichiro")
    assert guest.client.cookies["kakanai_resident"] != before
    assert guest.go(f"{draft}/page/place").status_code == 404
    guest.go("/applications")
    assert REPORT not in guest.text
    guest.client.cookies.set("kakanai_resident", before)
    assert guest.go(f"{draft}/page/place").status_code == 410  # the session has ended


def test_who_has_signed_in_files_it_as_himself(service: Service) -> None:
    with service.visitor() as visitor:
        sign_in(visitor, "reiji-ichiro")
        at_photos(visitor)
        number = send(visitor)
        assert "ひかえてください" not in visitor.text
        assert number in visitor.go("/applications").text


def test_the_number_of_a_lamp_outlives_the_way_to_the_card(service: Service) -> None:
    with service.visitor() as visitor:
        visitor.go(f"/apply/{PROCEDURE}?asset=M-0123&sent")
        assert visitor.seen.url.params["next"] == f"/apply/{PROCEDURE}?asset=M-0123"


# Files


def test_files_are_kept_replaced_removed_and_sent_without_scripts(guest: Visitor, service: Service) -> None:
    draft = at_photos(guest)
    assert "10MBまで" in guest.text
    guest.press("選んだものを加える", files={"photos.upload": [("IMG 1.jpeg", JPEG), ("..\\回覧.exe", PDF)]})
    assert guest.seen.status_code == 200, guest.text
    assert guest.path == f"{draft}/page/photos"
    assert "IMG 1.jpg（1KB）" in guest.text
    assert "回覧.pdf（1KB）" in guest.text
    old = files(guest)
    guest.go(f"{draft}/page/photos")
    assert files(guest) == old
    guest.press("入れかえる", files={"photos.upload": [("new.jpg", NEW)]})
    assert re.findall(r'file-name" href="[^"]+">([^（]+)', guest.text) == ["new.jpg", "回覧.pdf"]
    assert guest.client.get(old[0]).status_code == 404
    answer = guest.client.get(files(guest)[0])
    assert same(answer.content, NEW)
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "image/jpeg"
    number = send(guest)
    addresses = files(guest)
    kept = [guest.client.get(address).content for address in addresses]
    assert same(kept[0], NEW)
    assert kept[1] == PDF
    with service.member(SECTION) as section:
        section.go(f"/desk/{number}")
        assert "new.jpg（1KB）" in section.text
        assert [section.client.get(address).content for address in files(section)] == kept
        stranger_sees_nothing(service, files(section), addresses)


def stranger_sees_nothing(service: Service, of_desk: list[str], of_guest: list[str]) -> None:
    with service.member(NO_RIGHT) as member:
        assert {member.client.get(address).status_code for address in of_desk} == {403}
    with service.visitor() as charlie:
        charlie.client.follow_redirects = False
        assert {charlie.client.get(address).status_code for address in of_desk + of_guest} == {303}
        charlie.client.follow_redirects = True
        sign_in(charlie, "reiji-ichiro")
        assert {charlie.client.get(address).status_code for address in of_guest} == {404}


def test_a_file_is_removed_for_good(guest: Visitor) -> None:
    draft = at_photos(guest)
    guest.press("選んだものを加える", files={"photos.upload": [("a.jpg", JPEG)]})
    address = files(guest)[0]
    assert guest.client.get(address).status_code == 200
    guest.press("消す")
    assert files(guest) == []
    assert "まだです" not in guest.text  # no error for missing photographs
    assert guest.client.get(address).status_code == 404
    guest.go(f"{draft}/page/photos")
    assert files(guest) == []


def test_a_picture_is_seen_small_and_turned_by_a_button(guest: Visitor) -> None:
    draft = at_photos(guest)
    guest.press("選んだものを加える", files={"photos.upload": [("a.jpg", jpeg("turned", 90, 40)), ("b.pdf", PDF)]})
    assert "2枚中1枚め" in guest.text
    (small,) = re.findall(r'src="([^"]+/preview)"', guest.text)
    answer = guest.client.get(small)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in answer.headers["cache-control"]
    assert Image.open(BytesIO(answer.content)).size == (90, 40)
    guest.press("右に回す")
    assert guest.seen.status_code == 200
    assert guest.path == f"{draft}/page/photos"
    assert re.findall(r'file-name" href="[^"]+">([^（]+)', guest.text) == ["a.jpg", "b.pdf"]
    (turned,) = re.findall(r'src="([^"]+/preview)"', guest.text)
    assert Image.open(BytesIO(guest.client.get(turned).content)).size == (40, 90)
    assert Image.open(BytesIO(guest.client.get(files(guest)[0]).content)).size == (40, 90)
    assert guest.client.get(small).status_code == 404
    assert guest.client.get(f"{files(guest)[1]}/preview").status_code == 404


def test_the_same_file_twice_is_one(guest: Visitor) -> None:
    at_photos(guest)
    for _ in range(2):
        guest.press("選んだものを加える", files={"photos.upload": [("a.jpg", JPEG), ("b.jpg", JPEG)]})
    assert len(files(guest)) == 1


@pytest.mark.parametrize(
    ("chosen", "expected", "kept"),
    [
        ([("a.png", b"\x89PNG\r\n\x1a\n" + bytes(9))], "a.pngは、受け取れる種類ではありません", 0),
        ([("a.jpg", b"GIF89a" + bytes(9))], "a.jpgは、受け取れる種類ではありません", 0),
        ([("empty.jpg", b"")], "中身がありません", 0),
        ([("big.jpg", JPEG + bytes(10_000_000))], "big.jpgは、10MBより大きい", 0),
        ([("a.jpg", JPEG + SIGNATURE)], "a.jpgは、ウイルスの疑い", 0),
        ([("a.jpg", JPEG[:-200])], "a.jpgは、開けませんでした", 0),
        ([("a.pdf", LOCKED)], "a.pdfは、パスワードがかかっている", 0),
        ([("a.jpg", JPEG), ("b.jpg", jpeg("b")), ("c.jpg", jpeg("c"))], "2個までです", 2),
        ([("a.jpg", JPEG), ("b.jpg", JPEG + SIGNATURE)], "b.jpgは、ウイルスの疑い", 1),
    ],
)
def test_what_is_not_taken_is_reported_at_its_question_and_the_rest_stays(
    chosen: list[tuple[str, bytes]], expected: str, kept: int, guest: Visitor
) -> None:
    draft = at_photos(guest)
    guest.press("次へ進む", files={"photos.upload": chosen})
    assert guest.seen.status_code == 422
    assert expected in guest.text
    assert 'href="#photos"' in guest.text
    assert len(files(guest)) == kept
    guest.go(f"{draft}/page/photos")
    assert len(files(guest)) == kept


def test_replacing_needs_a_new_file(guest: Visitor) -> None:
    at_photos(guest)
    guest.press("選んだものを加える", files={"photos.upload": [("a.jpg", JPEG)]})
    guest.press("入れかえる")
    assert guest.seen.status_code == 422
    assert "先に選んで" in guest.text
    assert len(files(guest)) == 1


def test_files_are_refused_where_none_is_asked_for(guest: Visitor) -> None:
    draft = at_photos(guest)
    parts: Parts = [("csrf_token", (None, guest.token())), ("place.words", (None, "ここ"))]
    assert guest.client.post(f"{draft}/page/place", files=parts).status_code == 400
    parts.append(("place.upload", ("a.jpg", JPEG)))
    assert guest.client.post(f"{draft}/page/place", files=parts).status_code == 400
    assert guest.client.post(f"{draft}/submit", files=parts).status_code == 400


def test_no_file_is_read_before_the_proof_that_the_form_is_ours(guest: Visitor) -> None:
    draft = at_photos(guest)
    token = guest.token()
    late: Parts = [("photos.upload", ("a.jpg", JPEG)), ("csrf_token", (None, token))]
    assert guest.client.post(f"{draft}/page/photos", files=late).status_code == 403
    for wrong in ("", token[:-1]):
        parts: Parts = [("csrf_token", (None, wrong)), ("photos.upload", ("a.jpg", JPEG))]
        assert guest.client.post(f"{draft}/page/photos", files=parts).status_code == 403
    guest.go(f"{draft}/page/photos")
    assert files(guest) == []


def test_an_id_of_somebody_elses_file_is_worth_nothing(guest: Visitor, service: Service) -> None:
    at_photos(guest)
    guest.press("選んだものを加える", files={"photos.upload": [("a.jpg", JPEG)]})
    stolen = files(guest)[0].rpartition("/")[2]
    with service.visitor() as other:
        draft = at_photos(other)
        other.press("次へ進む", {"photos": stolen})
        assert other.seen.status_code == 422
        assert "見つかりません" in other.text
        assert other.client.get(f"{draft}/files/{stolen}").status_code == 404


def test_files_go_with_the_draft_that_is_thrown_away(guest: Visitor) -> None:
    at_photos(guest)
    guest.press("選んだものを加える", files={"photos.upload": [("a.jpg", JPEG)]})
    address = files(guest)[0]
    guest.go(f"/apply/{REPORT}")
    guest.press("消してはじめから書く")
    assert guest.client.get(address).status_code == 404


# The office


def test_a_photograph_that_is_asked_again_comes_with_the_correction(service: Service) -> None:
    with service.visitor() as alice, service.member(SECTION) as section:
        sign_in(alice, "takamihon-hanako")
        at_photos(alice)
        number = send(alice)
        send_back(section, number, "photos", "写真をつけてください。")
        alice.go(f"/applications/{number}/correct/photos")
        alice.press("選んだものを加える", files={"photos.upload": [("later.jpg", JPEG)]})
        assert len(files(alice)) == 1
        alice.press("次へ進む")
        alice.press("直した内容を送る")
        section.go(f"/desk/{number}")
        assert "later.jpg（1KB）" in section.text
        assert same(section.client.get(files(section)[0]).content, JPEG)
        assert "#attachment" in section.text
        for shown in ("picture", "preview"):
            answer = section.client.get(f"{files(section)[0]}/{shown}")
            assert answer.headers["content-disposition"].startswith("inline")
            assert "sandbox" in answer.headers["content-security-policy"]
            assert marked(answer.content, section.client.get(files(section)[0]).content), shown


def test_the_counter_takes_a_photograph_in(service: Service) -> None:
    with service.member(CLERK) as clerk:
        clerk.go("/counter")
        clerk.press(REPORT_TITLE)
        visit = clerk.path
        clerk.press("画面を更新", {"place.words": "橋の上"}, {"photos.upload": [("a.jpg", JPEG)]})
        assert clerk.path == visit
        address = files(clerk)[0]
        assert same(clerk.client.get(address).content, JPEG)
        clerk.press("画面を更新", files={"photos.upload": [("a.gif", b"GIF89a")]})
        assert clerk.seen.status_code == 422
        assert "出せるのはJPEG、PDFです" in clerk.text
        clerk.go(visit)
        clerk.press("登録する", {"reception-place": "general", "reception-shown": "driving_licence"})
        assert clerk.path.startswith("/counter/done/"), re.sub("<[^>]+>", "", clerk.text)
        number = clerk.path.rpartition("/")[2]
    with service.member(SECTION) as section:
        section.go(f"/desk/{number}")
        assert same(section.client.get(files(section)[0]).content, JPEG)
