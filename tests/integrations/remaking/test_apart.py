"""The process beside ours in which files are opened: it answers in kind, and what breaks it breaks it alone."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.interfaces import AdapterError, Unusable
from integrations.remaking.apart import Apart
from integrations.remaking.document import remake_document
from integrations.remaking.picture import remake_picture, turn_picture
from tests.pictures import jpeg, pdf


@pytest.fixture(scope="module")
def shared() -> Iterator[Apart]:
    made = Apart()
    yield made
    made.close()


def test_it_does_what_is_done_here(shared: Apart) -> None:
    picture = remake_picture(jpeg(), "image/jpeg")
    assert shared.remake(jpeg(), "image/jpeg") == picture
    assert shared.turn(picture.content) == turn_picture(picture.content)
    assert shared.remake(pdf(3), "application/pdf") == remake_document(pdf(3))
    for content, why in ((b"\xff\xd8\xff", "broken"), (jpeg() + b"x", "")):
        if why:
            with pytest.raises(Unusable) as found:
                shared.remake(content, "image/jpeg")
            assert found.value.why == why
        else:
            assert shared.remake(content, "image/jpeg") == picture


def test_who_takes_too_long_is_ended_and_the_next_file_begins_another() -> None:
    slow = Apart(seconds=0.0)
    many = b"%PDF-1.7\n" + b"1 0 obj\n" * 900_000  # looked through for seconds
    with pytest.raises(Unusable):
        slow.remake(many, "application/pdf")
    again = Apart()
    assert again.remake(jpeg(), "image/jpeg").media == "image/jpeg"
    first = again._process
    assert first is not None
    first.kill()
    first.wait()
    assert again.remake(jpeg(), "image/jpeg").media == "image/jpeg"
    for one in (slow, again):
        one.close()


def test_it_knows_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_DATABASE_URL", "postgresql://secret")
    made = Apart()
    made.remake(jpeg(), "image/jpeg")
    assert made._process is not None
    around = Path(f"/proc/{made._process.pid}/environ").read_bytes()
    limits = Path(f"/proc/{made._process.pid}/limits").read_text()
    held = os.listdir(f"/proc/{made._process.pid}/fd")
    made.close()
    assert b"secret" not in around
    assert "KAKANAI" not in around.decode()
    assert "2000000000" in limits
    assert len(held) <= 5


def test_where_it_cannot_begin_nobody_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    for program in ("/nowhere/python", "/bin/true"):
        monkeypatch.setattr(sys, "executable", program)
        with pytest.raises(AdapterError) as failed:
            Apart().remake(jpeg(), "image/jpeg")
        assert (failed.value.code, failed.value.permanent) == ("REMAKER_UNAVAILABLE", False)
