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
        ("| 質問 | 1.3 | 4 |", "| P2 | page sqlite; question; 1.3 ms of processor"),
        ("| 確かめるページ | 1.4 | 6 |", "| P2 | page sqlite; check page; 1.4 ms of processor"),
        ("| 入口 | 1.3 | 6 |", "| P2 | page sqlite; front page; 1.3 ms of processor"),
        ("| 課の申請1件 | 2.8 | 12 |", "| P2 | page sqlite; desk, case; 2.8 ms of processor"),
        ("| 課の一覧1万件、6つの見方 | 5.5から6.8 |", "queue of 10000, unassigned; 6.8 ms of processor"),
        ("| まとめて処理（500件） | 13.2 | 12 |", "| P2 | page sqlite; desk, many at once; 13.2 ms of processor"),
        ("| つながったCSV（4万行） | 1.44 | 2 |", "in all 1.44 (≤ 2.0;"),
        ("| 答えごとに1行（36万行） | 2.63 |", "in all 2.63 (≤ 4.0;"),
        ("| 同じもののExcel（257万セル） | 4.65 | 6 |", "in all 4.65 (≤ 6.0;"),
        ("| ページのプロセスのメモリー | 200MB | 220MB |", "memory postgresql 220.4 MB after 5000 requests"),
        (
            "住民のページは99 %が36ミリ秒、職員のページは99 %が89ミリ秒",
            "**p99 36 ms** (aim 1 s: **reached**), longest 0.38 s;\ndesk p50 22 ms, p99 89;",
        ),
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
