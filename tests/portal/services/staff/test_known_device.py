"""The cookie of devices that staff sign in from."""

import pytest

from portal.services.staff.known_device import device_of, remembered

KEY = b"throttle key of a test ........."


def test_a_device_knows_the_logins_that_signed_in_from_it() -> None:
    cookie = remembered(KEY, remembered(KEY, "", "tanto"), "kansa")
    device = device_of(KEY, cookie, "tanto")
    assert len(device) == 22
    assert device_of(KEY, cookie, "kansa") == device
    assert device_of(KEY, cookie, "jinji") == ""
    assert remembered(KEY, cookie, "kansa").split(".")[0] == device


def test_of_more_members_than_it_holds_it_forgets_those_who_came_first() -> None:
    cookie = ""
    for number in range(9):
        cookie = remembered(KEY, cookie, f"staff{number}")
    assert [bool(device_of(KEY, cookie, f"staff{number}")) for number in range(9)] == [False, *[True] * 8]
    assert len(cookie) < 400


@pytest.mark.parametrize("cookie", ["", ".", "あ.い", "x" * 5000, "device.mac", f"{'d' * 22}.{'m' * 22}", "あ" * 22])
def test_a_cookie_that_was_made_up_knows_nobody_and_is_replaced(cookie: str) -> None:
    assert device_of(KEY, cookie, "tanto") == ""
    assert device_of(KEY, remembered(KEY, cookie, "tanto"), "tanto") != ""
    assert device_of(b"another key", remembered(KEY, cookie, "tanto"), "tanto") == ""


def test_the_id_of_another_device_opens_nothing() -> None:
    theirs, mine = remembered(KEY, "", "jinji"), remembered(KEY, "", "tanto")
    stolen = ".".join([theirs.split(".")[0], mine.split(".")[1]])
    assert device_of(KEY, stolen, "jinji") == device_of(KEY, stolen, "tanto") == ""
