"""Tests of `forms` start without browser, database or portal."""

import subprocess
import sys
from types import ModuleType

import pytest
from hypothesis import settings

from tests.on_import import on_import

HEAVY = ("playwright", "coverage", "psycopg", "sqlalchemy", "portal", "forms.loading")
START = f"""
import sys, pytest
status = pytest.main(["--collect-only", "-p", "no:cacheprovider", "tests/forms/numbers/test_calendar.py"])
sys.exit(int(status) or " ".join(name for name in {HEAVY} if name in sys.modules) or 0)
"""


def test_a_test_of_the_calendar_imports_nothing_heavy() -> None:
    ran = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=False)
    assert (ran.stderr.strip(), ran.returncode) == ("", 0), ran.stdout


def test_property_tests_try_the_same_examples_on_every_run() -> None:
    profile = settings.get_profile("steady")
    assert settings.default is profile
    assert (profile.derandomize, profile.deadline) == (True, None)


def test_a_task_runs_once_after_the_first_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    seen: list[ModuleType] = []
    on_import("colorsys", lambda: seen.append(sys.modules["colorsys"]))
    assert not seen
    import colorsys

    assert seen == [colorsys]
    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)
    assert colorsys.__spec__.loader is colorsys.__loader__
    on_import("colorsys", lambda: seen.append(colorsys))
    assert seen == [colorsys, colorsys], "imported already: at once"
