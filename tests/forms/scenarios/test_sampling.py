"""Valid and invalid samples."""

import pytest
from jsonschema import Draft202012Validator

from forms.definition.procedure import full_name
from forms.definition.registry import field_types
from forms.loading import load_text
from forms.numbers.draws import posted
from forms.path.answers_schema import answers_schema
from forms.path.binding import bind
from forms.path.nested_answers import nested
from forms.path.path import walk
from forms.scenarios import sampling
from forms.scenarios.sampling import NoSample, invalid_sample, valid_sample
from tests.forms.household import at_home, household
from tests.forms.loading.small import ENVIRONMENT, SMALL, small

SEEDS = range(40)
# The first five walk every line.
WALKS = [seed if seed < 5 else pytest.param(seed, marks=pytest.mark.uncounted) for seed in SEEDS]
SCHEMA = Draft202012Validator(answers_schema(household()))


@pytest.mark.parametrize("seed", WALKS)
def test_a_valid_sample_is_complete_and_fits_the_schema(seed: int) -> None:
    path = valid_sample(household(), at_home(), seed)
    assert walk(household(), path.answers, at_home()).complete
    SCHEMA.validate(nested(household(), path.answers))


def test_the_same_seed_gives_the_same_answers_and_another_others() -> None:
    assert valid_sample(household(), at_home(), 3).answers == valid_sample(household(), at_home(), 3).answers
    assert valid_sample(household(), at_home(), 3).answers != valid_sample(household(), at_home(), 4).answers


@pytest.mark.uncounted
def test_among_many_there_are_rows_of_every_kind_and_each_branch() -> None:
    paths = [valid_sample(household(), at_home(), seed) for seed in SEEDS]
    counts = {full_name(key): len(rows) for path in paths for key, rows in path.rows.items() if rows}
    assert set(counts) == {"children", "children.schools", "claimant.jobs", "older"}
    assert any("moved_on" in path.answers for path in paths)
    assert any("children" in path.rows and not path.rows["children"] for path in paths)
    assert any(len(path.rows["children"]) > 2 for path in paths)


@pytest.mark.parametrize("seed", WALKS)
def test_an_invalid_sample_has_one_mistake_and_it_is_the_one_that_is_reported(seed: int) -> None:
    path, broken = invalid_sample(household(), at_home(), seed)
    typed = posted(broken.field, broken.boxes)
    second = bind(household(), {broken.field.id}, typed, path.answers, at_home())
    assert second.mistakes == {broken.field.id: second.mistakes[broken.field.id]}
    assert second.mistakes[broken.field.id][0] == broken.mistake
    assert set(second.missing) <= {broken.field.id}
    assert broken.field.id not in path.answers or broken.mistake.key == "rule"
    assert not second.complete


@pytest.mark.uncounted
def test_among_many_there_are_mistakes_of_every_kind() -> None:
    keys = {invalid_sample(household(), at_home(), seed)[1].mistake.key for seed in range(80)}
    assert "rule" in keys
    assert any(key.endswith(".required") for key in keys)
    assert any("." in key and not key.endswith(".required") for key in keys)


def test_answers_that_no_rule_allows_are_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "_BEGINNINGS", 1)
    never = small("      - {id: day, type: date, label: 日, must: [{that: day < day, say: 見本}]}\n")
    with pytest.raises(NoSample, match="for the page day"):
        valid_sample(never, ENVIRONMENT, 1)


def test_only_a_question_is_answered_wrongly_that_leaves_the_others_as_they_are() -> None:
    leaning = small("      - {id: why, type: text, label: なぜ, required: not reason.answered, max: 40}\n")
    samples = [invalid_sample(leaning, ENVIRONMENT, seed) for seed in range(20)]
    assert {broken.field.id for _, broken in samples} == {"reason", "why"}
    assert all("why" in path.answers for path, broken in samples if broken.field.id == "reason")


def test_where_a_sample_may_have_no_question_another_is_made() -> None:
    start = SMALL.index("  - step:")
    rows = "  - {step: 見本, id: one, repeat: rows, label: 行, max: 2, ask: [{id: colour, type: text, label: 色, max: 9}]}\n"
    listed = load_text(SMALL[:start] + rows, "small.yaml", fields=field_types())
    assert any(not valid_sample(listed, ENVIRONMENT, seed).fields for seed in range(20))
    for seed in range(10):
        assert invalid_sample(listed, ENVIRONMENT, seed)[1].field.name == "rows.colour"


def test_where_nothing_is_asked_nothing_can_be_answered_wrongly() -> None:
    start = SMALL.index("      - id: reason")
    notes = f"{SMALL[:start]}      - {{id: read, type: note, label: 見本}}\n"
    silent = load_text(notes, "small.yaml", fields=field_types())
    assert valid_sample(silent, ENVIRONMENT, 1).complete
    with pytest.raises(NoSample, match="wrongly by itself"):
        invalid_sample(silent, ENVIRONMENT, 1)
