"""Figures of the report are those of docs/performance.md and docs/tests.md."""

import re

import pytest

from tests.house.papers.paper import paper
from tests.house.tree import ROOT, text

REPORT = "performance.md"
FIGURES = text(ROOT / "docs/performance.md")
TESTS = text(ROOT / "docs/tests.md")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("| 質問 | 1.8 | 4 |", "| question, 9 KB | 2.5 | 1.8 | 4 |"),
        ("| 確かめるページ | 2.1 | 6 |", "| check page | 2.8 | 2.1 | 6 |"),
        (
            "| 課の一覧1万件、6つの見方 | 7.6から8.1 | 15 |",
            "| queue of 10,000, six views, quiet machine | 7.6 to 8.1 | 9.5 to 11.0 | 15 |",
        ),
        ("| つながったCSV（4万行） | 1.8 | 2 |", "| | now | 0.7 | 1.1 | 0.03 | 0.03 | 1.8 | 1.4 | 2 s"),
        ("| 答えごとに1行（36万行） | 4.1 |", "| | now | 1.7 | 2.3 | 0.1 | 0.1 | 4.1 | 3.6 |"),
        ("| 同じもののExcel（257万セル） | 7.1 | 6 |", "| | now | 1.8 | 5.2 | 0.05 | 0.03 | 7.1 "),
        (
            "住民のページは99 %が36ミリ秒、職員のページは99 %が89ミリ秒",
            "**p99 36 ms** (aim 1 s: **reached**), longest 0.38 s; desk p50 22 ms, p99 89;",
        ),
        ("| 起動から最初のページ | 1.5秒 | 1.78秒", "until the first page | 2.15 | 1.78 |"),
    ],
)
def test_a_figure_is_that_of_the_page_that_says_how_it_was_measured(ours: str, theirs: str) -> None:
    assert ours in paper(REPORT)
    assert theirs in FIGURES


def test_kept_receipts_are_those_of_the_torture() -> None:
    for engine, stored in re.findall(r"^\| (SQLite|PostgreSQL) \| 200 \| ([\d,]+) \|", paper(REPORT), re.MULTILINE):
        assert re.search(rf"^\| {engine} \| 200: [^|]+\| [\d,]+ \| {stored} \|", TESTS, re.MULTILINE), engine


def test_what_was_not_reached_and_not_tried_comes_first() -> None:
    assert paper(REPORT).index("未実施") < paper(REPORT).index("## 1. 届かなかった目標") < paper(REPORT).index("## 2.")
