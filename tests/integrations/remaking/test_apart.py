"""The process that opens files."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from forms.fields.file import OFFICE, OLD, XML
from integrations.remaking.apart import Apart
from integrations.remaking.document import remake_document
from integrations.remaking.picture import remake_picture, turn_picture
from integrations.sockets.interfaces import AdapterError, Unusable
from tests.integrations.remaking.compounds import doc, ppt, xls
from tests.integrations.remaking.test_office import packed
from tests.integrations.remaking.test_picture import HEIC
from tests.pictures import jpeg, pdf, printed, taken_by_a_telephone, written

CLEAR = written(Image.new("RGBA", (40, 30), (200, 0, 0, 90)), "PNG")


@pytest.fixture(scope="module")
def shared() -> Iterator[Apart]:
    process = Apart()
    yield process
    process.close()


def test_it_does_what_is_done_here(shared: Apart) -> None:
    picture = remake_picture(jpeg(), "image/jpeg")
    assert shared.remake(jpeg(), "image/jpeg") == picture
    assert shared.turn(picture.content) == turn_picture(picture.content)
    telephone = taken_by_a_telephone(printed(), 6)
    for content, media in ((HEIC, "image/heic"), (telephone, "image/jpeg"), (CLEAR, "image/png")):
        assert shared.remake(content, media) == remake_picture(content, media)
    for document in (pdf(3), pdf() + b"PK\x03\x04" + bytes(2000)):
        assert shared.remake(document, "application/pdf").pages == remake_document(document).pages
    for content, reason in ((b"\xff\xd8\xff", "broken"), (jpeg() + b"x", "")):
        if reason:
            with pytest.raises(Unusable) as caught:
                shared.remake(content, "image/jpeg")
            assert caught.value.why == reason
        else:
            assert shared.remake(content, "image/jpeg") == picture


def test_who_takes_too_long_is_ended_and_the_next_file_begins_another() -> None:
    slow = Apart(seconds=0.0)
    many = b"%PDF-1.7\n" + b"1 0 obj\n" * 900_000  # takes seconds to scan
    begun = slow._begun()
    with pytest.raises(Unusable):
        slow.remake(many, "application/pdf")
    assert begun.poll() == -signal.SIGKILL
    again = Apart()
    assert again.remake(jpeg(), "image/jpeg").media == "image/jpeg"
    first = again._process
    assert first is not None
    first.kill()
    first.wait()
    assert again.remake(jpeg(), "image/jpeg").media == "image/jpeg"
    for process in (slow, again):
        process.close()


def test_it_knows_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_DATABASE_URL", "postgresql://secret")
    process = Apart()
    process.remake(jpeg(), "image/jpeg")
    assert process._process is not None
    around = Path(f"/proc/{process._process.pid}/environ").read_bytes()
    limits = Path(f"/proc/{process._process.pid}/limits").read_text()
    held = os.listdir(f"/proc/{process._process.pid}/fd")
    process.close()
    assert b"secret" not in around
    assert "KAKANAI" not in around.decode()
    assert "2000000000" in limits
    assert re.search(
        r"Max open files +0 +0 ", limits
    )  # refuses everything: it runs under the account that owns the keys
    assert len(held) <= 5


_HEAD = '"media": "image/jpeg", "pages": 1, "hints": []'


@pytest.mark.parametrize(
    "answer",
    [
        "[]", "{}", "no json", '{"why": "ghost"}', '{"why": []}', f"{{{_HEAD}}}", f'{{{_HEAD}, "sizes": [-1, 0]}}',
        f'{{{_HEAD}, "sizes": [1, 99999999999]}}', f'{{{_HEAD}, "sizes": ["1", 0]}}', f'{{{_HEAD}, "sizes": 1}}',
        '{"media": "text/html", "pages": 1, "hints": [], "sizes": [0, 0]}', "x" * 70_000,
    ],
)  # fmt: skip
def test_what_a_broken_process_answers_is_not_believed(
    answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child"
    child.write_text(f"#!/bin/sh\necho ready\nread order\ncat <<'END'\n{answer}\nEND\n")
    child.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(child))
    process = Apart()
    with pytest.raises(Unusable) as caught:
        process.remake(jpeg(), "image/jpeg")
    assert caught.value.why == "broken"
    assert process._process is None or "why" in answer
    process.close()


def test_where_it_cannot_begin_nobody_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    for program in ("/nowhere/python", "/bin/true"):
        monkeypatch.setattr(sys, "executable", program)
        with pytest.raises(AdapterError) as failed:
            Apart().remake(jpeg(), "image/jpeg")
        assert (failed.value.code, failed.value.permanent) == ("REMAKER_UNAVAILABLE", False)


def test_an_office_file_is_read_where_no_file_can_be_opened(shared: Apart) -> None:
    content = packed("xlsx")
    assert shared.remake(content, OFFICE["xlsx"]).content == content
    with pytest.raises(Unusable, match="active"):
        shared.remake(packed("xlsx", {"xl/vbaProject.bin": b"\1"}), OFFICE["xlsx"])


def test_an_old_office_file_and_xml_are_judged_where_no_file_can_be_opened(shared: Apart) -> None:
    narrow = doc("a \x13 PAGE \x141\x15", narrow=True)
    plain = ((narrow, OLD["doc"]), (xls(), OLD["xls"]), (ppt(), OLD["ppt"]), ("<a>あ</a>".encode("utf-16"), XML))
    for content, media in plain:
        made = shared.remake(content, media)
        assert (made.content, made.media) == (content, media)
    for content, media, reason in (
        (xls(**{"Ctls": b"\1"}), OLD["xls"], "active"),
        (doc(flags=0x0300), OLD["doc"], "locked"),
        (ppt()[:-1], OLD["ppt"], "old"),
        (b"<?xml-stylesheet?><a/>", XML, "xml"),
    ):
        with pytest.raises(Unusable, match=reason):
            shared.remake(content, media)
