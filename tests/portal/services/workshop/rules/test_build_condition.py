"""Rules as questions, comparisons and values; what is more than that stays as it is written."""

import pytest

from forms.loading.tree import read_tree
from portal.services.workshop.definition_text import Path
from portal.services.workshop.rules.build_condition import (
    MOST,
    Clause,
    Comparable,
    Comparables,
    Condition,
    read_condition,
    words_of,
    write_condition,
    wrong_values,
)  # fmt: skip

TREE = read_tree(
    """\
steps:
  - {step: 部品, id: block, use: person, as: person}
  - step: はじめ
    id: start
    as: me
    ask:
      - {id: child, type: yes_no, label: お子さんはいますか}
      - {id: scan, type: file, label: 写し}
  - step: つぎ
    id: next
    ask:
      - {id: why, type: choice, label: 理由, options: {lost: なくした, torn: {label: 破れた}, other: その他}}
      - {id: cards, type: multiple_choice, label: カード, options: {a: A, b: B}}
      - {id: school, type: choice, label: 学校, options: {codes: schools}}
      - {id: age, type: integer, label: 歳}
      - {id: born, type: date, label: 生年月日}
      - {id: sum, type: computed, of: money, compute: age, label: 合計}
      - {id: sex, type: sex, label: 性別}
      - repeat: rows
        label: 行
        ask:
          - {id: inside, type: yes_no, label: 中}
          - {id: second, type: text, label: 二つめ}
      - {id: last, type: text, label: 最後}
""",
    "x.yaml",
)
ROWS, SECOND, LAST = ("steps", 2, "ask", 7), ("steps", 2, "ask", 7, "ask", 1), ("steps", 2, "ask", 8)


def known(path: Path = LAST) -> dict[str, Comparable]:
    return Comparables(TREE).before(path)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("me.child", "「お子さんはいますか」が「はい」のとき、聞く"),
        ("not me.child", "「お子さんはいますか」が「いいえ」のとき、聞く"),
        ("why == lost", "「理由」が「なくした」のとき、聞く"),
        ("why != lost", "「理由」が「なくした」でないとき、聞く"),
        ("why in [lost, torn]", "「理由」が「なくした」か「破れた」のとき、聞く"),
        ("why not in [lost, torn]", "「理由」が「なくした」か「破れた」でないとき、聞く"),
        ("a in cards", "「カード」で「A」を選んだとき、聞く"),
        ("[a, b] not in cards", "「カード」で「A」か「B」を選んでいないとき、聞く"),
        ("age >= 18", "「歳」が18以上のとき、聞く"),
        ("age == 0", "「歳」が0と同じとき、聞く"),
        ("sum > 5", "「合計」が5より大きいとき、聞く"),
        ('born < "2008-04-02"', "「生年月日」が2008-04-02より前のとき、聞く"),
        ("attains(born, 18) <= today", "「生年月日」が18歳以上の人のとき、聞く"),
        ("attains(born, 18) > today", "「生年月日」が18歳未満の人のとき、聞く"),
        ("sex == male", "「性別」が「男」のとき、聞く"),
        ("school.answered", "「学校」に答えがあるとき、聞く"),
        ("not me.child.answered", "「お子さんはいますか」に答えがないとき、聞く"),
        ("me.child and age < 3", "「お子さんはいますか」が「はい」のとき、かつ「歳」が3より小さいとき、聞く"),
        ("me.child or age < 3", "「お子さんはいますか」が「はい」のとき、または「歳」が3より小さいとき、聞く"),
    ],
)
def test_a_rule_is_a_sentence_and_is_written_again_as_it_was(rule: str, words: str) -> None:
    condition = read_condition(rule, known())
    assert condition is not None
    assert words_of(condition, known(), "聞く") == words
    assert write_condition(condition, known()) == rule


@pytest.mark.parametrize(
    "rule",
    [
        "me.child and (age < 3 or why == lost)", "rows.count() >= 2", "city.fee", "why == gone", "why", "age == sum",
        "person.name.answered", "born < today", "not (why == lost)", "age == -1", "age + 1 > 2", "3 < age", "why == lost and", "inside",
        "me.child == true", "school == north", "months(2) == months(2)", " and ".join(["me.child"] * (MOST + 1)),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_nothing_and_never_half_of_it(rule: str) -> None:
    assert read_condition(rule, known()) is None


def test_a_rule_sees_what_is_asked_before_it_and_in_its_row() -> None:
    assert list(known(ROWS)) == ["me.child", "why", "cards", "school", "age", "born", "sum", "sex"]
    assert list(known(SECOND))[-1] == "inside"
    assert "inside" not in known()
    assert known(("steps", 0)) == {}
    assert known()["school"].kind == "other"
    assert read_condition("", known()) == Condition()


@pytest.mark.parametrize(
    ("name", "comparison", "values"),
    [
        ("me.child", "is", ()), ("me.child", "answered", ("yes",)), ("why", "in", ()), ("why", "in", ("lost", "lost")),
        ("why", "in", ("x) or (y",)), ("age", "<", ("1 or 1",)), ("age", "<", ("1", "2")), ("born", "<", ("2026-02-30",)),
        ("born", "age", ("2026-01-01",)), ("born", "<", ('2026-01-01" or "',)),
    ],
)  # fmt: skip
def test_values_that_do_not_fit_never_become_a_rule(name: str, comparison: str, values: tuple[str, ...]) -> None:
    assert wrong_values(known()[name], Clause(name, comparison, values))


def test_a_rule_that_would_be_too_long_is_not_written() -> None:
    with pytest.raises(OverflowError):
        write_condition(Condition((Clause("x" * 301, "answered"),)), {"x" * 301: Comparable("x", "X", "other", {})})


def test_a_rule_sees_what_its_place_may_look_at() -> None:
    why = ("steps", 2, "ask", 0)
    assert "why" not in known(why)
    assert list(known((*why, "stop")))[-1] == "why"
    assert "last" in known((*why, "must", 0))
    assert "inside" not in known((*why, "must", 0))
    assert {"inside", "second", "last"} <= known((*ROWS, "attach", 0)).keys()
    assert {"inside", "second"} <= known((*ROWS, "must", 0)).keys()
    assert known(("attach", 0)).keys() == known(("fee", "exempt")).keys() == known(()).keys()
    assert {"me.child", "last"} <= known(()).keys()
