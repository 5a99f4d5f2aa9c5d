"""The papers on design and network against the code."""

import re

import pytest

from portal.routes.families import pages_of
from tests.house.papers.paper import FOLDER, paper, rows
from tests.house.tree import ROOT, text

DESIGN, NETWORK = "basic-design.md", "network.md"
FIGURES = sorted(path.name for path in (FOLDER / "img").iterdir())


def test_every_room_has_its_place_in_the_design() -> None:
    rooms = {path.parent.name for path in (ROOT / "portal/services").glob("*/__init__.py")}
    cells = [cell for row in rows(DESIGN, 4) for cell in (row[0], row[2])]
    assert {name for cell in cells for name in re.findall(r"^`(\w+)`$", cell)} == rooms


def test_every_table_that_the_design_names_exists() -> None:
    tables = re.findall(r"^#+ `?(\w+)`?", text(ROOT / "docs/exit-tables.md"), re.MULTILINE)
    named = [name for row in rows(DESIGN, 3) for name in re.findall(r"`([a-z_]+)`", row[1]) if "_" in name]
    own = text(ROOT / "docs/exit-tables.md")
    assert named
    assert tables
    assert [name for name in named if f"`{name}`" not in own] == []


@pytest.mark.parametrize("zone", ["outer", "inner"])
def test_the_doors_that_the_network_opens_to_a_zone_are_there(zone: str) -> None:
    """Resident and provider calls come to the outer zone alone, the visitors' devices to the inner one."""
    paths = {page.path for page in pages_of(zone).pages}
    assert ("/payments/callback" in paths, "/line/webhook" in paths) == (zone == "outer", zone == "outer")
    assert ("/counter/screen" in paths) == (zone == "inner")


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_small_has_a_description_and_is_in_a_paper(name: str) -> None:
    picture = text(FOLDER / "img" / name)
    assert "<title" in picture
    assert "<desc" in picture
    assert len(picture.encode()) < 10_000
    assert any(f"](img/{name})" in paper(page.name) for page in FOLDER.glob("*.md"))
