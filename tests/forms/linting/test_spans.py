"""What a rule gives over spans holds of every value in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.linting.spans import EITHER, NEVER, Span, over_spans
from forms.numbers.calendar import ClosedDays
from forms.numbers.partial_day import month_of
from forms.path.environment import Environment
from forms.rules.expression import UNKNOWN, Expression, Vocabulary
from forms.rules.types import DATE, MONEY, NUMBER, YES_NO, Type
from tests.examples import examples

NAMES = {"a": NUMBER, "b": NUMBER, "w": NUMBER, "m": MONEY, "n": MONEY, "d": DATE, "e": DATE, "yes": YES_NO}
VOCABULARY = Vocabulary({**NAMES, "today": DATE}, frozenset(NAMES))
SMALL = st.integers(-9, 30)
BOUNDS: Mapping[Type, st.SearchStrategy[Any]] = {
    NUMBER: SMALL, MONEY: st.integers(-900, 9_000), DATE: st.dates(date(1990, 1, 1), date(2032, 12, 31)),
}  # fmt: skip


@dataclass
class Values:
    values: Mapping[str, object]
    environment: Environment = field(default_factory=lambda: Environment(date(2026, 11, 20), ClosedDays()))

    def value(self, name: str, repeat: str = "") -> object:
        return self.values[name]

    def answered(self, name: str, repeat: str = "") -> object:
        return True

    def rows(self, repeat: str, inside: str) -> None:
        """None."""

    def enter(self, repeat: str, row: object) -> None:
        """None."""


def texts(depth: int) -> Mapping[Type, st.SearchStrategy[str]]:
    """Rules by what they give."""
    if depth == 0:
        constants = st.integers(0, 40).map(str)
        return {
            NUMBER: st.sampled_from(["a", "b", "w"]) | constants, MONEY: st.sampled_from(["m", "n"]),
            DATE: st.sampled_from(["d", "e", "today"]), YES_NO: st.just("yes"),
        }  # fmt: skip
    inner = texts(depth - 1)
    number, money, day, holds = inner[NUMBER], inner[MONEY], inner[DATE], inner[YES_NO]
    count = st.integers(-20, 40)

    def made(form: str, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
        return st.tuples(*parts).map(lambda given: form.format(*given))

    def of_both(of: st.SearchStrategy[str]) -> list[st.SearchStrategy[str]]:
        return [
            made("({} + {})", of, of), made("({} - {})", of, of), made("min({}, {})", of, of), made("max({}, {}, {})", of, of, of),
            made("abs({})", of), made("choose({}, {}, {})", holds, of, of),
        ]  # fmt: skip

    length = st.one_of(*(made(f"{unit}({{}})", number) for unit in ("days", "months", "years")))
    lengths = st.one_of(length, made("choose({}, {}, {})", holds, length, length), made("({} + {})", length, length))
    rounding = st.sampled_from(["down", "up", "half"])
    return {
        NUMBER: st.one_of(
            number, *of_both(number), made("fiscal_year({})", day), made("age_on({}, {})", day, day), made("(-{})", number)
        ),
        MONEY: st.one_of(
            money, *of_both(money), made("share({}, {}, {}, round={})", money, number, number, rounding),
            made("times({}, {})", money, number), made("only_if({}, {})", holds, money),
        ),
        DATE: st.one_of(
            day, made("({} + {})", day, lengths), made("({} - {})", day, length), made("first_of({}, {})", day, day), made("last_of({}, {})", day, day),
            made("attains({}, {})", day, count), made("months_on({}, {})", day, count), made("years_on({}, {})", day, count),
            made("month_end({})", day),
            made("school_year_end({})", day), made("choose({}, {}, {})", holds, day, day),
        ),
        YES_NO: st.one_of(
            holds, made("({} and {})", holds, holds), made("({} or {})", holds, holds), made("(not {})", holds), made("({} in [0, 3, 9])", number),
            *(
                made("({} {} {})", of, st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), of)
                for of in (number, money, day)
            ),
        ),
    }  # fmt: skip


TEXTS = texts(2)


def read(text: str, gives: Type) -> Expression:
    return Expression.read(text, VOCABULARY, gives)


@st.composite
def spans_and_values(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[dict[str, object], dict[str, object]]:
    spans: dict[str, object] = {"yes": draw(st.booleans())}
    values = dict(spans)
    for name, type_ in NAMES.items():
        if type_ == YES_NO:
            continue
        low, high = sorted(draw(st.tuples(BOUNDS[type_], BOUNDS[type_])))
        if name == "w":
            spans[name] = Span(Decimal(low), Decimal(high), whole=False)
            values[name] = Decimal(draw(st.integers(low * 10, high * 10))).scaleb(-1)
        else:
            spans[name] = Span(low, high)
            within = st.dates(low, high) if type_ == DATE else st.integers(low, high)
            values[name] = draw(within)
    return spans, values


def check(text: str, gives: Type, spans: Mapping[str, object], values: Mapping[str, object]) -> None:
    rule = read(text, gives)
    exact: Any = rule.evaluate(Values(values))
    wide: Any = over_spans(rule)(Values(spans))
    if isinstance(wide, Span):
        assert exact is not UNKNOWN or not wide.sure
        assert exact is UNKNOWN or wide.low <= exact <= wide.high
        assert exact is UNKNOWN or not wide.whole or isinstance(exact, date) or exact == int(exact)
    elif wide is EITHER:
        assert exact in (True, False)
    elif wide is NEVER:
        assert exact is not True
    elif wide is not UNKNOWN:
        assert exact == wide


@settings(max_examples=examples(300), deadline=None)
@given(data=st.data(), gives=st.sampled_from([NUMBER, MONEY, DATE, YES_NO]), both=spans_and_values())
def test_every_value_of_the_spans_gives_what_is_in_the_span_that_comes_out(
    data: st.DataObject, gives: Type, both: tuple[dict[str, object], dict[str, object]]
) -> None:
    check(data.draw(TEXTS[gives]), gives, *both)


@pytest.mark.parametrize(
    ("text", "gives", "low", "high"),
    [
        ("a + b", NUMBER, 3, 12), ("a - b", NUMBER, -7, 2), ("-a", NUMBER, -4, -1), ("min(a, b, 3)", NUMBER, 1, 3), ("max(a, b)", NUMBER, 2, 8),
        ("abs(a - b)", NUMBER, 0, 7), ("abs(a)", NUMBER, 1, 4), ("abs(0 - a)", NUMBER, 1, 4), ("times(m, a)", MONEY, -40, 400),
        ("share(m, 1, 3, round=down)", MONEY, -4, 33), ("share(m, a, b, round=up)", MONEY, -20, 200), ("only_if(a < 3, m)", MONEY, -10, 100),
        ("choose(a < 3, a, b)", NUMBER, 1, 8), ("fiscal_year(d)", NUMBER, 2025, 2026), ("age_on(d, e)", NUMBER, 0, 2),
        ("d + days(a)", DATE, date(2026, 1, 2), date(2026, 12, 24)), ("d - months(b)", DATE, date(2025, 5, 1), date(2026, 10, 20)), ("d + choose(a < 3, days(1), months(1))", DATE, date(2026, 1, 1), date(2027, 1, 21)),
        ("first_of(d, e)", DATE, date(2026, 1, 1), date(2026, 12, 20)), ("attains(d, 18)", DATE, date(2043, 12, 31), date(2044, 12, 19)),
    ],
)  # fmt: skip
def test_the_span_is_as_narrow_as_its_ends_make_it(text: str, gives: Type, low: object, high: object) -> None:
    spans = {
        "a": Span(1, 4), "b": Span(2, 8), "m": Span(-10, 100), "d": Span(date(2026, 1, 1), date(2026, 12, 20)),
        "e": Span(date(2026, 12, 20), date(2027, 12, 31)), "w": Span(Decimal("0.5"), Decimal(2), whole=False),
    }  # fmt: skip
    result = over_spans(read(text, gives))(Values(spans))
    assert result == Span(low, high)


def test_days_beyond_the_year_9999_may_be_no_value() -> None:
    spans = {"d": Span(date(9999, 1, 1), date.max), "a": Span(0, 3), "e": Span(date.min, date.max)}
    assert over_spans(read("d + months(a)", DATE))(Values(spans)) == Span(date(9999, 1, 1), date.max, sure=False)
    assert over_spans(read("d - years(9998) - years(a)", DATE))(Values(spans)) == Span(
        date.min, date(1, 12, 31), sure=False
    )
    for text, what in {
        'd + months(a) < "9999-01-01"': NEVER, 'd + months(a) >= "9999-01-01"': UNKNOWN, 'd + days(1) > "9999-06-01"': UNKNOWN,
        'not d + months(a) < "9999-01-01"': UNKNOWN, 'a > 1 and d + months(a) < "9999-01-01"': NEVER, 'a > 1 or d + months(a) < "9999-01-01"': UNKNOWN,
        'a > 9 or d + months(a) < "9999-01-01"': NEVER, "fiscal_year(d + days(1)) in [2026]": NEVER, "fiscal_year(d + days(1)) in [9998]": UNKNOWN, 'only_if(d + months(a) < "9999-01-01", m) > m': UNKNOWN,
        'choose(d + months(a) < "9999-01-01", a, b) > 0': UNKNOWN, "age_on(e, d) > 9998": UNKNOWN, "age_on(d, d) > 9998": UNKNOWN,
    }.items():  # fmt: skip
        assert over_spans(read(text, YES_NO))(Values({**spans, "m": 1, "b": 3})) is what, text
    born = {"e": Span(date.min, date(1990, 1, 1)), "d": Span(date(2020, 1, 1), date.max)}
    assert over_spans(read("age_on(e, d)", NUMBER))(Values(born)) == Span(30, 9998, sure=False)


def test_an_amount_that_is_cut_off_keeps_its_doubt() -> None:
    doubtful = Span(1, 9, sure=False)
    assert over_spans(read("only_if(yes, m)", MONEY))(Values({"yes": False, "m": doubtful})) == Span(0, 0, sure=False)
    assert over_spans(read("only_if(yes, m)", MONEY))(Values({"yes": True, "m": doubtful})) == doubtful
    for text in ("share(m, 1, 2, round=down)", "times(m, 2)", "min(m, n)", "choose(m > n, m, n)"):
        result = over_spans(read(text, MONEY))(Values({"m": doubtful, "n": Span(3, 5)}))
        assert result is UNKNOWN or (isinstance(result, Span) and not result.sure), text


def test_two_rules_that_both_have_to_hold_are_one() -> None:
    both = read("a > 3", YES_NO).both(read("b > 3", YES_NO))
    assert over_spans(both)(Values({"a": Span(5, 6), "b": Span(5, 6)})) is True
    assert over_spans(both)(Values({"a": Span(5, 6), "b": Span(1, 6)})) is EITHER


def test_two_conditions_are_compared() -> None:
    spans = {"yes": True, "a": Span(1, 9), "m": Span(1, 2), "n": Span(5, 6)}
    rules = {"yes == (a > 3)": EITHER, "yes == (a > 0)": True, "(m > n) == (a > 9)": True, "yes == (a > 9)": False}
    assert {text: over_spans(read(text, YES_NO))(Values(spans)) for text in rules} == rules


def test_a_day_known_in_part_leaves_it_open() -> None:
    days = {"d": Span(date(2026, 1, 1), date(2026, 1, 3)), "e": month_of(2026, 1)}
    assert over_spans(read("d > e", YES_NO))(Values(days)) is UNKNOWN
