"""A pass: one purpose, number and browser."""

from datetime import datetime, timedelta

import pytest

from portal.services.notices.letter_pass import LetterPass, read_letter_pass, written_pass
from tests.databases import NOW

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
MADE = datetime.fromisoformat(NOW)


def read(shown: str) -> LetterPass:
    letter_pass = read_letter_pass(shown)
    assert letter_pass is not None
    return letter_pass


def test_it_holds_to_its_last_second_and_no_longer() -> None:
    letter_pass = read(written_pass(KEY, "correction", 7, "browser", MADE, 60))
    assert letter_pass.number == 7
    assert letter_pass.holds(KEY, "correction", "browser", MADE + timedelta(minutes=60))
    assert not letter_pass.holds(KEY, "correction", "browser", MADE + timedelta(minutes=60, seconds=1))


@pytest.mark.parametrize(
    ("key", "purpose", "browser"),
    [(OTHER_KEY, "correction", "browser"), (KEY, "invitation", "browser"), (KEY, "correction", "another browser")],
)
def test_it_holds_for_no_other_key_purpose_or_browser(key: bytes, purpose: str, browser: str) -> None:
    shown = written_pass(KEY, "correction", 7, "browser", MADE, 60)
    assert not read(shown).holds(key, purpose, browser, MADE)


def test_a_changed_number_or_end_breaks_it() -> None:
    number, until, mac = written_pass(KEY, "correction", 7, "browser", MADE, 60).split(".")
    for shown in (f"8.{until}.{mac}", f"{number}.{int(until) + 60}.{mac}", f"{number}.{until}."):
        assert not read(shown).holds(KEY, "correction", "browser", MADE)


@pytest.mark.parametrize(
    "shown", ["", "7", "7.x.mac", "-7.1.mac", "７.1.mac", f"{'9' * 19}.1.mac", f"7.{'9' * 19}.mac"]
)
def test_what_has_not_its_form_is_no_pass(shown: str) -> None:
    assert read_letter_pass(shown) is None
