"""Conditions that bounds of numbers and days decide."""

import random
from itertools import product

import pytest

from forms.linting import lint
from forms.linting.ranges import Ranges
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
    "sum": "{id: sum, type: computed, of: number, label: 和, compute: count + 1}",
}


def found(when: str, **must: str) -> str:
    """The complaints about a question with this condition, after questions with these rules."""
    asked = "".join(
        f"      - {line[:-1]}, must: [{{that: '{must[name]}', say: だめです。}}]}}\n"
        if name in must
        else f"      - {line}\n"
        for name, line in FIELDS.items()
    )
    written = "'" + when.replace("'", "''") + "'"
    complaints = lint(small(HEAD + asked + LAST % written))
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
    assert found(when) == what


@pytest.mark.parametrize(
    "when",
    [
        # What is more than a comparison with a bound decides nothing.
        "count + 3 > 203 and count < 0 + 1", "count > 100 or count + 1 > 3", "min(count, 3) > 3 or count > 0 + 9", "born > today and fiscal_year(today) == 2026",
        'born > today or today > "2026-01-01"', "day > today + days(count)", 'attains(born, 18) > "2026-04-01"', "attains(born, 300) > today",
        "sum > 9", "count < other and other < third_count and third_count < 3", "count < other and other < third_count and third_count < fourth and fourth < 1", 'day > today and day < "2020-01-01"',
        "born + days(3) > today", 'born < "2026-01-01" and born > today', "until - days(3) > day and day < until", "day > until + months(1)",
        "same_holder(word, word)", "register.child_born(born) and born > today", "choose(count > 3, 1, 2) > 5", "attains(day, count) > today", "age_on(born, day) > 200",
    ],
)  # fmt: skip
def test_what_does_more_than_compare_stays_unknown(when: str) -> None:
    assert found(when) == ""


def test_rules_of_earlier_pages_hold() -> None:
    assert found("count < 18", count="count >= 18") == "unreachable"
    assert found("count < 19", count="count >= 18") == ""
    assert found("until < day", until="until >= day") == "unreachable"
    assert found("attains(born, 18) > today", born="attains(born, 20) <= today") == "unreachable"
    assert found('day > "2027-03-31" or count < 1', day='day <= "2027-03-31"') == "unreachable"


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
