"""`make quick` finds the tests of a change, nearest first."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import changed
from tests.changed import HOUSE, room_of, selected
from tests.house.tree import ROOT, text

SLOW_AND_QUICK = "import time, pytest\n\n@pytest.mark.parametrize('n', range(3))\ndef test_it(n):\n    time.sleep({})\n"
IN_TWO_PROCESSES = """
from tests.processes import Processes

def pytest_configure(config):
    config.pluginmanager.register(Processes(2, lambda item: item.path.name, lambda item: False))
"""


def test_the_mirror_comes_first_then_the_house_then_who_imports_it() -> None:
    tests = selected(["forms/numbers/calendar.py"])
    assert tests[: 1 + len(HOUSE)] == ["tests/forms/numbers/test_calendar.py", *HOUSE]
    assert "tests/forms/definition/test_years.py" in tests, "imports it"
    assert "tests/forms/numbers/test_zengin.py" not in tests


def test_every_quick_test_of_the_house_is_there() -> None:
    assert [test for test in HOUSE if not (ROOT / test).exists()] == []
    for tests in changed.DATA.values():
        assert [test for test in tests if not (ROOT / test).exists()] == []


def test_a_room_is_run_whole() -> None:
    assert "tests/integrations/banks" in selected(["integrations/banks/zengin.py"])
    assert room_of(Path("portal/services/filing/drafts.py")) == Path("tests/portal/services/filing")
    assert room_of(Path("portal/store/statements.py")) is None, "no room: would run the whole floor"


def test_a_test_of_running_services_is_run_where_it_changed_itself() -> None:
    story = "tests/journeys/residents/test_booking.py"
    assert story in selected([story])
    assert not [test for test in selected(["portal/clock.py"]) if test.startswith("tests/journeys")]


def test_anyone_who_imports_a_module_is_found_however_it_is_written() -> None:
    imports = changed.importing(Path("portal/store/filing/drafts.py"))
    assert imports.search("from portal.store.filing.drafts import DraftRow")
    assert imports.search("from portal.store.filing import draft_codes, drafts")
    assert not imports.search("from portal.store.filing import drafts_of_others")
    assert not imports.search("from portal.services.filing.drafts import start_draft")


@pytest.mark.parametrize("conftest", ["", IN_TWO_PROCESSES])
@pytest.mark.parametrize(("seconds", "left"), [(60, 0), (0, 3)])
def test_no_test_begins_after_the_time(tmp_path: Path, seconds: int, left: int, conftest: str) -> None:
    (tmp_path / "conftest.py").write_text(conftest)
    (tmp_path / "test_few.py").write_text(SLOW_AND_QUICK.format(0))
    command = [
        sys.executable, "-m", "pytest", "-p", "tests.budget", f"--seconds={seconds}", "-p", "no:cacheprovider",
        f"--rootdir={tmp_path}", "-c", "/dev/null", str(tmp_path / "test_few.py"),
    ]  # fmt: skip
    plain = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ran = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, text=True, check=True)
    assert (f"{left} tests of 1 files are left to `make test`" in ran.stdout) == bool(left), ran.stdout
    assert f"{3 - left} passed" in ran.stdout or left == 3


def test_the_makefile_runs_it() -> None:
    assert "-m tests.changed $(BASE)" in text(ROOT / "Makefile")
