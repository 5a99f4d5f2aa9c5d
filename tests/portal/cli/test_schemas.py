"""`kakanai procedures schema`."""

import json

from jsonschema import Draft202012Validator

from tests.portal.cli.conftest import Kakanai

SHIPPED = "kaigo-hihokenshasho-saikofu"


def test_the_format_has_a_schema_for_editors(kakanai: Kakanai) -> None:
    ran = kakanai("procedures", "schema")
    assert (ran.status, ran.err) == (0, "")
    made = json.loads(ran.out)
    Draft202012Validator.check_schema(made)
    assert "Question.bank_account" in made["$defs"]


def test_the_answers_to_a_procedure_have_one(kakanai: Kakanai) -> None:
    ran = kakanai("procedures", "schema", SHIPPED)
    assert (ran.status, ran.err) == (0, "")
    made = json.loads(ran.out)
    Draft202012Validator.check_schema(made)
    assert made["x-procedure"] == SHIPPED


def test_a_procedure_that_there_is_not_has_none(kakanai: Kakanai) -> None:
    ran = kakanai("procedures", "schema", "nothing")
    assert (ran.status, ran.out) == (1, "")
    assert "nothing: there is no such procedure" in ran.err
