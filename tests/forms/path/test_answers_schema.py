"""The JSON schema of the answers."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from forms.definition.procedure import Procedure
from forms.path.answers_schema import answers_schema
from tests.forms.first import first
from tests.forms.household import household

SCHEMA = answers_schema(household())
PROPERTIES: dict[str, Any] = SCHEMA["properties"]
GOOD: dict[str, Any] = {
    "reason": "born",
    "lives_here": True,
    "claimant": {
        "name": {"full": "NGUYEN THI"},
        "kana": {"full": "グエン ティ"},
        "birth": "1990-04-02",
        "sex": "female",
        "address": {"town": "見本市", "street": "1"},
        "my_number": "000000000019",
        "work": "none",
    },
    "older_count": 0,
}


@pytest.mark.parametrize("procedure", [household(), first()], ids=["household", "first"])
def test_it_is_a_schema_that_names_the_version_it_is_of(procedure: Procedure) -> None:
    schema = answers_schema(procedure)
    Draft202012Validator.check_schema(schema)
    assert (schema["x-version"], schema["x-meaning"]) == (procedure.version, procedure.meaning)


def test_whole_answers_fit_and_others_do_not() -> None:
    validator = Draft202012Validator(SCHEMA)
    assert validator.is_valid(GOOD)
    assert validator.is_valid(
        {**GOOD, "children": [{"#": "3", "name": {"full": "見本"}, "birth": "2020-01-01", "apart": True}]}
    )
    assert not validator.is_valid({**GOOD, "colour": "red"})
    assert not validator.is_valid({**GOOD, "lives_here": None})
    assert not validator.is_valid({**GOOD, "children": [{"name": {"full": "見本"}}]})
    assert not validator.is_valid({name: value for name, value in GOOD.items() if name != "claimant"})


def test_only_what_everybody_is_asked_and_must_answer_is_required() -> None:
    assert SCHEMA["required"] == ["reason", "lives_here", "claimant", "older_count"]
    assert PROPERTIES["claimant"]["required"] == ["name", "kana", "birth", "sex", "address", "my_number", "work"]
    assert PROPERTIES["children"]["items"]["required"] == ["name", "birth", "apart"]


def test_rows_say_how_many_there_may_be() -> None:
    jobs, older = PROPERTIES["claimant"]["properties"]["jobs"], PROPERTIES["older"]
    assert (jobs["title"], jobs["minItems"], jobs["maxItems"]) == ("勤め先", 1, 2)
    assert (older["minItems"], older["maxItems"]) == (0, 2)
    assert "schools" in PROPERTIES["children"]["items"]["properties"]


def test_a_question_says_what_it_is_called_what_it_means_and_how_it_is_protected() -> None:
    name = PROPERTIES["claimant"]["properties"]["name"]
    assert (name["title"], name["x-concept"], name["x-role"]) == ("氏名", "person.name", "principal")
    assert PROPERTIES["claimant"]["properties"]["my_number"]["x-protection"] == "number"
    assert PROPERTIES["reason"]["x-labels"] == {"moved": "転入", "born": "出生", "other": "そのほか"}
    assert (
        PROPERTIES["children"]["items"]["properties"]["schools"]["items"]["properties"]["school"]["x-protection"]
        == "open"
    )
    assert answers_schema(first())["properties"]["insured_no"]["description"]


def test_a_note_has_no_answer_and_nobody_writes_what_is_computed() -> None:
    assert "explain" not in PROPERTIES
    assert PROPERTIES["in_all"]["readOnly"]
    assert "in_all" not in SCHEMA["required"]
