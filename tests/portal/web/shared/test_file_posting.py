"""Forms with files, read in pieces."""

import asyncio
from collections.abc import AsyncIterator, Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from forms.fields.file import MOST_BYTES
from portal.errors import BadRequest, Busy, ForgedPost, TooLarge
from portal.services.files.keep_file import Upload
from portal.services.shared.installation import Installation
from portal.web.shared import file_posting
from portal.web.shared.file_posting import MOST_AT_ONCE, MOST_FILES, MOST_OF_A_POST, FilesPosted, read_file_post
from portal.web.shared.posting import MOST_BYTES as BOXES_BYTES
from portal.web.shared.posting import MOST_FIELDS
from tests.portal.web.asking import FORM, request, token

ALICE = {"browser": "alices-phone", "resident": "alices-session"}
KIND = "multipart/form-data; boundary=xyz"
Part = tuple[str, str | None, bytes]


def body(parts: Iterable[Part]) -> bytes:
    """As browsers write it; parts without a file name are plain boxes."""
    form = bytearray()
    for name, file, content in parts:
        named = f'; filename="{file}"' if file is not None else ""
        head = f'--xyz\r\nContent-Disposition: form-data; name="{name}"{named}\r\n'
        kind = b"Content-Type: text/html\r\n" if file is not None else b""
        form += head.encode() + kind + b"\r\n" + content + b"\r\n"
    return bytes(form) + b"--xyz--\r\n"


def own(installation: Installation, *parts: Part) -> bytes:
    return body([("csrf_token", None, token(installation, **ALICE).encode()), *parts])


def read(installation: Installation, data: bytes, piece: int = 65_536, kind: str = KIND, **headers: str) -> FilesPosted:
    pieces = [data[start : start + piece] for start in range(0, len(data), piece)] or [b""]
    http_request = request(installation, headers={"content-type": kind, **headers}, cookies=ALICE, body=pieces)
    return asyncio.run(first(read_file_post(http_request)))


async def first(reading: AsyncIterator[FilesPosted]) -> FilesPosted:
    """What a route receives; afterwards the response is created."""
    posted = await anext(reading)
    async for _ in reading:
        raise AssertionError("read twice")
    return posted


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.integers(1, 300), st.binary(max_size=300), st.text(max_size=20))
def test_what_was_sent_comes_out_as_it_was(installation: Installation, piece: int, content: bytes, text: str) -> None:
    parts = (("a", None, text.encode()), ("photos.upload", "写真.jpg", content), ("a", None, b"2"))
    posted = read(installation, own(installation, *parts), piece)
    assert posted.boxes == {"a": [text, "2"]}
    assert posted.uploads == {"photos.upload": (Upload("写真.jpg", content),)}
    assert posted.with_files


def test_a_box_in_which_nothing_was_chosen_is_no_file(installation: Installation) -> None:
    posted = read(installation, own(installation, ("photos.upload", "", b"")))
    assert posted == FilesPosted({}, {}, True)


def test_a_form_without_files_is_read_as_ever(installation: Installation) -> None:
    sent = f"csrf_token={token(installation, **ALICE)}&a=1".encode()
    assert read(installation, sent, kind=FORM) == FilesPosted({"a": ["1"]}, {}, False)


def test_a_file_before_the_token_is_not_read(installation: Installation) -> None:
    late: list[Part] = [("photos.upload", "a.jpg", b"x"), ("csrf_token", None, token(installation, **ALICE).encode())]
    with pytest.raises(ForgedPost):
        read(installation, body(late))


@pytest.mark.parametrize("wrong", [b"", b"x", "あ".encode(), b"\0"])
def test_a_wrong_token_is_refused(installation: Installation, wrong: bytes) -> None:
    with pytest.raises(ForgedPost):
        read(installation, body([("csrf_token", None, wrong), ("photos.upload", "a.jpg", b"x")]))


def test_without_a_token_nothing_is_read(installation: Installation) -> None:
    with pytest.raises(ForgedPost):
        read(installation, body([("a", None, b"1")]))


def test_another_origin_is_refused_before_it_is_read(installation: Installation) -> None:
    with pytest.raises(ForgedPost):
        read(installation, own(installation), origin="https://evil.example")


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"", KIND),
        (b"rubbish", KIND),
        (b"--xyz\r\nno header\r\n\r\n", KIND),
        (b"--xyz--\r\n", "multipart/form-data"),
        (b"--xyz--\r\n", f"multipart/form-data; boundary={'x' * 500}"),
    ],
)
def test_a_body_that_is_no_form_is_refused(installation: Installation, sent: bytes, kind: str) -> None:
    with pytest.raises((BadRequest, ForgedPost)):
        read(installation, sent, kind=kind)


def test_a_body_that_breaks_off_is_refused(installation: Installation) -> None:
    content = own(installation, ("photos.upload", "a.jpg", b"x" * 100))
    for end in (len(content) - 8, len(content) - 40, 20):
        with pytest.raises(BadRequest):
            read(installation, content[:end])


@pytest.mark.parametrize("part", [("", None, b"1"), ("a", None, b"\xff")])
def test_a_box_without_a_name_or_a_text_is_refused(installation: Installation, part: Part) -> None:
    with pytest.raises(BadRequest):
        read(installation, own(installation, part))


def test_a_file_that_is_too_large_is_cut_and_distinguished(installation: Installation) -> None:
    parts = (("u", "big.jpg", b"x" * (MOST_BYTES + 1)), ("u", "just.jpg", b"y" * MOST_BYTES), ("a", None, b"1"))
    posted = read(installation, own(installation, *parts))
    assert posted.uploads["u"] == (Upload("big.jpg", None), Upload("just.jpg", b"y" * MOST_BYTES))
    assert posted.boxes == {"a": ["1"]}


def test_a_post_that_is_too_large_is_not_read_to_its_end(installation: Installation) -> None:
    head = own(installation, ("u", "a.jpg", b""))[: -len("\r\n--xyz--\r\n")]
    asked = request(installation, headers={"content-type": KIND}, cookies=ALICE, body=[b"x"])
    count = 0

    async def endless() -> Message:
        nonlocal count
        count += 1
        return {"type": "http.request", "body": head if count == 1 else b"x" * 1_000_000, "more_body": True}

    with pytest.raises(TooLarge):
        asyncio.run(first(read_file_post(Request(asked.scope, endless))))
    assert count == 1 + MOST_OF_A_POST // 1_000_000


def test_boxes_beside_files_are_bounded_too(installation: Installation) -> None:
    with pytest.raises(TooLarge):
        read(installation, own(installation, ("a", None, b"x" * (BOXES_BYTES + 1))))
    with pytest.raises(BadRequest):
        read(installation, own(installation, *[("a", None, b"")] * MOST_FIELDS))
    assert (
        len(read(installation, own(installation, *[("a", None, b"")] * (MOST_FIELDS - 1))).boxes["a"])
        == MOST_FIELDS - 1
    )


def test_more_files_than_any_question_takes_are_refused(installation: Installation) -> None:
    many: list[Part] = [("u", f"{number}.jpg", b"x") for number in range(MOST_FILES)]
    assert len(read(installation, own(installation, *many)).uploads["u"]) == MOST_FILES
    with pytest.raises(TooLarge):
        read(installation, own(installation, *many, ("u", "more.jpg", b"x")))


def test_no_more_posts_with_files_than_there_is_memory_for(installation: Installation) -> None:
    sent = own(installation, ("u", "a.jpg", b"x"))

    async def many() -> int:
        async def held() -> AsyncIterator[FilesPosted]:
            return read_file_post(request(installation, headers={"content-type": KIND}, cookies=ALICE, body=[sent]))

        under_way = [await held() for _ in range(MOST_AT_ONCE)]
        for reading in under_way:
            await anext(reading)
        with pytest.raises(Busy):
            await anext(await held())
        plain = f"csrf_token={token(installation, **ALICE)}".encode()
        await first(read_file_post(request(installation, headers={"content-type": FORM}, cookies=ALICE, body=[plain])))
        with pytest.raises(StopAsyncIteration):
            await anext(under_way[0])
        return len((await first(await held())).uploads)

    assert asyncio.run(many()) == 1
    file_posting._Slots.taken = 0


def test_a_slot_is_free_again_when_a_post_was_refused(installation: Installation) -> None:
    for _ in range(MOST_AT_ONCE + 1):
        with pytest.raises(BadRequest):
            read(installation, b"rubbish")


def test_who_sends_without_end_is_cut_off(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_posting, "SECONDS", 0.01)
    asked = request(installation, headers={"content-type": KIND}, cookies=ALICE, body=[b"x"])

    async def never() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    with pytest.raises(BadRequest):
        asyncio.run(first(read_file_post(Request(asked.scope, never))))
