"""What a section registers, gives out or decides in shipped procedures whose result was written last."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path as File
from typing import Any

import pytest

from forms.guide.trial import environment_of
from forms.messages import sentences
from forms.path.consequences import following
from forms.path.path import Path
from forms.path.result import raw_of_cell, read_result
from forms.scenarios.scenarios import scenario_path
from forms.text.speech import Speech
from tests.forms.story import CITY, procedure_of, read_story

RESULTS = read_story(File(__file__).parent / "shipped_results.yaml")


def decided(name: str, cells: Mapping[str, str]) -> Path:
    procedure, kept = procedure_of(name), RESULTS[name]
    scenario = procedure.scenarios[kept["scenario"]]
    today = date.fromisoformat(str(scenario["today"]))
    environment = replace(environment_of(procedure, CITY, today), today=today)
    before = scenario_path(procedure, scenario, environment, {})
    speech = Speech("ja", sentences("ja"), procedure.texts["ja"])
    return read_result(
        procedure,
        kept["outcome"],
        lambda field: raw_of_cell(field, str(cells.get(field.id.removeprefix("result."), "")), speech),
        before,
        environment,
    )


@pytest.mark.uncounted
@pytest.mark.parametrize("name", RESULTS)
def test_the_fields_of_an_outcome_are_those_that_the_application_needs(name: str) -> None:
    kept = RESULTS[name]
    path = decided(name, kept["cells"])
    assert (path.missing, path.mistakes) == ((), {})
    written = {key.removeprefix("result.") for key in path.answers}
    assert set(kept["cells"]) <= written
    asked = {field.id.removeprefix("result.") for field in path.fields}
    assert asked & set(kept["not_asked"]) == set()


def complaint_of(path: Path, field: str) -> Any:
    if field in path.missing:
        return "required"
    mistake = path.mistakes[field][0]
    return mistake.arguments.get("say", mistake.key)


@pytest.mark.parametrize("name", RESULTS)
def test_a_cell_that_cannot_be_is_refused(name: str) -> None:
    refused = RESULTS[name]["refused"]
    path = decided(name, {**RESULTS[name]["cells"], refused["field"]: refused["cell"]})
    assert complaint_of(path, f"result.{refused['field']}") == refused["says"]


@pytest.mark.parametrize(
    ("number", "changed", "amount", "sentences"),
    [
        (0, {}, True, ("に、指定した口座に振り込みます。", "出せる時期になったら")),
        (1, {"state": "pregnant"}, False, ("ほかの市区町村が支払うので", "出せる時期になったら")),
        (2, {}, True, ("に、指定した口座に振り込みます。", "届は、いまから出せます。")),
    ],
    ids=["pregnant", "paid elsewhere", "lost"],
)
def test_a_woman_reads_of_the_payment_and_of_the_next_paper_what_is_true_for_her(
    number: int, changed: Mapping[str, str], amount: bool, sentences: tuple[str, str]
) -> None:
    procedure = procedure_of("ninpu-kyufu-nintei")
    scenario = procedure.scenarios[number]
    environment = environment_of(procedure, CITY, date.fromisoformat(str(scenario["today"])))
    before = scenario_path(procedure, {**scenario, "answers": {**scenario["answers"], **changed}}, environment, {})
    decided_ = read_result(procedure, "approved", lambda _: {}, before, environment)
    assert ("result.amount" in {field.id for field in decided_.fields}) is amount
    spoken = "".join(item.say for item in following(procedure, before, "approved"))
    assert [words in spoken for words in sentences] == [True, True]
    assert ("振り込みます" in spoken) is amount
