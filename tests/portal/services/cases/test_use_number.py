"""Purpose and note before a 個人番号 is shown."""

import pytest

from portal.services.cases.use_number import MOST_NOTE, wrong_look
from portal.services.desk.case.describe_numbers import PURPOSES

PURPOSE = next(iter(PURPOSES))


@pytest.mark.parametrize(
    "note", ["照会のため", "字" * MOST_NOTE, f"  {'字' * MOST_NOTE}\n", "文書1234567号", "2026-11-2のこと"]
)
def test_a_note_that_says_why_is_enough(note: str) -> None:
    assert wrong_look(PURPOSE, note) == {}


@pytest.mark.parametrize("note", ["", " \u3000\n", "字" * (MOST_NOTE + 1)])
def test_no_note_or_an_endless_one_is_reported(note: str) -> None:
    assert set(wrong_look(PURPOSE, note)) == {"note"}


@pytest.mark.parametrize("note", ["12345678", "番号は1234-5678-9018", "１２３４　５６７８", "1 2 3 4 5 6 7 8"])
def test_a_note_that_quotes_eight_digits_or_more_is_reported(note: str) -> None:
    assert wrong_look(PURPOSE, note) == {"note": "番号は書かないでください。理由だけを書いてください。"}


@pytest.mark.parametrize("purpose", ["", "curious", f" {PURPOSE}"])
def test_a_purpose_that_is_none_is_reported(purpose: str) -> None:
    assert set(wrong_look(purpose, "照会のため")) == {"purpose"}
