"""Boxes of official forms have a question, a paper or a reason."""

from pathlib import Path

import pytest

from forms.definition.official_form import OfficialForm, official_form
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_folder
from tests.house.tree import ROOT

FOLDER = ROOT / "forms" / "procedures"
LISTS = sorted((FOLDER / "boxes").glob("*.yaml"))
PROCEDURES = load_folder(FOLDER, fields=field_types())


def form_of(path: Path) -> OfficialForm:
    form = official_form(FOLDER, path.stem)
    assert form is not None
    return form


def procedure_of(path: Path) -> Procedure:
    return PROCEDURES[path.stem]


def test_what_is_filed_in_writing_has_a_form_and_what_is_booked_or_reported_has_none() -> None:
    without = {procedure.kind for procedure in PROCEDURES.values() if procedure.id not in {path.stem for path in LISTS}}
    assert without == {"reservation", "report"}


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_box_is_filled_by_a_question_or_says_why_it_is_not(path: Path) -> None:
    procedure, form = procedure_of(path), form_of(path)
    fills = {*procedure.by_name, *(paper.id for paper in procedure.papers)}
    assert [box for box in form.boxes if bool(box.from_) == bool(box.because)] == []
    assert form.questions - fills == frozenset()


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_no_box_stands_twice(path: Path) -> None:
    names = [box.box for box in form_of(path).boxes]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_supplement_is_of_a_paper_that_the_procedure_asks_for(path: Path) -> None:
    sheet = form_of(path).sheet
    papers = {"", *(paper.id for paper in procedure_of(path).papers)}
    assert [supplement.of for supplement in (sheet.supplements if sheet else ()) if supplement.of not in papers] == []


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_list_says_which_form_it_is_of(path: Path) -> None:
    form = form_of(path)
    assert form.form
    assert form.source
