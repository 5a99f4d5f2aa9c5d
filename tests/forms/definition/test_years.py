"""年度ごとの受付: two fiscal years open at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.city.city import load_city
from forms.definition.procedure import Procedure
from forms.definition.years import YearsFile
from forms.numbers.calendar import fiscal_year
from forms.path.consequences import window_on
from forms.path.environment import OpenYear
from forms.path.path import walk
from tests.forms.city.test_city import FOLDER, spoil
from tests.forms.loading.small import ENVIRONMENT, refusal, small

SAY = "その年度は、受け付けていません。"
NOW = OpenYear(2026, date(2025, 11, 10), date(2027, 2, 10))
NEXT = OpenYear(2027, date(2026, 11, 20), None, 3)
MORE = """\
  - step: いつから
    id: when_step
    ask:
      - {id: start, type: date, label: 始める日}
      - {id: note, type: text, label: ひとこと, required: false}
"""


def yearly(rule: str = "fiscal_year(start)") -> Procedure:
    return small(MORE, identity=f"{{sign_in: none}}\ntime: {{window: {{year: {rule}, say: {SAY}}}}}")


def messages(start: str, today: date, *years: OpenYear, door: str = "online", **more: str) -> Mapping[str, list[str]]:
    environment = replace(ENVIRONMENT, today=today, years=years, door=door)
    path = walk(yearly(), {"reason": "lost", "start": start, **more}, environment)
    by_name = path.mistakes if door == "online" else path.warnings
    assert path.complete == (not path.mistakes)
    return {name: [str(mistake.arguments["say"]) for mistake in mistakes] for name, mistakes in by_name.items()}


@pytest.mark.parametrize("today", [date(2026, 11, 20), date(2027, 2, 10)])
def test_two_years_are_open_at_once_on_their_first_and_their_last_day(today: date) -> None:
    assert messages("2027-03-31", today, NOW, NEXT) == {}
    assert messages("2027-04-01", today, NOW, NEXT) == {}


def test_a_day_too_early_or_too_late_is_reported_at_the_question_that_says_which_year() -> None:
    assert messages("2027-04-01", date(2026, 11, 19), NOW, NEXT, note="急ぎです") == {"start": [SAY]}
    assert messages("2027-03-31", date(2027, 2, 11), NOW, NEXT) == {"start": [SAY]}
    assert messages("2028-04-01", date(2026, 11, 20), NOW, NEXT) == {"start": [SAY]}, "a year that is not open"


def test_who_comes_in_person_is_warned_and_taken() -> None:
    assert messages("2028-04-01", date(2026, 11, 20), NOW, door="counter") == {"start": [SAY]}


def test_a_city_that_distinguishes_no_years_takes_each() -> None:
    assert messages("2098-04-01", date(2026, 11, 20)) == {}


def test_the_year_is_known_when_the_answer_is_and_not_before() -> None:
    assert walk(yearly(), {"reason": "lost"}, ENVIRONMENT).year is None
    assert walk(yearly(), {"reason": "lost", "start": "2027-03-31"}, ENVIRONMENT).year == 2026
    assert walk(small(MORE), {"reason": "lost", "start": "2027-03-31"}, ENVIRONMENT).year is None


def test_where_nothing_is_asked_nothing_can_be_reported() -> None:
    nothing = small(
        "    when: door == post\n",
        identity=f"{{sign_in: none}}\ntime: {{window: {{year: fiscal_year(today), say: {SAY}}}}}",
    )
    path = walk(nothing, {}, replace(ENVIRONMENT, years=(NEXT,), today=date(2026, 11, 21)))
    assert (path.year, path.mistakes) == (2026, {})


def test_it_is_closed_while_no_year_at_all_is_open() -> None:
    assert window_on(yearly(), date(2026, 11, 19), {}, (NEXT,)) == SAY
    assert window_on(yearly(), date(2026, 11, 20), {}, (NEXT,)) == ""
    assert window_on(yearly(), date(2026, 11, 19), {}) == ""


DAYS = st.dates(date(2025, 4, 1), date(2029, 3, 31))


@given(DAYS, DAYS, DAYS, st.none() | st.integers(0, 400))
def test_a_year_is_taken_on_its_days_and_on_no_other(start: date, today: date, first: date, days: int | None) -> None:
    last = None if days is None else first + timedelta(days=days)
    open_year = OpenYear(2027, first, last)
    mistakes = messages(start.isoformat(), today, open_year)
    assert (mistakes == {}) == (fiscal_year(start) == 2027 and first <= today and (last is None or today <= last))


def test_the_rule_gives_a_number_and_names_what_is_asked() -> None:
    text = (Path(__file__).parents[2] / "definitions/smallest/window-year.yaml").read_text(encoding="utf-8")
    for bad, reason in (
        ("start", "number"),
        ("fiscal_year(begin)", "begin"),
        ("fiscal_year(start", "close every bracket"),
    ):
        (complaint,) = refusal(text.replace("fiscal_year(start)", bad))
        assert reason in complaint.text
        assert complaint.line == text.partition("time:")[0].count("\n") + 1


def test_the_file_of_a_city_says_each_year_once_and_its_days_in_order(tmp_path: Path) -> None:
    shipped = load_city(FOLDER).fiscal
    assert [year.year for year in shipped.of("gakudo-hoiku")] == [2026, 2027]
    assert shipped.of("nothing") == ()
    (twice,) = spoil(tmp_path / "1", "years.yaml", "year: 2027, from: 2026-10-15", "year: 2026, from: 2026-10-15")
    assert "hoiku-riyo-moshikomi has the year 2026 twice" in twice
    (turned,) = spoil(tmp_path / "2", "years.yaml", "to: 2027-02-10", "to: 2025-02-10")
    assert "hoiku-riyo-moshikomi 2026 ends on 2025-02-10, before it begins" in turned


def test_years_come_in_their_order() -> None:
    rows = ({"procedure": "a", "year": year, "from": f"{year}-01-01"} for year in (2028, 2026, 2027))
    assert [year.year for year in YearsFile.model_validate({"years": tuple(rows)}).of("a")] == [2026, 2027, 2028]
