"""Templates of panels use only the macros that they define or import."""

import re

import pytest

from portal.web.desk.panels import ASIDE, PANELS, Panel
from tests.house.tree import ROOT

FOLDER = ROOT / "templates" / "pages" / "desk"


@pytest.mark.parametrize("panel", [*PANELS, *ASIDE], ids=lambda panel: panel.name)
def test_a_panel_defines_or_imports_the_macros_that_it_calls(panel: Panel) -> None:
    source = (FOLDER / panel.template).read_text(encoding="utf-8")
    called = set(re.findall(r"\{\{ (press|numbers|line)\(", source))
    available = set(re.findall(r"macro (\w+)\(", source)) | set(re.findall(r"import (\w+)", source))
    assert called <= available
