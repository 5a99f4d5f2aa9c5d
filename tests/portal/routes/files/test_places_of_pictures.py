"""The place of a picture is given only by the person who sends it."""

from portal.services.shared.installation import Installation
from tests.pictures import HERE, printed, taken_by_a_telephone
from tests.portal.routes.guest_browser import DUTY, Page, guest, offer, version
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import add_member

PHOTO = "      - {id: photo, type: file, label: 写真, required: false, place: true}\n"
OFFER, POINT = "写真を撮った場所（緯度と経度）が入っています", "地図の位置：35.675000, 139.750000"
TELL, FORGET = "この場所を伝える", "この場所を伝えない"


def handed_in(installation: Installation, place: bool = True) -> Page:
    offer(installation, version(1, PHOTO))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    content = taken_by_a_telephone(printed(300, 200), 1, HERE if place else {})
    return page.press("次へ進む", files={"photo.upload": ("a.jpg", content)})


def test_a_place_in_a_picture_is_offered_and_reaches_the_desk_if_it_was_given(installation: Installation) -> None:
    page = handed_in(installation)
    assert (page.status, OFFER in page.text, POINT in page.text) == (422, True, True)
    assert page.press("次へ進む").status == 422  # not passed over
    check = page.browser.open(page.path.replace("/page/photo", "/check"))
    assert OFFER in check.text
    assert "申請する" not in check.text
    given = page.press(TELL)
    assert (given.status, OFFER in given.text, POINT in given.text) == (200, False, True)
    check = given.press("次へ進む")
    assert POINT in check.text
    receipt = check.press("申請する")
    number = receipt.path.rpartition("/")[2]
    case = at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY))).get(f"/desk/{number}")
    assert 'href="geo:35.675000,139.750000"' in case
    assert "緯度・経度 35.675000、139.750000" in case


def test_who_is_there_gives_the_place_of_the_device_to_a_picture_that_names_none(installation: Installation) -> None:
    offer(installation, version(1, PHOTO))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    photo = {"photo.upload": ("a.jpg", taken_by_a_telephone(printed(300, 200), 1, {}))}
    page = page.press("選んだものを加える", files=photo)
    assert ("data-here=" in page.text, POINT in page.text) == (True, False)
    name = dict(page.form("次へ進む").values)["photo"]
    for nowhere in ("", "35.675", "95,139.75", "35.675,", "35.675,139.75,7", "<b>,1"):
        given = page.press("次へ進む", {"photo.tell-place": name, "photo.here": nowhere})
        assert "地図の位置" not in given.text
    given = page.press("次へ進む", {"photo.tell-place": name, "photo.here": "35.6750001,139.75"})
    assert ("data-here=" in given.text, POINT in given.text) == (False, True)
    assert POINT in given.press("次へ進む").text
    assert POINT not in given.press(FORGET).text


def test_a_place_that_is_not_given_is_nowhere(installation: Installation) -> None:
    page = handed_in(installation).press(FORGET)
    assert "35.675" not in page.text
    check = page.press("次へ進む")
    assert check.path.endswith("/check")
    assert "35.675" not in check.text
    assert "35.675" not in check.press("申請する").text


def test_a_given_place_is_taken_back_and_a_picture_without_is_not_asked_about(installation: Installation) -> None:
    page = handed_in(installation).press(TELL).press(FORGET)
    assert "35.675" not in page.text
    assert "35.675" not in page.press("次へ進む").text
    assert handed_in(installation, place=False).path.endswith("/check")
