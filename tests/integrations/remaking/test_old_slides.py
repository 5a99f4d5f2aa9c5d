"""What acts in a .ppt is refused wherever it is written."""

from struct import pack

import pytest

from integrations.remaking import old_slides
from tests.integrations.remaking.compounds import atom, container, ppt, slides, write
from tests.integrations.remaking.test_old_office import why


def properties(flags: int) -> bytes:
    return pack("<HHI", 0x13, 0xF00B, 6) + pack("<HI", 0x0106, flags)


@pytest.mark.parametrize(
    "inside",
    [
        container(0x0409, container(0x0FCC, atom(0x0FC3, bytes(24)))),
        container(0x0409, container(0x0FCE)),
        container(0x0409, container(0x0FEE)),
        atom(0x1011, b"packed"),
        container(0x1005),
        container(0x1006),
        container(0x1007),
        container(0x100D),
        container(0x1010),
        container(0x07D0, container(0x03FF, atom(0x0400, pack("<III", 1, 1, 2)))),
        container(0x0FF2, atom(0x0FF3, bytes(8) + b"\1" + bytes(7))),
        container(0x0FF2, atom(0x0FF3, bytes(8) + b"\2" + bytes(7))),
        container(0x0FF2, atom(0x0FF3, bytes(8) + b"\5" + bytes(7))),
        container(0x040C, container(0xF002, properties(0x0E))),
        atom(0x138B, atom(0x1011)),
    ],
    ids=len,
)
def test_what_acts_in_slides_is_refused(inside: bytes) -> None:
    assert why(ppt(inside), "ppt") == "active"


@pytest.mark.parametrize(
    "inside",
    [
        container(0x0FF2, atom(0x0FF3, bytes(8) + b"\4" + bytes(7))),
        container(0x0FF2, atom(0x0FF3, bytes(8) + b"\3" + bytes(7))),
        container(0x03FF, atom(0x0400, pack("<III", 1, 0, 2))),
        container(0x0409, container(0x0FD7, atom(0x0FBA, "https://example.com".encode("utf-16-le")))),
        container(0x040C, container(0xF002, properties(0x02))),
        atom(0x0FA0, "\x11\x10 0x1011".encode("utf-16-le")),
        atom(0x138B, atom(0x0FBA)),
    ],
    ids=len,
)
def test_what_real_slides_hold_passes(inside: bytes) -> None:
    assert why(ppt(inside), "ppt") == ""


@pytest.mark.parametrize(
    "streams",
    [
        slides(token=0xF3D1C4DF),
        slides(longer=bytes(4)),
        slides(atom(0x2F14)),
    ],
)
def test_slides_with_a_password_say_so(streams: dict[str, bytes]) -> None:
    assert why(write(streams), "ppt") == "locked"


def test_slides_that_could_be_read_in_two_ways_are_refused() -> None:
    whole = slides()
    shown, user = whole["PowerPoint Document"], whole["Current User"]
    for streams in (
        slides(off=8),  # the list of records points into one
        slides(off=9_000),
        slides(token=0),
        {"PowerPoint Document": shown[:-1], "Current User": user},
        {"PowerPoint Document": shown + b"\0", "Current User": user},
        {"PowerPoint Document": bytes(8) + shown, "Current User": user},
        {"PowerPoint Document": shown, "Current User": user[:16] + b"\7" + user[17:]},
        {"PowerPoint Document": shown, "Current User": user[:10]},
        {"PowerPoint Document": shown, "Current User": b"\0\0\0" + user[3:]},
        {"Current User": user},
        {"PowerPoint Document": shown},
        slides(atom(0x1772, pack("<I", 5 << 20))),
        slides(pack("<HHI", 0xF, 0x03EE, 90_000)),
    ):
        assert why(write(streams), "ppt") == "old"


def test_records_without_number_or_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = b""
    for _ in range(60):
        deep = container(0x03EE, deep)
    assert why(ppt(deep), "ppt") == "old"
    monkeypatch.setattr(old_slides, "_MOST", 100)
    assert why(ppt(atom(0x0FBA) * 200), "ppt") == "old"
