"""The manuals show pages that exist, to whom they are for, and name buttons by the words on them."""

import re

import pytest

from tests.house.papers.paper import FOLDER, PAPERS, paper
from tests.house.tree import files, text
from tests.journeys.everywhere.photograph_manuals import MANUALS, SHOWN, picture_name, wanted

STAFF = {"manual-counter.md", "manual-section.md", "manual-admin.md"}
WORDS = "".join(
    text(path)
    for path in files("templates/*.html", "portal/*.yaml", "portal/*.py", "static/js/*.js", "forms/city/*.yaml")
)


@pytest.mark.parametrize("manual", MANUALS, ids=lambda path: path.name)
def test_each_picture_of_a_manual_can_be_taken(manual: object) -> None:
    (own,) = [path for path in MANUALS if path == manual]
    assert wanted(own)
    assert [route for route in wanted(own) if route not in SHOWN] == []


def test_no_two_pages_have_one_picture() -> None:
    routes = {route for manual in MANUALS for route in wanted(manual)}
    assert len({picture_name(route) for route in routes}) == len(routes)


def test_a_manual_shows_a_page_to_those_who_open_it() -> None:
    for manual in MANUALS:
        pages = [SHOWN[route].access.who for route in wanted(manual)]
        assert (pages.count("staff") > len(pages) / 2) == (manual.name in STAFF), manual.name


@pytest.mark.parametrize("name", [name for name in PAPERS if name.startswith("manual-")])
def test_what_a_manual_calls_a_button_is_on_a_page(name: str) -> None:
    named = set(re.findall(r"「([^」]+)」", paper(name)))
    assert sorted(label for label in named if label and label not in WORDS) == []


def test_the_folder_of_papers_holds_no_large_picture() -> None:
    sizes = [path.stat().st_size for path in FOLDER.rglob("*") if path.suffix in (".svg", ".png", ".jpg")]
    assert sum(sizes) < 100_000
