"""How deep the shipped procedures are, by their table, which is printed from the definitions."""

import re
from statistics import median

from tests.house.tree import ROOT

# Fewest questions of a procedure, and those with fewer, with the reason: none has fewer.
FEWEST = 12
SHORT: dict[str, str] = {}
_ROW = re.compile(
    r"^\| .*<br>`([a-z0-9-]+)` \| \S+ \| (\d+) \| \d+ \| \d+ \| \d+ \| (\d+) \| (\d+) \| (\d+) \|", re.MULTILINE
)


def questions() -> dict[str, int]:
    return {name: int(asked) for name, asked, *_ in _ROW.findall(_table())}


def _table() -> str:
    return (ROOT / "docs" / "procedures.md").read_text(encoding="utf-8")


def test_there_are_a_hundred_and_fifty_and_half_of_them_ask_thirty_questions() -> None:
    assert len(questions()) >= 150
    assert median(questions().values()) >= 30


def test_little_more_than_a_fifth_of_what_they_rest_on_is_assumed() -> None:
    law, standard, assumed = (sum(int(row[place]) for row in _ROW.findall(_table())) for place in (2, 3, 4))
    assert 0 < assumed <= (law + standard + assumed) * 0.21


def test_a_procedure_with_few_questions_has_a_reason() -> None:
    assert {name for name, asked in questions().items() if asked < FEWEST} == SHORT.keys()
