"""Typesetting: data are no markup, reproducible."""

import io
import time
from datetime import timedelta, timezone
from typing import Any

import pytest
from pypdf import PdfReader

from portal.services.paper.find_fonts import faces
from portal.services.paper.typeset import frame, typeset
from tests.portal.services.paper.paper import MADE, text_of

STRANGE = "\U0010de92"  # a private character of plane 16, in no typeface


def receipt(**changes: str) -> dict[str, Any]:
    return {
        "title": "領収書 26-000-000-017", "city": "見本市", "foot": "見本市", "name": "見本　太郎", "amount": "710円",
        "authority": "見本市長", "rows": [["ただし", "手数料"]], "stamp": True, **changes,
    }  # fmt: skip


def test_data_are_printed_as_written_and_never_read_as_markup() -> None:
    hostile = '#eval("1+1") *太字* #image("/etc/passwd") $x$'
    assert "".join(hostile.split()) in text_of(typeset("fee_receipt", receipt(name=hostile), MADE).pdf)


def test_one_moment_is_one_document_whatever_its_zone_or_microseconds() -> None:
    first = typeset("fee_receipt", receipt(), MADE).pdf
    elsewhere = MADE.astimezone(timezone(timedelta(hours=-5))).replace(microsecond=7)
    assert typeset("fee_receipt", receipt(), elsewhere).pdf == first
    assert typeset("fee_receipt", receipt(), MADE + timedelta(seconds=1)).pdf != first
    metadata = PdfReader(io.BytesIO(first)).metadata
    assert metadata is not None
    assert metadata.creation_date == MADE


def test_a_character_that_no_font_draws_is_named_by_its_code_point() -> None:
    framed, missing = frame({"name": f"葛{STRANGE}"}, MADE)
    assert missing == (STRANGE,)
    assert framed["name"] == "葛〓"
    assert framed["missing"] == ["U+10DE92"]
    assert framed["fonts"] == [faces()[0].family]


def test_a_variant_that_no_font_draws_is_named_by_its_character() -> None:
    variant = "葛\U000e01ef"
    framed, missing = frame({"name": variant}, MADE)
    assert (framed["name"], missing) == ("〓", (variant,))
    assert framed["missing"] == ["葛の異体字（U+845B U+E01EF）"]


def test_the_moment_is_handed_over_in_universal_time() -> None:
    framed, _ = frame({}, MADE)
    assert framed["made"] == [2026, 11, 20, 1, 0, 0]


def test_the_moment_is_in_universal_time_whatever_the_clock_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert frame({}, MADE)[0]["made"] == [2026, 11, 20, 1, 0, 0]
    finally:
        monkeypatch.undo()
        time.tzset()
