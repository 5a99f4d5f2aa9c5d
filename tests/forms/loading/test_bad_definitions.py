"""Every fault of a definition, one small file each: it is found at its line and column, and the mended twin has none.

`# expect: lint.width@9` at the end of a line: the complaint of that key stands there at column 9, and nothing else does.
The blocks and codes that they use lie in `bad/blocks` and `bad/codes`."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from forms.calendar import ClosedDays
from forms.complaints import Complaint, Refused
from forms.environment import Environment
from forms.linting import lint
from forms.loading import load_text, read_library
from forms.registry import field_types
from forms.scenarios import run_scenarios

FOLDER = Path(__file__).parent / "bad"
BAD = sorted(path.stem for path in FOLDER.glob("*.yaml") if not path.stem.endswith(".good"))
LIBRARY = read_library([FOLDER])
ENVIRONMENT = Environment(date(2026, 11, 20), ClosedDays(frozenset()))


def complaints_about(path: Path) -> list[Complaint]:
    try:
        procedure = load_text(path.read_text("utf-8"), path.name, fields=field_types(), library=LIBRARY)
    except Refused as refused:
        return list(refused.complaints)
    said = lint(procedure) + run_scenarios(procedure, ENVIRONMENT)
    # Each file is about its own fault. That most have no scenarios is said once, by the pair that is about it.
    return [one for one in said if one.key != "lint.scenarios" or path.stem.startswith("lint-scenarios")]


def expected(path: Path) -> Counter[tuple[int, int, str]]:
    found: Counter[tuple[int, int, str]] = Counter()
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        for said in re.findall(r"# expect: (.+)", line):
            for one in said.split(", "):
                key, _, column = one.partition("@")
                found[number, int(column), key] += 1
    return found


@pytest.mark.parametrize("name", BAD)
def test_a_bad_definition_is_complained_about_where_it_is_bad(name: str) -> None:
    path = FOLDER / f"{name}.yaml"
    assert Counter((said.line, said.column, said.key) for said in complaints_about(path)) == expected(path) != Counter()


@pytest.mark.parametrize("name", BAD)
def test_its_mended_twin_is_clean(name: str) -> None:
    assert complaints_about(FOLDER / f"{name}.good.yaml") == []


def test_there_are_many_of_them() -> None:
    assert len(BAD) >= 250
    assert {path.stem.removesuffix(".good") for path in FOLDER.glob("*.good.yaml")} == set(BAD)
