"""Encoding and separator of tables."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.table_text import divider, lines_of, text_of

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
ROWS = st.integers(3, 6).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=4)
)
DIVIDERS = [",", "\t", ";"]


def written(rows: list[list[str]], mark: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("mark", DIVIDERS)
@given(rows=ROWS)
def test_a_table_says_the_same_whatever_stands_between_its_cells(mark: str, rows: list[list[str]]) -> None:
    rows[0] = [f"列{number}" for number in range(len(rows[0]))]
    assert list(lines_of(written(rows, mark))) == rows


@given(rows=ROWS)
def test_a_heading_with_several_commas_is_read_as_csv_reads_it_whatever_its_names_list(rows: list[list[str]]) -> None:
    text = written(rows, ",")
    assert divider(text) == ","
    assert list(lines_of(text)) == list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert divider("番号,区分（新規;変更;廃止;その他）,住所\t") == ","


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("番号\t住所（県,市）\t氏名\n", "\t"),
        ('"番号,甲";"番号,乙";"番号,丙"\n', ";"),
        ('"番号""甲,乙"";丙,丁";氏名\n', ";"),
        ('番号"甲;氏名"乙;住所\n1,2,3,4', ";"),
        ("一覧\n\n番号\t氏名\n1,2,3\n", "\t"),
        ("番号\t氏名,かな\n", ","),
        ("番号\n", ","),
        ("", ","),
    ],
)
def test_what_stands_most_often_in_the_heading_outside_of_quotes_divides_the_cells(text: str, mark: str) -> None:
    assert divider(text) == mark


def test_a_heading_without_end_is_not_searched_to_its_end() -> None:
    assert divider("a" * 100_000 + "\tb") == ","


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_text_is_read_in_each_encoding_in_which_table_programs_save_it(encoding: str) -> None:
    assert text_of("氏名\t髙橋".encode(encoding)) == "氏名\t髙橋"


@pytest.mark.parametrize("content", [b"\x81\xff", "氏名".encode("utf-16")[:-1], b"\xfe\xff\xd8\x00"])
def test_what_was_cut_is_no_text(content: bytes) -> None:
    assert text_of(content) is None
