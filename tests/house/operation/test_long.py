"""What is marked `long` names the tests that show the same in `make test`."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, text

MARKED = re.compile(r"@pytest\.mark\.long\(\s*\"([^\"]+)\",?\s*\)")
FILES = [path for path in files("tests/*.py") if MARKED.search(text(path))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_left_to_make_long_names_tests_that_are_not(path: Path) -> None:
    for name in MARKED.findall(text(path)):
        shown = text(ROOT / name)
        assert shown.count("\ndef test_") > len(MARKED.findall(shown)), name


def test_no_mark_is_without_a_name() -> None:
    marks = {path.name: len(re.findall(r"@pytest\.mark\.long\b", text(path))) for path in FILES}
    assert marks == {path.name: len(MARKED.findall(text(path))) for path in FILES}
