"""Whatever a paper in docs/ja names exists: tests, pages of the service, commands with options, settings, units, targets."""

import re

import pytest

from portal.config import Settings
from tests.house.papers.paper import FOLDER, PAPERS, ROUTE, command_lines, missing_tests, paper, wrong_command
from tests.house.route_table import every_route
from tests.house.tree import ROOT, files, text

UNITS = {path.name for path in (ROOT / "docs/installation").iterdir()} | {
    "kakanai-reader."
}  # no unit: a program of its own
TARGETS = set(re.findall(r"^([a-z-]+):", text(ROOT / "Makefile"), re.MULTILINE))
OF_CITIES = re.compile(r"`([a-z_-]+\.yaml)`")
SETTINGS = {f"KAKANAI_{name}".upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", PAPERS)
def test_every_test_that_a_paper_names_exists(name: str) -> None:
    assert missing_tests(paper(name)) == []


@pytest.mark.parametrize("name", PAPERS)
def test_every_page_of_the_service_that_a_paper_names_exists(name: str) -> None:
    assert sorted(set(ROUTE.findall(paper(name))) - every_route()) == []


@pytest.mark.parametrize("name", PAPERS)
def test_every_command_of_a_paper_is_one_with_its_options(name: str) -> None:
    assert [wrong for words in command_lines(name) if (wrong := wrong_command(words))] == []


@pytest.mark.parametrize("name", PAPERS)
def test_every_setting_that_a_paper_names_is_one(name: str) -> None:
    named = set(re.findall(r"KAKANAI_[A-Z0-9_]*[A-Z0-9]", paper(name)))
    assert [setting for setting in sorted(named) if not any(known.startswith(setting) for known in SETTINGS)] == []


@pytest.mark.parametrize("name", PAPERS)
def test_every_unit_program_and_target_that_a_paper_names_exists(name: str) -> None:
    units = re.findall(r"(kakanai-[a-z]+)(@\d*)?(?:\.(service|socket|timer))?\b", paper(name))
    wrong = [
        unit
        for unit, place, kind in units
        if unit not in UNITS and not any(file.startswith(f"{unit}{place and '@'}.{kind}") for file in UNITS)
    ]
    assert wrong == []
    assert sorted(set(re.findall(r"`make ([a-z-]+)", paper(name))) - TARGETS) == []


@pytest.mark.parametrize("name", PAPERS)
def test_every_file_of_a_city_that_a_paper_names_is_one(name: str) -> None:
    known = {path.name for path in files("forms/cities/**.yaml")} | set(
        OF_CITIES.findall(text(ROOT / "docs/city-keys.md"))
    )
    assert sorted(set(OF_CITIES.findall(paper(name))) - known) == []


def test_the_index_names_every_paper() -> None:
    assert [name for name in PAPERS if name != "README.md" and f"]({name})" not in text(FOLDER / "README.md")] == []


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_has_at_most_four_hundred_lines(name: str) -> None:
    assert len(paper(name).splitlines()) <= 400
