"""`docs/security.md` has every requirement of ASVS 5.0 at Levels 1 and 2; `docs/threat-model.md` has every room."""

import re
from collections import Counter

from tests.house.tree import ROOT, outline

# OWASP ASVS 5.0.0: "section:requirements of Level 1/of Level 2".
ASVS = """
1.1:/1,2 1.2:1,2,3,4,5/6,7,8,9 1.3:1,2/3,4,5,6,7,8,9,10,11 1.4:/1,2,3 1.5:1/2 2.1:1/2,3 2.2:1,2/3 2.3:1/2,3,4 2.4:/1 3.2:1,2/
3.3:1/2,3,4 3.4:1,2/3,4,5,6 3.5:1,2,3/4,5 3.7:/1,2 4.1:1/2,3 4.2:/1 4.3:/1,2 4.4:1/2,3,4 5.1:/1 5.2:1,2/3 5.3:1,2/ 5.4:/1,2,3
6.1:1/2,3 6.2:1,2,3,4,5,6,7,8/9,10,11,12 6.3:1,2/3,4 6.4:1,2/3,4 6.5:/1,2,3,4,5 6.6:/1,2,3 6.8:/1,2,3,4 7.1:/1,2,3 7.2:1,2,3,4/
7.3:/1,2 7.4:1,2/3,4,5 7.5:/1,2 7.6:/1,2 8.1:1/2 8.2:1,2/3 8.3:1/ 8.4:/1 9.1:1,2,3/ 9.2:1/2,3,4 10.1:/1,2 10.2:/1,2 10.3:/1,2,3,4
10.4:1,2,3,4,5/6,7,8,9,10,11 10.5:/1,2,3,4,5 10.6:/1,2 10.7:/1,2,3 11.1:/1,2 11.2:/1,2,3 11.3:1,2/3 11.4:1/2,3,4 11.5:/1 11.6:/1
12.1:1/2,3 12.2:1,2/ 12.3:/1,2,3,4 13.1:/1 13.2:/1,2,3,4,5 13.3:/1,2 13.4:1/2,3,4,5 14.1:/1,2 14.2:1/2,3,4 14.3:1/2,3 15.1:1/2,3
15.2:1/2,3 15.3:1/2,3,4,5,6,7 16.1:/1 16.2:/1,2,3,4,5 16.3:/1,2,3,4 16.4:/1,2,3 16.5:/1,2,3 17.1:/1 17.2:/1,2,3,4 17.3:/1,2
"""
STATES = ("met", "partly", "not met", "not applicable", "not checked")
PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
MODEL = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8").partition("## Room by room")[2]
LINE = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| [^|]+ \| \*\*([a-z ]+)\*\*: [^|]+ \| ([^|]+) \|$", re.MULTILINE)


def required() -> list[tuple[str, str]]:
    """(number, level) of each."""
    pairs = []
    for section, first, second in re.findall(r"(\S+):([\d,]*)/([\d,]*)", ASVS):
        for level, numbers in (("1", first), ("2", second)):
            pairs += [(f"{section}.{number}", level) for number in numbers.split(",") if number]
    return pairs


def test_each_requirement_has_one_line_with_its_level_and_a_state() -> None:
    lines = LINE.findall(PAGE)
    assert len(required()) == 253
    assert Counter((number, level) for number, level, _, _ in lines) == Counter(required())
    assert {state for _, _, state, _ in lines} <= set(STATES)


def test_the_counts_are_those_of_the_lines() -> None:
    lines = LINE.findall(PAGE)
    for chapter in ("all", *dict.fromkeys(number.partition(".")[0] for number, _ in required())):
        own = [line for line in lines if chapter in ("all", line[0].partition(".")[0])]
        levels = Counter(level for _, level, _, _ in own)
        states = Counter(state for _, _, state, _ in own)
        counts = [*(levels[level] for level in "12"), *(states[state] for state in STATES)]
        assert re.search(rf"^\| {chapter}\b[^|]*\| {' [|] '.join(map(str, counts))} \|$", PAGE, re.MULTILINE), chapter


def test_every_test_that_a_line_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 100
    for file, name in named:
        functions = {defined for _, defined, _ in outline(ROOT / file).definitions}
        assert name in functions, (file, name)


def test_every_room_has_a_line_in_the_threat_model_that_names_a_test() -> None:
    """That the tests exist, `test_docs.py` shows."""
    rooms = sorted(path.parent.name for path in (ROOT / "portal/services").glob("*/__init__.py"))
    lines = re.findall(r"^\| `(\w+)` \|((?:[^|]+\|){4})([^|]+)\|$", MODEL, re.MULTILINE)
    assert sorted(room for room, _, _ in lines) == rooms
    assert all("`tests/" in tests for _, _, tests in lines)
