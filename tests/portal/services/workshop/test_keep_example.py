"""A walk as a scenario."""

from datetime import date

import pytest

from forms.definition.registry import field_types
from forms.guide.trial import environment_of
from forms.loading import load_text
from forms.path.path import walk
from portal.services.workshop.fill_examples import NoExample
from portal.services.workshop.keep_example import keep_example
from tests.portal.services.outside import CITY
from tests.portal.services.workshop.test_run_example import STEPS
from tests.portal.services.workshop.writing import TEXT

TODAY = date(2026, 11, 20)
MORE = """\
      - {id: who, type: person_name, label: 氏名}
      - {id: day, type: date, label: いつ}
time: {due: day + days(3), certainty: assumed, late: {say: おそいです。}}
attach:
  - {id: map, label: 地図, why: 場所を確かめます。, when: many, certainty: assumed}
"""


def kept(answers: dict[str, object], name: str = "") -> dict[str, object]:
    text = (
        TEXT.split("steps:\n")[0]
        + f"steps:\n{STEPS}{MORE}scenarios:\n  - {{name: 歩いてみた例, today: 2026-11-20, answers: {{}}, expect: {{}}}}\n"
    )
    procedure = load_text(text, "guardrail.yaml", fields=field_types())
    path = walk(procedure, answers, environment_of(procedure, CITY, TODAY))
    return keep_example(procedure, CITY, path, TODAY, name)


def test_answers_are_as_people_type_them_and_what_they_lead_to_is_expected() -> None:
    answers = {
        "many": True, "spots": ["1", "2"], "spots.1.spot": "橋", "spots.2.spot": "駅", "hurt": False,
        "who": {"family": "見本", "given": "太郎"}, "day": "2026-11-01",
    }  # fmt: skip
    assert kept(answers) == {
        "name": "歩いてみた例2", "today": "2026-11-20",
        "answers": {"many": True, "spots": [{"spot": "橋"}, {"spot": "駅"}], "hurt": False, "who": "見本 太郎", "day": "2026-11-01"},
        "expect": {"complete": True, "not_asked": ["one_spot"], "due": "2026-11-04", "attachments": ["map"]},
    }  # fmt: skip


def test_a_walk_may_end_early_or_at_a_stop_and_has_the_name_that_is_given() -> None:
    assert kept({"many": False}, " 途中\u2028まで ") == {
        "name": "途中 まで", "today": "2026-11-20", "answers": {"many": False},
        "expect": {"complete": False, "not_asked": ["spots.spot"], "attachments": []},
    }  # fmt: skip
    assert kept({"many": False, "one_spot": "橋", "hurt": True})["expect"] == {"complete": False, "stops_at": "hurt"}


def test_answers_that_cannot_be_written_are_none() -> None:
    with pytest.raises(NoExample):
        kept({"many": False, "one_spot": "橋", "hurt": False, "who": {"family": "見\u200b本", "given": ""}})
