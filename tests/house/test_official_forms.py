"""The boxes of official forms (`forms/procedures/boxes`): each is filled by a question or a paper, or says why it is not."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from forms.loading import load
from forms.procedure import Procedure
from forms.registry import field_types
from tests.house.tree import ROOT

FOLDER = ROOT / "forms" / "procedures"
LISTS = sorted((FOLDER / "boxes").glob("*.yaml"))


def official_form(path: Path) -> Mapping[str, Any]:
    form: Mapping[str, Any] = YAML(typ="safe").load(path)
    return form


def procedure_of(path: Path) -> Procedure:
    return load(FOLDER / path.name, fields=field_types())


def test_there_are_lists_of_boxes() -> None:
    assert LISTS


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_box_is_filled_by_a_question_or_says_why_it_is_not(path: Path) -> None:
    procedure = procedure_of(path)
    fills = {*procedure.by_name, *(paper.id for paper in procedure.papers)}
    boxes = official_form(path)["boxes"]
    assert [box for box in boxes if ("from" in box) == bool(box.get("because"))] == []
    assert [box for box in boxes if "from" in box and box["from"] not in fills] == []


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_no_box_stands_twice(path: Path) -> None:
    names = [box["box"] for box in official_form(path)["boxes"]]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_list_says_which_form_it_is_of_and_how_sure_that_is(path: Path) -> None:
    form = official_form(path)
    assert form["format"] == 1
    assert form["form"]
    assert form["source"]
    assert form["certainty"] in ("law", "std", "assumed")
