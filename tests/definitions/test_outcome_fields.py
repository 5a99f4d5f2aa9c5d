"""The first complete example of a definition, decided: the fields that its law names are asked, checked and shown."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path as File
from typing import Any

import pytest
from ruamel.yaml import YAML

from forms.city.city import load_city
from forms.definition.known import residents
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.path.consequences import following, next_steps
from forms.path.path import Path
from forms.path.result import OUTCOME, walk_result
from forms.path.term import terms_of
from forms.scenarios.scenarios import scenario_path
from integrations.city_environment import environment_of
from portal.services.cases.result import rows_in
from tests.forms.household import FORMS
from tests.shipped_once import PROCEDURES

SHIPPED = load_folder(PROCEDURES, fields=field_types())
CITY = load_city(FORMS / "cities" / "mihon")
# procedure → `outcome` (that which grants), `result` (name → as stored), `needs` (names), `wrong` (name → a value refused).
DECIDED: Mapping[str, Mapping[str, Any]] = YAML(typ="safe").load(
    (File(__file__).parent / "outcome_fields.yaml").read_text("utf-8")
)


def decided(name: str, outcome: str, result: Mapping[str, Any]) -> tuple[Path, list[tuple[str, str]]]:
    """The path of the result, and the rows of its notice."""
    procedure = SHIPPED[name]
    scenario = next(it for it in procedure.scenarios if it["expect"].get("complete"))
    environment = environment_of(procedure, CITY, date.fromisoformat(str(scenario["today"])))
    before = scenario_path(procedure, scenario, environment, residents(CITY))
    values = {OUTCOME: outcome} | {f"result.{field}": value for field, value in result.items()}
    shows = procedure.outcomes[outcome].shows
    return walk_result(procedure, values, before, environment), rows_in(procedure, before, environment, shows, values)


@pytest.mark.parametrize("name", DECIDED)
def test_what_is_granted_or_registered_is_written_down_and_shown(name: str) -> None:
    case = DECIDED[name]
    path, rows = decided(name, case["outcome"], case["result"])
    assert (path.missing, path.mistakes) == ((), {})
    asked = {field.label for field in path.fields if field.id.removeprefix("result.") in case["result"]}
    assert asked <= {label for label, words in rows if words}
    assert len(asked) >= len({field.rpartition(".")[2] for field in case["result"]})


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for name, case in DECIDED.items() for field in case["needs"]]
)
def test_what_the_law_names_is_not_left_out(name: str, field: str) -> None:
    case = DECIDED[name]
    rest = {other: value for other, value in case["result"].items() if other != field}
    assert decided(name, case["outcome"], rest)[0].missing == (f"result.{field}",)


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for name, case in DECIDED.items() for field in case.get("wrong", ())]
)
def test_what_cannot_be_is_refused(name: str, field: str) -> None:
    case = DECIDED[name]
    path, _ = decided(name, case["outcome"], {**case["result"], field: case["wrong"][field]})
    assert list(path.mistakes) == [f"result.{field}"]


@pytest.mark.parametrize("name", DECIDED)
def test_nothing_is_asked_of_what_is_refused_but_when_it_was_sent(name: str) -> None:
    outcomes = SHIPPED[name].outcomes
    refused = next(outcome for outcome in ("refused", "declined", "sent_back") if outcome in outcomes)
    path, _ = decided(name, refused, {})
    assert outcomes[refused].reasons
    assert set(path.missing) <= {"result.sent_on"}


@pytest.mark.parametrize("name", [name for name, case in DECIDED.items() if SHIPPED[name].kind == "application"])
def test_a_refusal_that_another_body_decides_has_ready_reasons_and_says_where_to_object(name: str) -> None:
    procedure = SHIPPED[name]
    assert all(reason.law for reason in procedure.refusal_reasons)
    assert procedure.refusal_reasons
    lines = [item.say for item in procedure.after if "refused" in item.outcomes]
    # 療育手帳 rests on an 要綱 alone: its prefecture says whether the refusal is a 処分.
    assert any("審査請求" in text for text in lines) or name == "ryoiku-techo"


@pytest.mark.parametrize(
    ("name", "first", "last", "renewed_by"),
    [("ryoiku-techo", "2026-12-25", "2029-12-31", "ryoiku-techo"), ("shintai-techo", "2026-12-25", "", ""), ("seishin-techo", "2026-11-20", "2028-11-30", "seishin-techo")],
)  # fmt: skip
def test_a_handbook_is_among_what_a_resident_has(name: str, first: str, last: str, renewed_by: str) -> None:
    outcome = SHIPPED[name].outcomes["approved"]
    values = {f"result.{field}": value for field, value in DECIDED[name]["result"].items()}
    (term,) = terms_of(outcome, values, "2026-11-20")
    assert (term.first, term.last, outcome.renews_by) == (first, last, renewed_by)


def test_a_handbook_without_a_next_month_of_judging_has_no_end() -> None:
    values = {"result.issued_on": "2026-12-25"}
    (term,) = terms_of(SHIPPED["ryoiku-techo"].outcomes["approved"], values, "2026-11-20")
    assert (term.first, term.last) == ("2026-12-25", "")


@pytest.mark.parametrize("name", ["kokuho-gendogaku", "koki-gendogaku"])
def test_a_class_of_the_limit_is_renewed_by_its_own_procedure(name: str) -> None:
    assert SHIPPED[name].outcomes["approved"].renews_by == name


def test_a_notice_says_once_what_who_disagrees_may_do() -> None:
    """A line without `when`: it is on every notice of its outcome."""
    for name, procedure in SHIPPED.items():
        for outcome in procedure.outcomes:
            lines = [
                line.say
                for line in procedure.after
                if line.when is None and (not line.outcomes or outcome in line.outcomes)
            ]
            assert sum("納得できない" in line for line in lines) <= 1, (name, outcome)


def test_a_child_of_a_kindergarten_is_certified_in_the_first_category_and_without_hours() -> None:
    procedure = SHIPPED["hoiku-riyo-moshikomi"]
    scenario = next(it for it in procedure.scenarios if it["answers"].get("need") == "education")
    environment = environment_of(procedure, CITY, date.fromisoformat(str(scenario["today"])))
    before = scenario_path(procedure, scenario, environment, residents(CITY))
    values = {
        OUTCOME: "certified_first",
        "result.category": "first",
        "result.term": {"from": "2027-04-01", "to": "2030-03-31"},
    }
    path = walk_result(procedure, values, before, environment)
    assert (path.missing, path.mistakes) == ((), {})
    # `certified` waits for a place, which the city does not give here.
    mistaken = walk_result(procedure, {**values, OUTCOME: "certified"}, before, environment)
    assert list(mistaken.mistakes) == ["result.category"]
    assert [procedure.outcomes[name].state for name in ("certified", "certified_first")] == ["waiting", "approved"]
    ahead = [line.say for line in next_steps(procedure, before)]
    assert ahead == ["担当の課が内容を確かめて、認定します。入園のことは、園に聞いてください。"], (
        "places of nurseries alone are allocated"
    )


@pytest.mark.parametrize(
    ("name", "scenario", "outcome", "words"),
    [
        ("hojin-setsuritsu", "収益事業をしない宗教法人", "done", "均等割の申告"),
        ("hoiku-riyo-moshikomi", "", "certified_first", "利用する施設を調整"),
    ],
)
def test_what_does_not_follow_is_not_promised(name: str, scenario: str, outcome: str, words: str) -> None:
    procedure = SHIPPED[name]
    story = next(
        it
        for it in procedure.scenarios
        if (it["name"] == scenario if scenario else it["answers"].get("need") == "education")
    )
    environment = environment_of(procedure, CITY, date.fromisoformat(str(story["today"])))
    path = scenario_path(procedure, story, environment, residents(CITY))
    sentences = [item.say for item in following(procedure, path, outcome)]
    assert sentences
    assert [say for say in sentences if words in say] == []
    assert any(words in item.say for item in procedure.after)
