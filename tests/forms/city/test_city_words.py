"""A city fills its names, offices and amounts into the texts of a definition."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from forms.city.city_words import InWordsOf, city_words, in_words_of
from forms.definition.placeholders import fill, has_placeholders
from forms.definition.registry import field_types
from forms.linting import lint
from forms.loading import load, load_folder
from forms.numbers.calendar import attains, school_year_end
from tests.forms.fuzzing import CITY
from tests.forms.loading.small import small

FOLDER = Path(__file__).parents[3] / "forms" / "procedures"
TODAY = date(2026, 11, 20)
SETTINGS = """\
settings:
  limit: {type: money, default: 100000, certainty: assumed}
  opens: {type: date, default: 2026-12-01, certainty: assumed}
  years: {type: integer, default: 2, certainty: assumed}
"""


def test_texts_contain_the_words_of_the_city() -> None:
    procedure = small(
        SETTINGS,
        summary='"{city}（{prefecture}）の{office}が、{city.limit}まで、{city.opens}から{city.years}年"',
        duty="care-assessment",
        law='{text: "{city}条例", certainty: assumed}',
    )
    filled = in_words_of(CITY, procedure, TODAY)
    office = CITY.office("care-assessment", TODAY).office
    assert filled.summary == f"見本市（見本県）の{office}が、100,000円まで、令和8年（2026年）12月1日から2年"
    assert filled.texts["ja"]["summary"] == filled.summary
    assert filled.law.text == "見本市条例"
    assert (filled.meaning, filled.canonical) == (procedure.meaning, procedure.canonical)


def test_a_reason_of_staff_is_filled_though_no_text_of_residents_names_the_city() -> None:
    procedure = small(
        "staff:\n  check: [確かめる]\n  refusal_reasons:\n    outside: {say: '{city}の人ではないためです。', law: 見本条例, certainty: assumed}\n"
    )
    assert [ready.say for ready in in_words_of(CITY, procedure, TODAY).refusal_reasons] == [
        "見本市の人ではないためです。"
    ]


def test_no_shipped_definition_keeps_a_placeholder_once_a_city_has_filled_it() -> None:
    """What stays names a question of its row (`each`), or is a value that its own page fills in."""
    left = {
        (name, text)
        for name, procedure in load_folder(FOLDER, fields=field_types()).items()
        for ready in in_words_of(CITY, procedure, TODAY).refusal_reasons
        for text in (ready.say, ready.law)
        if "{" in text
    }
    assert left == set()


def test_a_duty_without_an_office_has_no_words_for_one() -> None:
    assert "office" not in city_words(CITY.model_copy(update={"duties": {}}), small(), TODAY)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 20), "平成20年（2008年）4月2日", "平成16年（2004年）4月1日"),
        (date(2027, 3, 31), "平成20年（2008年）4月2日", "平成16年（2004年）4月1日"),
        (date(2027, 4, 1), "平成21年（2009年）4月2日", "平成17年（2005年）4月1日"),
    ],
)
def test_days_of_birth_follow_from_the_school_year_of_the_day(today: date, first: str, last: str) -> None:
    words = city_words(CITY, small(), today)
    assert (words["born_since.18"], words["born_until.22"]) == (first, last)


@pytest.mark.parametrize("age", [18, 22])
def test_they_are_the_days_that_the_rule_of_child_allowance_draws(age: int) -> None:
    for day in (TODAY + timedelta(days=30 * month) for month in range(24)):
        written = city_words(CITY, small(), day)
        until = date(*(int(part) for part in re.findall(r"\d+", written[f"born_until.{age}"])[1:]))
        assert school_year_end(attains(until, age)) < day <= school_year_end(attains(until + timedelta(days=1), age))


def test_offices_are_those_of_the_day() -> None:
    procedure = small(summary='"{office}"', duty="care-assessment")
    before, after = (in_words_of(CITY, procedure, day).summary for day in (date(2026, 3, 31), date(2026, 4, 1)))
    assert before != after


def test_a_procedure_is_filled_again_only_when_a_word_of_it_changes() -> None:
    procedure, fill = small(summary='"{office}"', duty="care-assessment"), InWordsOf(CITY)
    days = (date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1))
    first, second, third = (fill(procedure, day) for day in days)
    assert first is second
    assert (first.summary, third.summary) == tuple(in_words_of(CITY, procedure, day).summary for day in days[1:])
    assert fill(small(summary='"{office} again"', duty="care-assessment"), days[2]).summary.endswith("again")


def test_settings_of_the_city_win_over_those_of_the_definition() -> None:
    procedure = load(FOLDER / "juminhyo-utsushi.yaml", fields=field_types())
    own = CITY.settings_of(procedure.id, TODAY)
    words = city_words(CITY, procedure, TODAY)
    assert own
    assert {name: words[f"city.{name}"] for name in own} != dict.fromkeys(own, "")


def test_a_definition_without_placeholders_stays_the_same_object() -> None:
    procedure = small()
    assert in_words_of(CITY, procedure, TODAY) is procedure
    assert InWordsOf(CITY)(procedure, TODAY) is procedure


@pytest.mark.parametrize(
    ("summary", "known"),
    [
        ("{city}の手続", True),
        ("{city.limit}まで", True),
        ("{born_since.18}から", True),
        ("{born_since.20}から", False),
        ("{citty}", False),
        ("{city.limmit}", False),
    ],
)
def test_what_no_city_fills_is_an_error(summary: str, known: bool) -> None:
    keys = [complaint.key for complaint in lint(small(SETTINGS, summary=f'"{summary}"'))]
    assert ("lint.unfilled" not in keys) == known


def test_a_setting_that_only_a_text_names_is_used() -> None:
    unused = [
        complaint.text
        for complaint in lint(small(SETTINGS, summary='"{city.limit}"'))
        if "setting_unused" in complaint.key
    ]
    assert len(unused) == 2


@pytest.mark.uncounted
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_shipped_definition_names_the_city_or_its_sections(path: Path) -> None:
    """Above the scenarios, whose people live in the fictional city."""
    texts = path.read_text("utf-8").partition("\nscenarios:")[0]
    lines = [line for line in texts.splitlines() if not line.lstrip().startswith("#")]
    named = [line for line in lines if any(name in line for name in ("見本市", "見本県", "市民課", "税務課", "環境課"))]
    assert named == []


def test_a_placeholder_of_the_law_alone_is_filled_too() -> None:
    procedure = small(law='{text: "{city}条例", certainty: assumed}')
    assert in_words_of(CITY, procedure, TODAY).law.text == "見本市条例"


def test_a_copy_with_other_texts_is_filled_where_it_has_them() -> None:
    procedure = small(summary='"{city}"')
    assert fill(procedure, {"city": "見本市"}).summary == "見本市"
    copy = replace(procedure, summary="市", title="{city}の届", who={"self": ("{city}に住む人", "本人")})
    filled = fill(copy, {"city": "見本市"})
    assert (filled.summary, filled.title, filled.who) == ("市", "見本市の届", {"self": ("見本市に住む人", "本人")})


def test_a_definition_without_a_placeholder_stays_itself() -> None:
    procedure = small()
    assert not has_placeholders(procedure)
    assert fill(procedure, {"city": "見本市"}) is procedure
