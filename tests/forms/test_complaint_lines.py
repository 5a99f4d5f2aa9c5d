"""Complaints as an author reads them."""

import pytest

from forms.complaint_lines import japanese, lines, row, terminal_lines
from forms.complaints import Complaint

UNKNOWN = Complaint("a.yaml", 3, 7, "key.unknown", "unknown key labl: did you mean label?")
LONG = Complaint("a.yaml", 4, 7, "lint.long_help", "longer than 60 characters:\n  few will read it", warning=True)
ABSENT = Complaint("b.yaml", 1, 1, "plug.absent", "has no code femal")


def test_a_complaint_is_japanese_with_its_place_and_then_english_with_the_names() -> None:
    assert lines(UNKNOWN) == (
        "a.yaml:3:7: この場所に書けないキーです。つづりと場所を確かめてください。「label」のことですか。 [key.unknown]",
        "    unknown key labl: did you mean label?",
    )


@pytest.mark.parametrize(
    ("advice", "words"),
    [
        ("closed.0.day: write the day as 2026-11-20", "日（2026-11-20 の形）"),
        ("value: write one of ja, easy or a whole number", "ja、easy のどれか、または整数"),
        (
            "kind: write one of news, maintenance: did you mean news?",
            "news、maintenance のどれか。「news」のことですか",
        ),
        ('name: write text ("7" in quotes)', '引用符に入れたことば（"7"）'),
        ("id: write lower-case letters, digits and - (like moving-in)", "英字の小文字と数字と -（moving-in など）"),
        ("name: write at most 40 characters", "40 文字まで"),
    ],
)
def test_what_may_be_written_is_stated_in_japanese_too(advice: str, words: str) -> None:
    complaint = Complaint("city.yaml", 3, 7, "value.wrong", advice)
    assert japanese(complaint) == f"値の種類か範囲がちがいます。書ける値に直してください。書けるもの：{words}。"
    plain = Complaint("city.yaml", 3, 7, "value.wrong", "times need a place: write `place`")
    assert japanese(plain) == "値の種類か範囲がちがいます。書ける値に直してください。"


def test_a_warning_is_called_one_in_japanese_and_a_detail_of_several_lines_stays_on_one() -> None:
    first, second = lines(LONG)
    assert first.startswith("a.yaml:4:7: 注意：助けの文（help）が60文字を超えています。")
    assert second == "    longer than 60 characters: few will read it"


def test_the_page_is_named_once_after_all_complaints() -> None:
    *_, last = output = list(terminal_lines([UNKNOWN, LONG]))
    assert last.endswith("docs/complaints.md#key.unknown")
    assert sum("docs/complaints.md" in line for line in output) == 1
    assert list(terminal_lines([])) == []


def test_a_complaint_whose_key_has_no_row_on_the_page_is_english_alone() -> None:
    assert list(terminal_lines([ABSENT])) == [str(ABSENT)]
    assert row(ABSENT)["ja"] == ""


def test_machines_get_the_japanese_sentence_beside_the_english() -> None:
    assert row(LONG) == {
        "file": "a.yaml", "line": 4, "column": 7, "key": "lint.long_help", "text": LONG.text, "warning": True,
        "ja": "助けの文（help）が60文字を超えています。短くするか、一部を「聞く理由」（why）に移してください。",
    }  # fmt: skip
