"""Answers of scenarios that the form makes up, and those it keeps."""

from typing import Any

import pytest

from forms.definition.procedure import Procedure
from portal.services.shared.installation import Installation
from portal.services.workshop.check_texts import check_texts
from portal.services.workshop.fill_examples import NoExample, fill_answers, new_example
from tests.portal.services.workshop.test_preview_draft import MORE
from tests.portal.services.workshop.writing import DUTY, NAME


def procedure(installation: Installation, text: str = MORE) -> Procedure:
    checked = check_texts(installation, NAME, DUTY, {"": text})
    assert checked.procedure is not None, checked.complaints
    return checked.procedure


def example(answers: dict[str, Any], complete: bool = True) -> dict[str, Any]:
    return {"name": "x", "today": "2026-11-20", "answers": answers, "expect": {"complete": complete}}


def test_what_lacks_is_filled_and_what_is_there_stays(installation: Installation) -> None:
    given = {"spot": "見本橋", "gone": 1, "bent": "not a boolean"}
    answers = fill_answers(procedure(installation), installation.city, example(given))
    assert answers["spot"] == "見本橋"
    assert len(answers["seen"]) >= 1
    assert not answers.keys() & {"gone", "bent"}
    rows = {"spot": "見本橋", "seen": [{"who": "人"}, {"who": "別の人"}]}
    assert fill_answers(procedure(installation), installation.city, example(rows)) == rows


def test_an_example_that_lacks_an_answer_lacks_just_the_last(installation: Installation) -> None:
    draft = procedure(installation)
    lacking = new_example(draft, installation.city, installation.clock.today(), False)
    assert (lacking["name"], lacking["expect"]) == ("足りない例1", {"complete": False})
    assert "spot" in lacking["answers"]
    full = new_example(draft, installation.city, installation.clock.today(), True)
    assert full["name"] == "出せる例1"
    assert full["answers"] != lacking["answers"]


def test_where_no_answers_end_so_none_are_made_up(installation: Installation) -> None:
    free = procedure(installation, MORE.replace("max: 40}", "max: 40, required: false}").replace("min: 1", "min: 0"))
    with pytest.raises(NoExample):
        fill_answers(free, installation.city, example({}, complete=False))
    closed = procedure(
        installation, MORE.replace("max: 40}", 'max: 40, must: [{that: spot == "x" and spot == "y", say: だめ}]}')
    )
    with pytest.raises(NoExample):
        fill_answers(closed, installation.city, example({}))
