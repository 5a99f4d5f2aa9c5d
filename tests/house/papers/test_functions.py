"""`docs/ja/functions.md` answers every line of the collected requirements and names evidence for each answer."""

import csv
import io
import re
import runpy
from collections import Counter

from forms.definition.kind import MOVES
from tests.house.papers.paper import TEST, paper, rows
from tests.house.tree import ROOT, text

LINES = {"A": 34, "B": 16, "C": 50, "D": 15}
STATES = ("○", "◇", "△", "×", "－")
PAGE = "functions.md"
ANSWERS = [row for row in rows(PAGE, 6) if re.fullmatch(r"[ABCD]-\d\d", row[0])]


def test_each_requirement_has_one_line_with_a_state() -> None:
    assert [row[0] for row in ANSWERS] == [f"{part}-{n:02}" for part, most in LINES.items() for n in range(1, most + 1)]
    assert {row[3] for row in ANSWERS} <= set(STATES)
    assert {row[2] for row in ANSWERS} <= set("STIU")


def test_no_line_lacks_evidence() -> None:
    assert [row[0] for row in ANSWERS if not row[4] or not re.search(r"`[^`]+`|\]\([^)]+\)", row[5])] == []


def test_what_is_answered_with_yes_or_partly_is_shown_by_a_test() -> None:
    assert [row[0] for row in ANSWERS if row[3] in "○◇△" and not TEST.search(row[5])] == []


def test_whatever_is_not_done_says_why() -> None:
    assert [row[0] for row in ANSWERS if row[3] in "◇△×－" and len(row[4]) < 8] == []


def test_the_counts_are_those_of_the_lines() -> None:
    for part, most in LINES.items():
        states = Counter(row[3] for row in ANSWERS if row[0][0] == part)
        counts = [most, *(states[state] for state in STATES)]
        assert re.search(rf"^\| {part} [^|]+\| {' [|] '.join(map(str, counts))} \|$", paper(PAGE), re.MULTILINE), counts
    states = Counter(row[3] for row in ANSWERS)
    assert f"| 合計 | {len(ANSWERS)} | {' | '.join(str(states[state]) for state in STATES)} |" in paper(PAGE)


def test_each_state_has_its_words_in_other_products() -> None:
    states = {state for moves in MOVES.values() for move in moves for state in (move.from_, move.to)}
    named = [state for row in rows(PAGE, 5) for state in re.findall(r"`([a-z_]+)`", row[0])]
    assert sorted(named) == sorted(states)


def test_the_table_of_function_ids_has_each_line_and_keeps_what_was_filled_in() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "function_ids.py"))
    table, page = script["table"], text(script["PAGE"])
    assert table(paper(PAGE), page) == page, "run: PYTHONPATH=. .venv/bin/python scripts/function_ids.py"
    lines = list(csv.DictReader(io.StringIO(page)))
    assert [line["要求"] for line in lines] == [row[0] for row in ANSWERS]
    assert [line["要求"] for line in lines if line["機能ID"] and not line["試験"]] == [], "an id without a test"
    filled = page.replace("A-02,形式チェック、形式審査、実質審査を分ける,○,,,", "A-02,x,×,0010001 0010002,◎,")
    assert "A-02,形式チェック、形式審査、実質審査を分ける,○,0010001 0010002,◎,tests/" in table(paper(PAGE), filled)


def test_conformity_is_claimed_nowhere() -> None:
    assert "標準仕様への適合は、どの行でも主張していません" in paper(PAGE)
    assert [row[0] for row in ANSWERS if re.search(r"に(適合|準拠)(しています|する。)", row[4])] == []
