"""`kakanai procedures sample`."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from forms.definition.registry import field_types
from forms.loading import load
from forms.path.answers_schema import answers_schema
from tests.forms.first import PROCEDURES
from tests.portal.cli.conftest import Kakanai

SHIPPED = "kaigo-hihokenshasho-saikofu"
ON = ("--on", "2026-11-20")


def test_the_same_seed_gives_the_same_answers_and_they_fit_the_schema(kakanai: Kakanai) -> None:
    ran = kakanai("procedures", "sample", SHIPPED, "--seed", "4", "--json", *ON)
    assert (ran.status, ran.err) == (0, "")
    assert kakanai("procedures", "sample", SHIPPED, "--valid", "--seed", "4", "--json", *ON).out == ran.out
    assert kakanai("procedures", "sample", SHIPPED, "--seed", "5", "--json", *ON).out != ran.out
    made = json.loads(ran.out)
    procedure = load(PROCEDURES / f"{SHIPPED}.yaml", fields=field_types())
    assert set(made) == {"header", "answers"}
    assert made["header"].pop("person")
    assert made["header"] == {
        "procedure": SHIPPED, "version": procedure.version, "meaning": procedure.meaning, "today": "2026-11-20",
    }  # fmt: skip
    Draft202012Validator(answers_schema(procedure)).validate(made["answers"])


def test_a_mistake_is_named_with_what_is_reported_of_it(kakanai: Kakanai) -> None:
    made = json.loads(kakanai("procedures", "sample", SHIPPED, "--invalid", "--seed", "1", "--json", *ON).out)
    mistake = made["mistake"]
    assert mistake["question"] not in made["answers"]
    assert mistake["key"].split(".")[0]
    assert "「" in mistake["say"]
    assert isinstance(mistake["boxes"], dict)


def test_without_json_each_answer_is_a_line(kakanai: Kakanai) -> None:
    lines = kakanai("procedures", "sample", SHIPPED, "--seed", "1", *ON).out.splitlines()
    assert lines[0].startswith(f"{SHIPPED}\t")
    assert any(line.startswith("name\t") for line in lines)
    line = kakanai("procedures", "sample", SHIPPED, "--invalid", "--seed", "1", *ON).out.splitlines()[-1]
    assert len(line.split("\t")) == 3


def test_rules_that_nobody_can_keep_are_a_problem(kakanai: Kakanai, tmp_path: Path) -> None:
    text = (PROCEDURES / f"{SHIPPED}.yaml").read_text(encoding="utf-8")
    start = text.index("steps:")
    rest = "\n".join(line for line in text[:start].splitlines() if not line.startswith(("principal:", "scenarios:")))
    file = tmp_path / f"{SHIPPED}.yaml"
    never = "steps:\n  - step: 見本\n    id: one\n    ask:\n      - {id: day, type: date, label: 日, must: [{that: day < day, say: 見本}]}\n"
    file.write_text(f"{rest}\n{never}", encoding="utf-8")
    ran = kakanai("procedures", "sample", str(file), *ON)
    assert ran.status == 1
    assert ran.english == [f"{SHIPPED}: no answers were found for the page day."]


@pytest.mark.parametrize("seed", ["-1", "x"])
def test_a_seed_is_a_whole_number(kakanai: Kakanai, seed: str) -> None:
    assert kakanai("procedures", "sample", SHIPPED, "--seed", seed).status == 2
