"""Rows of sheets."""

import pytest

from portal.services.workshop.xlsform.sheets import head_of, table


@pytest.mark.parametrize(
    ("cell", "head"),
    [
        ("Label::日本語 (ja)", ("label", "日本語 (ja)")),
        ("label:English", ("label", "English")),
        ("bind::jr:constraintMsg", ("constraint_message", "")),
        ("bind::relevance", ("relevant", "")),
        ("List  Name", ("list_name", "")),
        ("media::image", ("media::image", "")),
    ],
)
def test_a_head_is_a_name_and_a_language(cell: str, head: tuple[str, str]) -> None:
    assert head_of(cell) == head


def test_each_row_has_its_number_and_empty_ones_are_left_out() -> None:
    lines = [["type", "label::fr", "label", ""], ["text", "F", "P", "x"], ["", " ", "", ""], ["note", "F"]]
    assert list(table(lines, "")) == [(2, {"type": "text", "label": "P"}), (4, {"type": "note", "label": "F"})]
    assert next(table(lines, "fr")) == (2, {"type": "text", "label": "F"})
    assert list(table([], "")) == []
