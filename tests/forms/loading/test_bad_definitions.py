"""One small file per fault, and a corrected twin.

`# expect: lint.width@9` at the end of a line demands that complaint at column 9 and no other.
"""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from forms.complaints import Complaint, Refused
from forms.definition.registry import field_types
from forms.linting import lint
from forms.loading import load_text, read_library
from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment
from tests.forms.scenarios.all_scenarios import run_scenarios

FOLDER = Path(__file__).parent / "bad"
BAD = sorted(path.stem for path in FOLDER.glob("*.yaml") if not path.stem.endswith(".good"))
LIBRARY = read_library([FOLDER])
ENVIRONMENT = Environment(date(2026, 11, 20), ClosedDays(frozenset()))


def complaints_about(path: Path) -> list[Complaint]:
    try:
        procedure = load_text(path.read_text("utf-8"), path.name, fields=field_types(), library=LIBRARY)
    except Refused as refused:
        return list(refused.complaints)
    complaints = lint(procedure) + run_scenarios(procedure, ENVIRONMENT)
    # Most files have no scenarios; only the pair about that fault reports it.
    return [
        complaint
        for complaint in complaints
        if complaint.key != "lint.scenarios" or path.stem.startswith("lint-scenarios")
    ]


def expected(path: Path) -> Counter[tuple[int, int, str]]:
    expected_keys: Counter[tuple[int, int, str]] = Counter()
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        for keys in re.findall(r"# expect: (.+)", line):
            for expectation in keys.split(", "):
                key, _, column = expectation.partition("@")
                expected_keys[number, int(column), key] += 1
    return expected_keys


@pytest.mark.parametrize("name", BAD)
def test_a_bad_definition_is_complained_about_where_it_is_bad(name: str) -> None:
    path = FOLDER / f"{name}.yaml"
    assert (
        Counter((complaint.line, complaint.column, complaint.key) for complaint in complaints_about(path))
        == expected(path)
        != Counter()
    )


@pytest.mark.parametrize("name", BAD)
def test_its_mended_twin_is_clean(name: str) -> None:
    assert complaints_about(FOLDER / f"{name}.good.yaml") == []


def test_there_are_many_of_them() -> None:
    assert len(BAD) >= 249
    assert {path.stem.removesuffix(".good") for path in FOLDER.glob("*.good.yaml")} == set(BAD)
