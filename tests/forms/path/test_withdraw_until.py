"""The last day on which the applicant may withdraw."""

from dataclasses import replace
from datetime import date

from forms.path.consequences import withdraw_until
from forms.path.difference import difference
from forms.path.path import walk
from tests.definitions.shelf import shelf
from tests.forms.household import at_home
from tests.forms.loading.small import ENVIRONMENT
from tests.forms.scenarios.all_scenarios import run_scenarios


def test_the_answers_say_until_when_and_an_open_question_sets_no_limit() -> None:
    procedure, other = shelf()["withdraw"], shelf()["capacity"]
    days = [
        withdraw_until(procedure, walk(procedure, answers, at_home())) for answers in ({"used_on": "2026-12-10"}, {})
    ]
    assert days == [date(2026, 12, 7), None]
    assert withdraw_until(other, walk(other, {}, at_home())) is None


def test_a_scenario_that_expects_another_day_fails() -> None:
    procedure = shelf()["withdraw"]
    (example,) = procedure.scenarios
    for day in ("2026-11-23", None):
        wrong = replace(procedure, scenarios=({**example, "expect": {"withdraw_until": day}},))
        assert [complaint.key for complaint in run_scenarios(wrong, ENVIRONMENT)] == ["scenario.withdraw_until"]
    open_ = {**example, "answers": {}, "expect": {"complete": False, "withdraw_until": "2026-11-23"}}
    wrong = replace(procedure, scenarios=(open_,))
    assert [complaint.key for complaint in run_scenarios(wrong, ENVIRONMENT)] == ["scenario.withdraw_until"]


def test_a_change_of_the_day_is_a_difference() -> None:
    old = shelf()["withdraw"]
    assert old.withdraw is not None
    new = replace(old, withdraw=replace(old.withdraw, say="使う日の前の日まで、取り下げられます。"))
    assert [change.aspect for change in difference(old, new)] == ["withdraw.say"]
    assert {change.aspect for change in difference(replace(old, withdraw=None), old)} == {
        "withdraw", "withdraw.say", "withdraw.certainty",
    }  # fmt: skip
