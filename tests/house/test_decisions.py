"""docs/decisions: short, numbered once, with a status."""

import re
from itertools import groupby

import pytest

from tests.house.tree import ROOT, text

FOLDER = ROOT / "docs" / "decisions"
PAGES = sorted(path.name for path in FOLDER.glob("*.md") if path.name != "README.md")
HEADING = re.compile(r"^## D(\d+): (.+)$", re.MULTILINE)


def decisions(page: str) -> list[tuple[int, str, str]]:
    parts = HEADING.split(text(FOLDER / page))[1:]
    return [
        (int(number), title, body) for number, title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]


def table() -> list[tuple[int, str, str]]:
    rows = re.findall(r"^\| D(\d+) \| (.+) \| \[([a-z_]+[.]md)\]\(\3\) \|$", text(FOLDER / "README.md"), re.MULTILINE)
    return [(int(number), title, page) for number, title, page in rows]


@pytest.mark.parametrize("page", PAGES)
def test_each_decision_has_a_status_and_at_most_twelve_lines(page: str) -> None:
    for number, _, body in decisions(page):
        lines = [line for line in body.splitlines() if line]
        assert lines[0].startswith("**Status:** "), number
        assert len(lines) + 1 <= 12, number


def test_the_table_lists_each_decision_of_the_pages_in_order() -> None:
    listed = table()
    assert listed == sorted((number, title, page) for page in PAGES for number, title, _ in decisions(page))
    assert [number for number, group in groupby(number for number, _, _ in listed) if len(list(group)) > 1] == []


def gone() -> set[int]:
    (line,) = re.findall(r"^Gone: ([0-9, ]+)[.]", text(FOLDER / "README.md"), re.MULTILINE)
    return {int(number) for number in line.split(", ")}


def test_each_number_is_a_decision_or_gone_and_never_both() -> None:
    numbers = {number for number, _, _ in table()}
    assert numbers & gone() == set()
    assert numbers | gone() == set(range(1, max(numbers) + 1))


def test_every_decision_that_the_text_of_another_names_exists() -> None:
    known = {number for number, _, _ in table()} | gone()
    for page in PAGES:
        for number, _, body in decisions(page):
            assert {int(named) for named in re.findall(r"\bD(\d+)\b", body)} <= known, number
