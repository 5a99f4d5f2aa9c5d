"""Three-valued evaluation of expressions."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment
from forms.rules.expression import UNKNOWN
from forms.rules.faults import Faulty
from forms.rules.parse import MAX_LENGTH
from forms.rules.types import DATE, NUMBER, Type
from tests.forms.rules.world import FIELDS, TODAY, Answers, evaluate, read

THREE = (True, False, UNKNOWN)
_RANK = {False: 0, UNKNOWN: 1, True: 2}


@pytest.mark.parametrize(("a", "b"), list(product(THREE, THREE)))
def test_and_is_the_lesser_or_the_greater(a: object, b: object) -> None:
    assert evaluate("a and b", a=a, b=b) is min(a, b, key=lambda value: _RANK[value])
    assert evaluate("a or b", a=a, b=b) is max(a, b, key=lambda value: _RANK[value])


@given(*[st.sampled_from(THREE)] * 3)
def test_the_laws_of_kleene_hold(a: object, b: object, c: object) -> None:
    for first, other in (
        ("not (a and b)", "not a or not b"),
        ("not (a or b)", "not a and not b"),
        ("a and (b or c)", "a and b or a and c"),
        ("a or (b and c)", "(a or b) and (a or c)"),
        ("not not a", "a"),
        ("a and b and c", "c and (b and a)"),
        ("a or a and b", "a"),
    ):
        assert evaluate(first, a=a, b=b, c=c) is evaluate(other, a=a, b=b, c=c)


@given(*[st.sampled_from(THREE)] * 3)
def test_what_is_decided_stays_decided_when_more_is_known(a: object, b: object, c: object) -> None:
    for text in ("a and b or not c", "not (a or b) and c"):
        before = evaluate(text, a=a, b=b, c=c)
        if before is not UNKNOWN:
            known = [(value,) if value is not UNKNOWN else (True, False) for value in (a, b, c)]
            for x, y, z in product(*known):
                assert evaluate(text, a=x, b=y, c=z) is before


@pytest.mark.parametrize(
    "text", ["reason == lost", "birth > today", "count + 1 > 2", "note in ['x']", "insured in cards", "-count < 0",
             "attains(birth, 3) > today", "birth + days(count) > today", "principal.birth < today", "month == month"]
)  # fmt: skip
def test_a_comparison_with_what_is_not_answered_is_unknown(text: str) -> None:
    assert evaluate(text) is UNKNOWN


def test_only_answered_looks_at_the_state() -> None:
    assert evaluate("name.answered") is False
    assert evaluate("name.answered", name={"full": "見本"}) is True


def test_the_third_value_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError):
        bool(UNKNOWN)


@pytest.mark.parametrize(
    ("text", "values", "result"),
    [
        ("reason == lost", {"reason": "lost", "lost": False}, True),
        ("lost == reason", {"reason": "torn"}, False),
        ("reason != lost", {"reason": "torn"}, True),
        ("reason == other_reason", {"reason": "torn", "other_reason": "torn"}, True),
        ("level == '21'", {"level": "21"}, True),
        ("level in ['21', '22']", {"level": "22"}, True),
        ("reason not in [torn]", {"reason": "lost"}, True),
        ("reason in []", {"reason": "lost"}, False),
        ("insured in cards", {"cards": ("copay", "insured")}, True),
        ("insured not in cards", {"cards": ["copay"]}, True),
        ("count in [1, 2]", {"count": 2}, True),
        ("price in [500]", {"price": 500}, True),
        ("price >= 500", {"price": 500}, True),
        ("500 > price", {"price": 500}, False),
        ("count > -1", {"count": 0}, True),
        ("count == 1 and a", {"count": Decimal(1), "a": True}, True),
        ("month < month", {"month": (2026, 11)}, False),
        ("month >= '2026-11'", {"month": (2026, 11)}, True),
        ("'2026-12' <= month", {"month": (2026, 11)}, False),
        ("opens < '17:00'", {"opens": "09:05"}, True),
        ("opens < '09:00'", {"opens": "09:05"}, False),
        ("birth < '2008-04-02'", {"birth": date(2008, 4, 1)}, True),
        ("birth < '2008-04-02'", {"birth": date(2008, 4, 2)}, False),
        ("only_if(a, 300) == 300", {"a": True}, True),
        ("choose(a, birth, moved) == birth", {"a": True, "birth": date(2026, 4, 1)}, True),
        ("choose(a, birth, moved) == moved", {"a": False, "moved": date(2026, 4, 1)}, True),
        ("choose(a, birth, moved) == moved", {"a": True, "moved": date(2026, 4, 1)}, UNKNOWN),
        ("choose(a, 1, 2) == 1", {}, UNKNOWN),
        ("choose(count > 3, a, b)", {"count": 2, "b": True}, True),
        ("min(count, 3) == 2", {"count": 2}, True),
        ("max(count, 3, 1) == 3", {"count": 2}, True),
        ("max(count, 3) == 3", {}, UNKNOWN),
        ("abs(count - 3) == 1", {"count": 2}, True),
        ("note == '見本'", {"note": "見本"}, True),
        ("today == birth", {"birth": TODAY}, True),
        ("door == online", {}, True),
        ("city.days == 7", {}, True),
        ("city.way == card", {}, UNKNOWN),
        ("open_day_from(birth) > birth", {"birth": date(2026, 11, 21)}, True),
        ("school_year_end(attains(birth, 18)) >= today", {"birth": date(2008, 4, 1)}, False),
        ("school_year_end(attains(birth, 18)) >= today", {"birth": date(2008, 4, 2)}, True),
        ("fiscal_year(birth) == 2025", {"birth": date(2026, 3, 31)}, True),
    ],
)
def test_rules_decide(text: str, values: dict[str, Any], result: object) -> None:
    assert evaluate(text, **values) is result


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today + days(15)", date(2026, 12, 5)),
        ("today - days(20)", date(2026, 10, 31)),
        ("birth + months(1)", date(2024, 2, 29)),
        ("birth + years(1) - days(1)", date(2025, 1, 30)),
        ("birth + (months(1) + days(1))", date(2024, 3, 1)),
        ("birth + (months(2) - months(1))", date(2024, 2, 29)),
        ("open_day_from(today + days(1))", date(2026, 11, 24)),
        ("open_days_after(today, 3)", date(2026, 11, 26)),
        ("open_days_after(today, 0)", date(2026, 11, 20)),
        ("attains(birth, 18)", date(2042, 1, 30)),
    ],
)
def test_days_are_counted_by_the_calendar(text: str, day: date) -> None:
    assert evaluate(text, DATE, birth=date(2024, 1, 31)) == day


@pytest.mark.parametrize(
    "text", ["today + years(9000)", "today - days(999999999)", "today + days(99999999999999)", "attains(today, 99999)",
             "school_year_end(birth)", "open_day_from(birth)", "open_days_after(today, 367)"]
)  # fmt: skip
def test_a_day_that_no_calendar_has_is_unknown(text: str) -> None:
    assert evaluate(text, DATE, birth=date.max) is UNKNOWN


@pytest.mark.parametrize("text", ["open_day_from(birth)", "open_day_until(birth)", "open_days_after(birth, 1)"])
def test_an_open_day_past_the_announced_holidays_is_unknown(text: str) -> None:
    horizon = ClosedDays().horizon
    assert evaluate(text, DATE, birth=horizon - timedelta(days=10)) is not UNKNOWN
    assert evaluate(text, DATE, birth=horizon + timedelta(days=10)) is UNKNOWN


def test_the_next_open_day_past_the_announced_holidays_is_unknown_too() -> None:
    assert evaluate("open_day_from(birth)", DATE, birth=ClosedDays().horizon) is UNKNOWN


def test_the_city_and_the_person_signed_in_are_heard() -> None:
    calendar = ClosedDays(frozenset())
    world = Environment(TODAY, calendar, door="post", city={"days": 3, "way": "card"}, principal={"birth": TODAY})
    for text in ("city.days == 3", "city.way == card", "principal.birth == today", "door == post"):
        assert read(text).evaluate(Answers(world)) is True


def test_a_value_of_the_environment_that_is_of_another_kind_is_unknown() -> None:
    calendar = ClosedDays(frozenset())
    world = Environment(TODAY, calendar, city={"days": "many"}, principal={"birth": "1949"})
    for text in ("city.days < 3", "principal.birth < today"):
        assert read(text).evaluate(Answers(world)) is UNKNOWN


def test_a_day_of_the_environment_may_be_written_as_it_is_stored() -> None:
    world = Environment(TODAY, ClosedDays(frozenset()), principal={"birth": "1949-04-03"})
    assert read("principal.birth < today").evaluate(Answers(world)) is True


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ({"family": "ミホン", "given": "ハナコ"}, True),
        ({"full": "ミホンハナコ"}, True),
        ({"family": "ミホン", "given": "タロウ"}, False),
        ({"postal": "0000001"}, UNKNOWN),
    ],
)
def test_a_name_is_compared_as_it_is_spelled(name: dict[str, str], same: object) -> None:
    assert evaluate("same_holder(name, note)", name=name, note="ﾐﾎﾝ ﾊﾅｺ") is same


def test_nothing_else_is_looked_at_once_it_is_decided() -> None:
    scope = Answers(a=False)
    assert read("a and b and c").evaluate(scope) is False
    assert scope.asked == 1


# --- any expression
# --------------------------------------------------------------------------------------------------

_SORTS: dict[Type, list[str]] = {}
for _name, _type in FIELDS.items():
    _SORTS.setdefault(_type, []).append(_name)
_NUMBERS = st.integers(0, 10**12).map(str) | st.sampled_from(["count", "city.days", "fiscal_year(today)"])
_DURATIONS = st.builds("{}({})".format, st.sampled_from(["days", "months", "years"]), _NUMBERS)
_DAYS = st.recursive(
    st.sampled_from(["birth", "moved", "today", "principal.birth"]),
    lambda day: (
        st.builds("({} {} {})".format, day, st.sampled_from("+-"), _DURATIONS)
        | st.builds("{}({})".format, st.sampled_from(["school_year_end", "open_day_from"]), day)
        | st.builds("attains({}, {})".format, day, _NUMBERS)
    ),
    max_leaves=3,
)
_SIGNS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
_FACTS = (
    st.sampled_from(["a", "b", "name.answered", "reason == lost", "insured in cards", "level in ['21']", "note == 'x'"])
    | st.builds("{} {} {}".format, _DAYS, _SIGNS, _DAYS)
    | st.builds("{} {} {}".format, _NUMBERS, _SIGNS, _NUMBERS)
)
_RULES = st.recursive(
    _FACTS,
    lambda rule: (
        st.builds("({} {} {})".format, rule, st.sampled_from(["and", "or"]), rule)
        | st.builds("not {}".format, rule.filter(lambda text: text.startswith("(")))
    ),
    max_leaves=6,
)
_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "a": st.booleans(),
        "b": st.booleans(),
        "reason": st.sampled_from(["lost", "torn"]),
        "cards": st.lists(st.sampled_from(["insured", "copay"])),
        "level": st.just("22"),
        "birth": st.dates(),
        "moved": st.dates(date(1900, 1, 1), date(2199, 12, 31)),
        "count": st.integers(-(10**12), 10**12),
        "note": st.text(),
        "name": st.just({}),
    },
)


@given(_RULES, _ANSWERS)
def test_evaluation_never_raises_and_its_cost_is_bounded(text: str, values: dict[str, Any]) -> None:
    try:
        expression = read(text)
    except Faulty as faulty:
        assert {fault.key for fault in faulty.faults} <= {"expression.long", "expression.deep"}  # noqa: PT017
        return
    scope = Answers(**values)
    assert expression.evaluate(scope) in (True, False, UNKNOWN)
    assert scope.asked <= MAX_LENGTH / 2


@given(st.text(alphabet="ab<>=+-() 1.\"'[],notandorincardsreason", max_size=60))
def test_whatever_is_accepted_can_be_evaluated(text: str) -> None:
    for want in (Type("yes_no"), NUMBER, DATE):
        try:
            expression = read(text, want)
        except Faulty:
            continue
        expression.evaluate(Answers())
