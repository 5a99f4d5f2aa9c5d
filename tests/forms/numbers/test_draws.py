"""Valid and distinguishing draws."""

import random
from dataclasses import replace
from datetime import date

from forms.definition.registry import field_types
from forms.loading import load
from forms.numbers.draws import Draws, posted
from forms.path.path import walk
from tests.forms.fuzzing import usual
from tests.forms.household import FORMS, TODAY, at_home, household

ANSWERS = {"reason": "moved", "lives_here": True, "claimant.name": {"family": "見本", "given": "2026-02-30"}}


def drawn(name: str, answers: dict[str, object] | None = None, **changed: object) -> list[object]:
    """Four hundred draws; None for a refused value."""
    environment = at_home(**changed)
    path = walk(household(), {**ANSWERS, **(answers or {})}, environment)
    draws = Draws(household(), environment, random.Random(1))
    field = household().by_name[name]
    return [field.type.parse(draws.boxes(field, path), field.settings, environment).value for _ in range(400)]


def test_days_come_near_today_near_what_the_city_set_and_near_other_answers() -> None:
    days = {str(day) for day in drawn("moved_on", {"moved_on": "2001-09-09"}, city={"opens": "2026-10-01"})}
    assert {TODAY.isoformat(), "2026-10-01", "2001-09-09", "2026-11-01"} <= days
    assert min(days) < "1960"


def test_ages_that_a_rule_names_are_met_to_the_day() -> None:
    assert date(TODAY.year - 18, TODAY.month, TODAY.day).isoformat() in drawn("children.birth")


def test_at_the_edges_of_the_calendar_days_are_drawn_all_the_same() -> None:
    days = drawn("moved_on", None, today=date(1, 1, 1), city={"opens": "9999-12-31"})
    assert len(days) == 400
    assert any(days)


def test_periods_end_after_they_begin_and_are_often_as_long_as_a_rule_says() -> None:
    procedure = load(FORMS / "procedures" / "doro-senyo.yaml", fields=field_types())
    environment = usual(procedure, 1)
    draws = Draws(procedure, environment, random.Random(1))
    period = next(field for field in procedure.fields if field.type.id == "period")
    drawn = [draws.boxes(period, walk(procedure, {}, environment)) for _ in range(200)]
    values = [period.type.parse(boxes, period.settings, environment).value for boxes in drawn]
    assert len({str(value) for value in values}) > 100
    assert all(value["from"] <= value["to"] for value in values if value is not None)


def test_of_options_that_none_of_the_other_answers_allows_nothing_is_drawn() -> None:
    procedure = household()
    field = next(field for field in procedure.fields if field.type.id == "choice")
    none = replace(field, settings=field.settings.model_copy(update={"options": {}}))
    environment = at_home()
    draws = Draws(procedure, environment, random.Random(1))
    path = walk(procedure, ANSWERS, environment)
    assert {} in [draws.boxes(none, path) for _ in range(20)]


def test_counts_are_those_that_rules_name_and_their_neighbours() -> None:
    assert {2, 3, 4, 17, 18, 19} <= set(drawn("income"))
    assert None in drawn("older_count")  # 18 is above the maximum, and a user may type it


def test_a_number_that_the_city_sets_is_met_by_those_whom_it_distinguishes() -> None:
    assert {808999, 809000, 809001} <= set(drawn("income", city={"low_pension": 809000, "by_post": True}))


def test_numbers_with_places_are_drawn_as_they_are_stored() -> None:
    assert {"3", "18"} <= set(map(str, drawn("weight")))


def test_months_are_months_of_such_days() -> None:
    assert "2026-11" in drawn("since")


def test_what_is_known_of_who_signed_in_is_often_taken_and_the_same_answer_given_twice() -> None:
    assert drawn("claimant.birth").count("1990-04-02") > 100
    assert drawn("children.name").count(ANSWERS["claimant.name"]) > 20


def test_boxes_are_posted_by_the_name_of_their_question() -> None:
    apart = household().field("children.2.apart")
    assert posted(apart, {"": ("yes",), "tell": ("見本",)}) == {
        "children.2.apart": ("yes",), "children.2.apart.tell": ("見本",),
    }  # fmt: skip
