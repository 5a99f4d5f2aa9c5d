"""What is marked `long` names the tests that show the same in `make test`; what `make pooler` reckons."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, text
from tests.long import upgrade_while_filing
from tests.long.sixty_cities import each_further
from tests.long.upgrade_while_filing import Web, ran

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


def test_what_a_city_adds_is_reckoned_from_the_first_look_to_the_last_and_not_from_one_alone() -> None:
    assert each_further({10: (327, 273), 60: (710, 412)}) == pytest.approx((7.66, 2.78))
    assert each_further({2: (209, 180)}) == ()


def test_a_command_of_the_upgrade_that_does_not_end_fails_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrade_while_filing, "by", lambda *_: ["sleep", "30"])
    monkeypatch.setattr(upgrade_while_filing, "environment_of", lambda *_: {"PATH": "/usr/bin:/bin"})
    monkeypatch.setattr(upgrade_while_filing, "LONGEST", 0.1)
    with pytest.raises(subprocess.TimeoutExpired):
        ran(Web(("serve",), tmp_path), tmp_path, "serve")
