"""any, all, count and sum over rows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forms.numbers.calendar import ClosedDays
from forms.numbers.partial_day import PartialDay
from forms.path.environment import Environment
from forms.path.scope import Row, Scope
from forms.rules.expression import UNKNOWN, Expression, Vocabulary
from forms.rules.faults import Faulty
from forms.rules.types import DATE, MONEY, NUMBER, YES_NO, Type
from tests.forms.rules.world import TODAY, VOCABULARY, Answers, evaluate, faults

WORLD = Environment(TODAY, ClosedDays(frozenset()))
TYPES: Mapping[str, Type] = {
    "today": DATE, "limit": NUMBER, "kids.age": NUMBER, "kids.home": YES_NO, "kids.pay": MONEY, "kids.pets.count": NUMBER,
}  # fmt: skip
KNOWN = Vocabulary(TYPES, frozenset(TYPES) - {"today"}, {}, frozenset({"kids", "kids.pets"}))


def scope(rows: Sequence[Mapping[str, object]] | None, limit: object = None) -> Scope:
    built = Scope(WORLD)
    if limit is not None:
        built.whole.values["limit"] = limit
    if rows is not None:
        built.whole.rows["kids"] = [_row(number, row) for number, row in enumerate(rows, 1)]
    return built


def _row(number: int, row: Mapping[str, Any]) -> Row:
    result = Row(f"kids.{number}")
    result.values = {f"kids.{name}": value for name, value in row.items() if name != "pets"}
    result.rows["kids.pets"] = [_pet(count) for count in row.get("pets", ())]
    return result


def _pet(count: int) -> Row:
    row = Row("pet")
    row.values = {"kids.pets.count": count}
    return row


@pytest.mark.parametrize(
    ("text", "rows", "value"),
    [
        ("kids.any(home)", [{"home": False}, {"home": True}], True),
        ("kids.any(home)", [{"home": False}, {}], UNKNOWN),
        ("kids.any(home)", [], False),
        ("kids.any(home)", None, UNKNOWN),
        ("kids.all(home)", [{"home": True}, {}], UNKNOWN),
        ("kids.all(home)", [{"home": False}, {}], False),
        ("kids.all(home)", [], True),
        ("kids.min(age) == 3", [{"age": 7}, {"age": 3}], True),
        ("kids.max(age) == 7", [{"age": 7}, {"age": 3}], True),
        ("kids.max(age) == 7", [{"age": 7}, {}], UNKNOWN),
        ("kids.max(age) == 7", [], UNKNOWN),
        ("kids.max(age) == 7", None, UNKNOWN),
        ("kids.first(age) == 7", [{"age": 7}, {}], True),
        ("kids.first(home)", [{}, {"home": True}], UNKNOWN),
        ("kids.first(age) == 7", [], UNKNOWN),
        ("kids.count(home) == 1", [{"home": True}, {"home": False}], True),
        ("kids.count(home) == 1", [{"home": True}, {}], UNKNOWN),
        ("kids.count() == 2", [{}, {}], True),
        ("kids.count() == 2", None, UNKNOWN),
        ("kids.sum(age) == 9", [{"age": 4}, {"age": 5}], True),
        ("kids.sum(pay) > 1000", [{"pay": 600}, {"pay": 600}], True),
        ("kids.sum(age) == 9", [{"age": 4}, {}], UNKNOWN),
        ("kids.any(age > limit)", [{"age": 4}], True),
        ("kids.any(pets.sum(count) > 3)", [{"pets": [1, 1]}, {"pets": [2, 2]}], True),
        ("kids.any(home.answered)", [{"home": False}], True),
    ],
)
def test_what_is_asked_of_every_row(text: str, rows: Sequence[Mapping[str, object]] | None, value: object) -> None:
    assert Expression.read(text, KNOWN).evaluate(scope(rows, limit=3)) is value


@pytest.mark.parametrize(
    ("text", "key", "offset"),
    [
        ("kids.age > 3", "expression.row", 0),
        ("kids.pets.count() > 3", "expression.row", 0),
        ("kids.most(home)", "expression.function", 0),
        ("kids.any(home, home)", "expression.arity", 0),
        ("kids.any(home, round=up)", "expression.arity", 0),
        ("kids.any(age)", "expression.type", 9),
        ("kids.sum(home) == 1", "expression.type", 9),
        ("kids.any(hom)", "expression.name", 9),
        ("kids.any(kids.any(kids.any(home)))", "expression.deep", 18),
        ("parents.any(home)", "expression.function", 0),
    ],
)
def test_a_fault_over_rows_is_found_at_its_place(text: str, key: str, offset: int) -> None:
    with pytest.raises(Faulty) as faulty:
        Expression.read(text, KNOWN)
    assert (key, offset) in [(fault.key, fault.offset) for fault in faulty.value.faults]


def test_inside_a_row_the_nearest_name_is_meant() -> None:
    inner = KNOWN.inside("kids")
    row = _row(1, {"age": 7})
    current = scope([])
    current.enter("kids", row)
    assert Expression.read("age == 7", inner).evaluate(current) is True
    assert current.enter("kids", None) is row
    with pytest.raises(Faulty, match="did you mean age"):
        Expression.read("agee == 7", inner)


def test_the_row_that_was_meant_before_is_meant_again() -> None:
    inner = KNOWN.inside("kids")
    current = scope([{"age": 1}, {"age": 9}])
    current.enter("kids", current.whole.rows["kids"][0])
    assert Expression.read("kids.any(age > 5) and age == 1", inner).evaluate(current) is True


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("share(price, 9, 10, round=down) == 299", True),
        ("share(price, 9, 10, round=up) == 300", True),
        ("share(price, 1, 2, round=half) == 167", True),
        ("share(price, 1, 0, round=up) == 1", UNKNOWN),
        ("times(price, count) == 666", True),
        ("only_if(count > 1, price) + 1 == 334", True),
        ("only_if(count > 2, price) == 0", True),
        ("only_if(a, price) == 0", UNKNOWN),
        ("month_end(birth) == today", False),
        ("month_start(month_of(birth)) + days(2) == birth", True),
        ("month_number(month_of(birth)) == 2", True),
        ("age_on(birth, birth + years(3)) == 3", True),
        ("age_on(birth, birth - days(1)) == 0", UNKNOWN),
        ("minutes_between(opens, closes) == 510", True),
        ("minutes_between(closes, opens) == -510", True),
        ("same_holder(note, name)", True),
    ],
)
def test_money_is_shared_as_the_rule_says_and_names_are_compared_as_banks_do(text: str, value: object) -> None:
    values: dict[str, object] = {
        "price": 333, "count": 2, "birth": date(2026, 2, 3), "note": "ミホン　タロウ", "name": "ﾐﾎﾝ ﾀﾛｳ",
        "opens": "09:00", "closes": "17:30",
    }  # fmt: skip
    assert evaluate(text, YES_NO, **values) is value


def test_a_part_of_a_number_is_no_count_of_anything() -> None:
    assert evaluate("times(price, count) == 1", YES_NO, price=10, count=Decimal("1.5")) is UNKNOWN


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("share(price, 9, 10) == 299", "expression.round"),
        ("share(price, 9, 10, round=near) == 299", "expression.round"),
        ("days(1, round=up) == days(1)", "expression.round"),
        ("share(price, 9, 10, precision=up) == 299", "expression.node"),
        ("same_holder(birth, name)", "expression.type"),
        ("register.event_date(birth) == today", "expression.type"),
    ],
)
def test_rounding_is_stated_where_it_is_meant_and_nowhere_else(text: str, key: str) -> None:
    assert key in [fault for fault, _ in faults(text)]


def test_what_a_register_knows_of_a_reason_is_a_day() -> None:
    knows = replace(WORLD, events={"lost": date(2026, 11, 1)})
    read = Expression.read("register.event_date(reason) < today", VOCABULARY)
    assert read.evaluate(Answers(knows, reason="lost")) is True
    assert read.evaluate(Answers(knows, reason="torn")) is UNKNOWN


def test_a_day_known_in_part_compares_where_all_its_days_agree() -> None:
    april = PartialDay(date(1949, 4, 1), date(1949, 4, 30))
    assert evaluate("birth < today", YES_NO, birth=april) is True
    assert evaluate("birth < moved", YES_NO, birth=april, moved=date(1949, 4, 15)) is UNKNOWN
    assert evaluate("attains(birth, 18) < today", YES_NO, birth=april) is UNKNOWN
    assert evaluate("birth + days(90) < today", YES_NO, birth=april) is UNKNOWN
    assert evaluate("birth - years(1) < today", YES_NO, birth=april) is UNKNOWN


def test_days_and_months_are_compared_and_the_earlier_or_later_taken() -> None:
    saturday = date(2026, 11, 21)
    assert evaluate("open_day_until(birth) == today", YES_NO, birth=saturday) is True
    assert evaluate("month_of(birth) == month", YES_NO, birth=saturday, month=(2026, 11)) is True
    assert (
        evaluate("first_of(birth, today) == today and last_of(birth, today) == birth", YES_NO, birth=saturday) is True
    )


def test_a_day_that_a_city_sets_is_a_day_to_rules() -> None:
    known = Vocabulary({"today": DATE, "city.opens": DATE}, frozenset(), {"city.opens": "2026-11-01"})
    opened = Expression.read("city.opens <= today", known)
    assert opened.evaluate(Answers(WORLD)) is True
    assert opened.evaluate(Answers(replace(WORLD, city={"opens": "2026-12-01"}))) is False
    assert opened.evaluate(Answers(replace(WORLD, city={"opens": "soon"}))) is UNKNOWN


def test_a_child_of_the_household_is_known_by_birthday_and_nobody_else_is_denied() -> None:
    members = ({"birth": "2019-05-05", "relation": "child"}, {"birth": "1991-02-03"})
    environment = Environment(TODAY, ClosedDays(frozenset()), household=members)
    read = Expression.read("register.child_born(birth)", VOCABULARY)
    days = (date(2019, 5, 5), date(1991, 2, 3), date(2019, 5, 6))
    assert [read.evaluate(Answers(environment, birth=day)) for day in days] == [True, UNKNOWN, UNKNOWN]
