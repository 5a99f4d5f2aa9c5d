"""Due day, fee and papers that follow from the answers."""

from datetime import date
from typing import Any

from forms.definition.registry import field_types
from forms.loading import load
from forms.path.environment import Environment
from forms.path.path import walk
from portal.services.procedures.describe_consequences import Consequences, describe_consequences
from tests.definitions.shelf import SMALLEST
from tests.forms.fields.asking import JAPANESE
from tests.forms.loading.small import ENVIRONMENT, small
from tests.portal.services.paper.paper import ANSWERS, CITY, ON, procedure


def consequences(on: date = ON, **changed: Any) -> Consequences:
    path = walk(procedure(), {**ANSWERS, **changed}, Environment(ON, CITY.calendar))
    return describe_consequences(procedure(), path, JAPANESE, on)


def test_a_paper_of_a_row_says_for_whom_and_a_paper_whose_rule_fails_is_not_needed() -> None:
    papers = consequences().papers
    assert [(paper.label, paper.about, paper.later) for paper in papers] == [
        ("写真", "", False), ("届出の写し", "", False), ("在学証明書", "家族 2（髙橋　二）", True),
    ]  # fmt: skip
    assert papers[1].one_of == ("遺失届", "盗難届")
    at_home: dict[str, Any] = {"reason": "torn", "members.2.abroad": False}
    torn = consequences(**at_home)
    assert [paper.label for paper in torn.papers] == ["写真"]


def test_lateness_begins_on_the_day_after_the_due_day() -> None:
    due = date(2027, 4, 5)  # twenty years later is a Saturday; the office opens on Monday
    on_time, late = (consequences(on, birth="2007-04-03") for on in (due, date(2027, 4, 6)))
    assert (on_time.due, on_time.due_sure, on_time.late) == (due, True, "")
    assert (late.due, late.late) == (due, "すぎても出せます。")


def test_a_due_day_that_depends_on_an_open_question_is_unknown() -> None:
    path = walk(procedure(), {}, Environment(ON, CITY.calendar))
    open_ = describe_consequences(procedure(), path, JAPANESE, ON)
    assert (open_.due, open_.late, open_.due_sure) == (None, "", True)


def test_a_fee_is_computed_once_its_answers_are_known_and_is_undecided_without_an_amount() -> None:
    priced = load(SMALLEST / "fee-amount.yaml", fields=field_types())
    fees = [
        describe_consequences(
            asked, walk(asked, answers, Environment(ON, CITY.calendar, city={"price": 300})), JAPANESE, ON
        ).fee
        for asked, answers in ((priced, {"sheets": 3}), (priced, {}), (small(), {"reason": "lost"}))
    ]
    assert fees == [900, None, None]
    assert describe_consequences(small(), walk(small(), {}, ENVIRONMENT), JAPANESE, ON).due_sure is False
