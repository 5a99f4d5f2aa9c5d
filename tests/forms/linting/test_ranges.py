"""Conditions that bounds of numbers and days decide."""

import random
import re
from itertools import product

import pytest

from forms.linting import lint
from forms.linting.ranges import Ranges
from tests.examples import examples
from tests.forms.loading.small import small

HEAD = """\
  - step: 先
    id: second
    ask:
"""
LAST = """\
  - step: 後
    id: third
    ask:
      - {id: shown, type: text, label: 見る, when: %s}
"""
FIELDS = {
    "count": "{id: count, type: integer, label: 数, min: 1, max: 200}",
    "other": "{id: other, type: integer, label: 別の数, min: 1, max: 300}",
    "third_count": "{id: third_count, type: integer, label: 三つ目, max: 9}",
    "fourth": "{id: fourth, type: integer, label: 四つ目, max: 9}",
    "weight": "{id: weight, type: decimal, label: 重さ, min: '0.5', max: '9.5', places: 1}",
    "pay": "{id: pay, type: money, label: 額, min: -5}",
    "born": "{id: born, type: date, label: 生まれた日}",
    "day": "{id: day, type: date, label: 使う日}",
    "until": "{id: until, type: date, label: 終わる日}",
    "partly": "{id: partly, type: date, label: わかる日, unknown: day}",
    "word": "{id: word, type: text, label: ことば}",
    "true_one": "{id: true_one, type: yes_no, label: はい}",
    "sum": "{id: sum, type: computed, of: number, label: 和, compute: count + 1}",
    "twice": "{id: twice, type: computed, of: number, label: 倍, hidden: true, compute: sum + sum}",
    "big": "{id: big, type: computed, of: yes_no, label: 多い, hidden: true, compute: sum > 100}",
    "ends": "{id: ends, type: computed, of: date, label: 終わる日, compute: day + months(3)}",
}
SETTINGS = """\
settings:
  rate: {type: integer, default: 5, certainty: std}
  price: {type: money, default: 500, certainty: std}
  limit: {type: date, default: 2026-11-20, certainty: std}
  busy: {type: yes_no, default: false, certainty: std}
  table: {type: table, of: integer, default: {1: 3}, certainty: std}
"""


def faults_of(when: str, **must: str) -> str:
    """The complaints about a question with this condition, after questions with these rules."""
    asked = "".join(
        f"      - {line[:-1]}, must: [{{that: '{must[name]}', say: だめです。}}]}}\n"
        if name in must
        else f"      - {line}\n"
        for name, line in FIELDS.items()
    )
    written = "'" + when.replace("'", "''") + "'"
    complaints = lint(small(HEAD + asked + LAST % written + SETTINGS))
    keys = [complaint.key for complaint in complaints if complaint.key in ("lint.unreachable", "lint.always")]
    return ", ".join(key.removeprefix("lint.") for key in keys)


@pytest.mark.parametrize(
    ("when", "what"),
    [
        ("count > 200", "unreachable"), ("count > 199", ""), ("count >= 1", "always"), ("count >= 2", ""), ("not count < 1", "always"),
        ("count > 5 and count < 6", "unreachable"), ("count > 5 and count < 7", ""), ("count > 5 or count < 9", "always"),
        ("count in [0, 201]", "unreachable"), ("count in [0, 7]", ""), ("count == -3", "unreachable"), ("pay > 999999999999", "unreachable"), ("pay < 0", ""),
        ("weight > 9", ""), ("weight > 9 and weight < 10 and weight != 9", ""), ("weight > 10", "unreachable"), ("weight > 0", "always"),
        ("count > 5 and other < 3 and count < other", "unreachable"), ("count > 300 or other > 300", "unreachable"), ("count <= other or other <= count", "always"),
        ("count < other and other < third_count and third_count < 4", ""),
        ('day < "2026-04-01" and day > "2027-03-31"', "unreachable"), ('day < "2026-04-01" or day >= "2026-04-01"', "always"), ('day < "2026-04-01"', ""),
        ("day < until and until < day", "unreachable"), ("day < until", ""), ('day > "9999-12-30" and until < day', ""), ("not count.answered", "unreachable"), ("day == until and day != until", "unreachable"),
        ("born > today and born < today", "unreachable"), ("born > today or born <= today", "always"), ("born <= today", ""),
        ("attains(born, 18) > today and attains(born, 20) <= today", "unreachable"), ("attains(born, 18) <= today and attains(born, 20) > today", ""),
        ("age_on(born, today) >= 20 and attains(born, 18) > today", "unreachable"), ("age_on(born, today) == 18 and attains(born, 18) > today", "unreachable"),
        ("age_on(born, today) == 18 and attains(born, 19) > today", ""), ("day > today + days(3) and day < today - months(2)", "unreachable"),
        ("day > today + years(1) and day < today + months(13)", ""), ('partly < "2026-04-01" or partly >= "2026-04-01"', ""),
    ],
)  # fmt: skip
def test_bounds_decide(when: str, what: str) -> None:
    assert faults_of(when) == what


@pytest.mark.parametrize(
    ("when", "what"),
    [
        ("count + 3 > 203 and count < 0 + 1", "unreachable"), ("count + other > 500", "unreachable"), ("count + other > 499", ""), ("count + other > 1", "always"),
        ("count + count > 400", "unreachable"), ("count - other > 199", "unreachable"), ("count - other > 198", ""), ("-3 - count > -4", "unreachable"), ("3 - count < 3", "always"),
        ("count > 50 and count + 1 < 51", "unreachable"), ("count > 50 and count + 1 < 53", ""), ("count > 100 or count + 1 > 3", ""), ("count > 2 or count + 1 < 4", "always"),
        ("min(count, other) > 200", "unreachable"), ("min(count, 3) > 3", "unreachable"), ("max(count, other, 5) < 5", "unreachable"), ("max(count, 5) >= 5", "always"),
        ("max(count, 5) > 5", ""), ("abs(pay - 10) < 0", "unreachable"), ("abs(0 - count) > 200", "unreachable"), ("abs(pay) >= 0", "always"), ("abs(0 - count - 4) >= 5", "always"),
        ("abs(count + 1) > 201", "unreachable"), ("weight + weight > 19", "unreachable"), ("weight + count > 209", ""), ("weight + 1 >= 2", ""), ("abs(weight - 5) > 4", ""),
        ("times(pay, 2) < -10", "unreachable"), ("times(pay, 2) < -9", ""), ("times(pay, weight) < -100", ""), ("share(pay, 1, 3, round=down) < -2", "unreachable"),
        ("share(pay, 1, 3, round=down) < -1", ""), ("share(pay, 1, third_count, round=up) < -10", ""), ("share(pay, count, 200, round=half) < -5", "unreachable"),
        ("share(pay, weight, 1, round=down) < -50", "unreachable"), ("share(pay, city.rate, 10, round=down) < -50", ""), ("times(pay, city.rate) < -50", ""), ("times(city.price, 2) > pay", ""),
        ("choose(count > 3, 1, 2) > 2", "unreachable"), ("choose(count > 3, 1, 2) > 0", "always"), ("choose(count > other, count, other) < 1", "unreachable"), ("choose(count + 1 > 3, count, other) > 300", "unreachable"),
        ("only_if(count + 1 > 9, pay) < -5", "unreachable"), ("only_if(count + 1 > 201, pay) != 0", "unreachable"), ("only_if(count + 1 > 1, pay) < -4", ""),
        ("sum > 201", "unreachable"), ("sum > 200", ""), ("sum > 1", "always"), ("sum == 1 or sum in [0, 202]", "unreachable"), ("sum in [2, 9]", ""), ("sum != 0", "always"), ("sum > 50 and count < 50", "unreachable"),
        ("sum.answered", "always"), ("sum > other", ""), ("twice > 402", "unreachable"), ("twice > 401", ""), ("big and count < 100", "unreachable"), ("big and count < 102", ""), ("not big and sum > 201", "unreachable"),
        ("city.rate > 3 or city.rate <= 3", ""), ("city.limit > born", ""), ("city.busy == true_one", ""), ("count == 5 or count == 6 or count + 1 > 202", ""), ("max(count, city.rate) < 1", "unreachable"), ("city.busy or count + 1 > 1", "always"), ("city.busy and count + 1 > 1", ""),
        ("choose(city.busy, count + 1, count + 2) > 202", "unreachable"), ("not choose(count + 1 > 9, true_one, big)", ""),
        ('attains(born, 18) > "2026-04-01"', ""), ('born >= "2010-04-02" and attains(born, 18) < "2028-04-01"', "unreachable"), ('born >= "2010-04-02" and attains(born, 18) < "2028-04-02"', ""),
        ('day >= "2026-04-01" and day + days(30) < "2026-05-01"', "unreachable"), ('day >= "2026-04-01" and day - months(2) < "2026-02-01"', "unreachable"), ('day >= "2026-04-01" and day + days(count) <= "2026-04-01"', "unreachable"),
        ('day >= "2026-04-01" and day + choose(count + 1 > 9, days(3), months(1)) < "2026-04-04"', ""), ('day >= "2026-04-01" and day + choose(count + 1 > 9, days(3), months(1)) < "2026-03-31"', "unreachable"),
        ('day >= "2026-04-01" and ends < "2026-07-01"', "unreachable"), ('day >= "2026-04-01" and ends < "2026-07-02"', ""), ('first_of(day, until) > day', ""), ('day >= "2026-04-01" and last_of(day, until) < "2026-04-01"', "unreachable"),
        ('day >= "2026-04-01" and fiscal_year(day) < 2026', "unreachable"), ('day < "2026-04-01" and month_end(day) > "2026-03-31"', "unreachable"), ('day < "2026-04-01" and school_year_end(day) > "2026-03-31"', "unreachable"),
        ('day >= "2026-04-01" and months_on(day, 1) < "2026-05-01"', "unreachable"), ('born < "1950-01-01" and day > "2020-01-01" and age_on(born, day) < 70', "unreachable"), ("age_on(born, day) > 200", ""),
        ('born >= "2010-04-02" and born + years(18) < "2028-04-02"', "unreachable"), ("born + days(3) > today", ""), ('partly >= "2026-04-01" and partly + days(1) < "2026-04-02"', ""),
        ("count < other and other < third_count and third_count < fourth and fourth < 1", "unreachable"), ('attains(day, count) > today', ""), ('day > "9999-01-01" and day + years(1) > "9999-12-30"', ""),
    ],
)  # fmt: skip
def test_spans_decide_what_rules_compute(when: str, what: str) -> None:
    assert faults_of(when) == what


@pytest.mark.parametrize(
    "when",
    [
        "born > today and fiscal_year(today) == 2026", 'born > today or today > "2026-01-01"', "day > today + days(count)", "attains(born, 300) > today",
        "count < other and other < third_count and third_count < 3", 'day > today and day < "2020-01-01"', 'born < "2026-01-01" and born > today', "until - days(3) > day and day < until",
        "day > until + months(1)", "same_holder(word, word)", "register.child_born(born) and born > today", "open_day_from(day) < day", "word == word or count + 1 > 300", "month_of(day) != month_of(day)",
        "lookup(city.table, count) > 0", "only_if(word == word, pay) < -9",
    ],
)  # fmt: skip
def test_what_spans_leave_open_is_not_complained_about(when: str) -> None:
    assert faults_of(when) == ""


def test_rules_of_earlier_pages_hold() -> None:
    assert faults_of("count < 18", count="count >= 18") == "unreachable"
    assert faults_of("count < 19", count="count >= 18") == ""
    assert faults_of("until < day", until="until >= day") == "unreachable"
    assert faults_of("attains(born, 18) > today", born="attains(born, 20) <= today") == "unreachable"
    assert faults_of('day > "2027-03-31" or count < 1', day='day <= "2027-03-31"') == "unreachable"


def test_rules_that_bounds_decide_are_idle_or_break_each_other() -> None:
    more = HEAD + "      - {id: count, type: integer, label: 数, min: 5, max: 9, must: [{that: %s, say: だめです。}]}\n"
    keys = {
        that: {complaint.key for complaint in lint(small(more % that))}
        for that in ("count >= 1", "count > 9", "count > 6")
    }
    assert "lint.idle" in keys["count >= 1"]
    assert "lint.contradiction" in keys["count > 9"]
    assert not keys["count > 6"] & {"lint.idle", "lint.contradiction"}


def test_two_rules_that_both_have_to_hold_are_read_each() -> None:
    procedure = small(HEAD + f"      - {FIELDS['count']}\n" + LAST % "count > 5")
    rule = procedure.fields[-1].when
    assert rule is not None
    ranges = Ranges(procedure.by_name)
    ranges.add([rule.both(rule)])
    assert ranges.points("count") == (1, 2, 4, 5, 6, 199, 200)
    assert ranges.points("reason") == ()


def test_rows_are_not_tried() -> None:
    rows = """\
  - step: 人
    id: people_step
    repeat: people
    label: 人
    max: 3
    ask:
      - {id: age, type: integer, label: 歳, max: 130}
      - {id: minor, type: text, label: 子, when: age > 130}
"""
    keys = [complaint.key for complaint in lint(small(rows + LAST % "people.any(age > 130) or people.count() > 3"))]
    assert keys.count("lint.unreachable") == 1


def test_what_is_found_is_true_of_every_value() -> None:
    """Against all answers, for rules made up at random."""
    random_ = random.Random(7)
    for _ in range(120):
        atoms = [
            f"{random_.choice('xy')} {random_.choice(['<', '<=', '==', '!=', '>', '>='])} {random_.choice(['x', 'y', '0', '2', '3', '6'])}"
            for _ in range(4)
        ]
        must, when = f"{atoms[0]} or {atoms[1]}", f" {random_.choice(['and', 'or'])} ".join(atoms[1:])
        asked = (
            "      - {id: x, type: integer, label: 一, max: 6}\n      - {id: y, type: integer, label: 二, min: 2, max: 5}\n"
            f"      - {{id: z, type: text, label: 三, must: [{{that: '{must}', say: だめです。}}]}}\n"
        )
        values = [(x, y) for x, y in product(range(7), range(2, 6)) if eval(must, {"x": x, "y": y})]
        holds = {bool(eval(when, {"x": x, "y": y})) for x, y in values}
        keys = {
            complaint.key.removeprefix("lint.")
            for complaint in lint(small(HEAD + asked + LAST % f"'{when}'"))
            if complaint.key in ("lint.unreachable", "lint.always") and "shown" not in complaint.text
        }
        wanted = {"always"} if holds == {True} else {"unreachable"} if True not in holds else set()
        assert keys == wanted, (must, when)


def test_what_is_found_in_what_rules_compute_is_true_of_every_value() -> None:
    """Nothing is complained about that some answer makes right, for rules made up at random."""
    random_ = random.Random(11)
    complaints = 0
    for _ in range(examples(150)):

        def term(random_: random.Random = random_) -> str:
            left, right = random_.choice(["x", "y", "s", "3"]), random_.choice(["x", "y", "s", "1", "4"])
            forms = [
                "{} + {}",
                "{} - {}",
                "min({}, {})",
                "max({}, {}, 2)",
                "abs({} - {})",
                "choose(x > 2, {}, {})",
                "{}",
            ]
            return random_.choice(forms).format(left, right)

        atoms = [f"{term()} {random_.choice(['<', '<=', '==', '!=', '>', '>='])} {term()}" for _ in range(3)]
        when, total = f" {random_.choice(['and', 'or'])} ".join(atoms), re.sub(r"\bs\b", "y", term())
        asked = (
            "      - {id: x, type: integer, label: 一, max: 6}\n      - {id: y, type: integer, label: 二, min: 2, max: 5}\n"
            f"      - {{id: s, type: computed, of: number, label: 和, compute: '{total}'}}\n"
        )
        functions = {"choose": lambda holds, then, otherwise: then if holds else otherwise}
        holds = set()
        for x, y in product(range(7), range(2, 6)):
            names = {**functions, "x": x, "y": y}
            holds.add(bool(eval(when, {**names, "s": eval(total, names)})))
        keys = {
            complaint.key.removeprefix("lint.")
            for complaint in lint(small(HEAD + asked + LAST % f"'{when}'"))
            if complaint.key in ("lint.unreachable", "lint.always")
        }
        assert keys <= ({"always"} if holds == {True} else {"unreachable"} if True not in holds else set()), (
            total,
            when,
        )
        complaints += len(keys)
    assert complaints >= 20
