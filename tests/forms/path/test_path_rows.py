"""Numbering of rows, their questions and rules."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from forms.answers import TAKEN
from forms.definition.procedure import Procedure, full_name, row_of
from forms.path.consequences import due_day, fee_amount, is_late, papers, window_on
from forms.path.path import Path, walk
from forms.path.rows import add_row, confirm_offers, remove_row, repeat_at
from tests.forms.loading.small import ENVIRONMENT, small

CHILDREN = """\
  - step: 子ども
    id: kids
    repeat: children
    label: 子ども
    each: "{name}"
    min: 1
    max: 3
    order: birth
    must: [{that: birth <= today, say: まだ生まれていません。}]
    distinct: {of: [name, birth], say: 同じ子どもです。}
    attach: [{id: school_papers, label: 在学証明書, when: birth < date_limit, later: true}]
    ask:
      - {id: name, type: person_name, label: 氏名, concept: person.name}
      - {id: birth, type: date, label: 生年月日}
      - repeat: schools
        label: 学校
        max: 2
        attach: [{id: proof, label: 証明, when: since.answered}]
        ask: [{id: since, type: date, label: いつから, required: false}]
  - step: まとめ
    id: total
    ask:
      - {id: note, type: text, label: ひとこと, when: "children.any(birth > today - years(3))", required: false}
attach: [{id: big, label: 大家族の証明, when: children.count() >= 3}, {id: always, label: いつも}]
"""
ROWS = CHILDREN.replace("birth < date_limit", "birth < today - years(15)")
HANAKO = {"family": "見本", "given": "花子"}
TARO = {"family": "見本", "given": "太郎"}


def walked(answers: dict[str, Any], definition: str = ROWS, **environment: Any) -> Path:
    return walk(small(definition), {"reason": "lost", **answers}, replace(ENVIRONMENT, **environment))


def pages(path: Path) -> list[str]:
    return [asked_page.page.id for asked_page in path.pages]


def messages(path: Path, name: str) -> list[str]:
    return [str(mistake.arguments["say"]) for mistake in path.mistakes.get(name, ())]


def test_as_many_rows_as_are_needed_are_there_from_the_first() -> None:
    path = walked({})
    assert path.rows == {"children": ("1",), "children.1.schools": ()}
    assert pages(path) == ["reason", "children.1.name", "children.1.birth", "children.1.schools", "children"]
    assert path.missing == ("children.1.name", "children.1.birth")
    assert path.answers["children"] == ["1"]
    assert not path.pages[-1].open


def test_rows_keep_their_numbers_when_one_goes() -> None:
    answers: dict[str, Any] = {"children": ["1", "2"], "children.1.name": TARO, "children.2.name": HANAKO}
    path = walked(answers)
    fewer = remove_row(path, answers, "children", "1")
    assert fewer == {"children": ["2"], "children.2.name": HANAKO, TAKEN: {"children": 1}}
    more, number = add_row(walked(fewer), fewer, "children")
    assert (more["children"], number) == (["2", "3"], "3")


def test_the_number_of_a_row_that_went_is_nobodys_again() -> None:
    answers: dict[str, Any] = {"children": ["1", "2"], "children.1.name": TARO, "children.2.name": HANAKO}
    fewer = remove_row(walked(answers), answers, "children", "2")
    more, number = add_row(walked(fewer), fewer, "children")
    assert (more["children"], number) == (["1", "3"], "3")
    none = remove_row(walked(fewer), fewer, "children", "1")
    assert walked(none).rows["children"] == ("3",)  # at least one row is required


def test_a_question_in_a_row_knows_its_row_and_its_name() -> None:
    field = small(ROWS).field("children.2.schools.1.since")
    assert (field.id, field.name, field.own) == ("children.2.schools.1.since", "children.schools.since", "since")
    assert full_name("children.2.schools.1.since") == "children.schools.since"
    assert (row_of("children.2.schools.1.since"), row_of("reason")) == ("children.2.schools.1", "")
    with pytest.raises(KeyError):
        small(ROWS).field("children.2.age")
    assert repeat_at(small(ROWS), "children.2.schools").id == "children.schools"
    with pytest.raises(KeyError):
        repeat_at(small(ROWS), "parents")


def test_a_rule_of_a_row_is_reported_at_the_question_it_looks_at_in_that_row_alone() -> None:
    path = walked({"children": ["1", "2"], "children.1.birth": "2026-11-21", "children.2.birth": "2020-01-01"})
    assert messages(path, "children.1.birth") == ["まだ生まれていません。"]
    assert messages(path, "children.2.birth") == []


def test_the_same_row_twice_is_reported_at_the_second() -> None:
    twins = {f"children.{number}.birth": "2020-01-01" for number in (1, 2, 3)}
    names = {"children.1.name": TARO, "children.2.name": HANAKO, "children.3.name": TARO}
    path = walked({"children": ["1", "2", "3"], **twins, **names})
    assert messages(path, "children.3.name") == ["同じ子どもです。"]
    assert messages(path, "children.2.name") == []
    assert [asked_page.page.id for asked_page in path.pages if asked_page.open] == ["children.3.name"]


@pytest.mark.parametrize(
    ("births", "is_asked"),
    [(("2010-01-01",), False), (("2010-01-01", "2025-01-01"), True), ((None,), False), (("2025-01-01", None), True)],
)
def test_any_row_may_open_a_question(births: tuple[str | None, ...], is_asked: bool) -> None:
    rows = {f"children.{number}.birth": birth for number, birth in enumerate(births, 1) if birth}
    path = walked({"children": [str(number) for number in range(1, len(births) + 1)], **rows})
    assert ("note" in path.asked) is is_asked


def test_papers_are_asked_for_row_by_row_and_as_a_whole() -> None:
    answers = {
        "children": ["1", "2", "3"], "children.1.birth": "2005-01-01", "children.2.birth": "2020-01-01",
        "children.2.schools": ["1", "2"], "children.2.schools.2.since": "2026-04-01",
    }  # fmt: skip
    procedure = small(ROWS)
    needed = papers(procedure, walked(answers))
    assert [paper.key for paper in needed] == [
        "big",
        "always",
        "children.1.school_papers",
        "children.2.schools.2.proof",
    ]
    assert [paper.id for paper in procedure.papers] == [
        "big",
        "always",
        "children.school_papers",
        "children.schools.proof",
    ]
    assert papers(procedure, Path((), {}, {}, {}, (), None)) == ()


def test_the_number_of_rows_may_be_an_answer() -> None:
    number = """\
      - {id: count, type: integer, label: 人数, min: 0, max: 4}
  - step: 人
    id: people
    repeat: others
    label: 人
    max: 3
    rows: count
    ask: [{id: name, type: text, label: 名前}]
"""
    assert walked({}, number).rows == {"others": ()}
    assert pages(walked({"count": 2}, number)) == ["reason", "count", "others.1.name", "others.2.name"]
    assert walked({"count": 4}, number).rows == {"others": ("1", "2", "3")}


OFFERED = """\
  - step: 子ども
    id: kids
    repeat: children
    label: 子ども
    min: 1
    max: 2
    rows_from: household.children_until(18)
    ask:
      - {id: name, type: person_name, label: 氏名, concept: person.name}
      - {id: birth, type: date, label: 生年月日}
      - {id: sex, type: sex, label: 性別}
"""
CHILD = {"name": TARO, "birth": "2015-05-05", "sex": "nobody"}
GROWN = {"name": HANAKO, "birth": "1990-05-05", "sex": "female"}


def test_a_register_offers_rows_and_nothing_is_taken_unseen() -> None:
    procedure = small(OFFERED)
    path = walked({}, OFFERED, household=(CHILD, GROWN))
    assert path.offers == {"children": (CHILD,)}
    assert pages(path) == ["reason", "children"]
    assert path.pages[-1].open
    taken = confirm_offers(procedure, path, {"reason": "lost"}, "children", [0, 7])
    assert taken["children"] == ["1"]
    assert taken["children.1.name"] == TARO
    assert taken["children.1.birth"] == "2015-05-05"
    # A code that is not offered counts as missing.
    assert walked(taken, OFFERED, household=(CHILD,)).missing == ("children.1.sex",)
    assert pages(walked({"children": []}, OFFERED, household=(CHILD,)))[1] == "children.1.name"


def test_no_more_rows_are_confirmed_than_there_may_be() -> None:
    path = walked({}, OFFERED, household=(CHILD, CHILD, CHILD))
    assert confirm_offers(small(OFFERED), path, {}, "children", [0, 1, 2])["children"] == ["1", "2"]


EVERYONE = OFFERED.replace("household.children_until(18)", "household.everyone_if(reason == lost)")


@pytest.mark.parametrize(
    ("reason", "household", "offered"),
    [
        ("lost", (CHILD | {"relation": "child"}, GROWN), (GROWN, CHILD, GROWN)),
        ("torn", (CHILD, GROWN), ()),
        ("lost", (), ()),
    ],
)
def test_a_whole_household_is_offered_with_the_applicant_first_or_nobody(
    reason: str, household: tuple[Any, ...], offered: tuple[Any, ...]
) -> None:
    path = walked({"reason": reason}, EVERYONE, household=household, applicant=GROWN)
    assert path.offers.get("children", ()) == offered


def test_where_it_stops_in_a_row_nothing_more_is_asked() -> None:
    stops = ROWS.replace(
        "      - {id: birth, type: date, label: 生年月日}\n",
        "      - {id: birth, type: date, label: 生年月日, stop: {when: birth > today, say: まだです。, next: 待つ。}}\n",
    )
    path = walked({"children": ["1", "2"], "children.1.birth": "2027-01-01"}, stops)
    assert pages(path) == ["reason", "children.1.name", "children.1.birth"]
    assert path.stopped is not None


TERMS = """\
      - {id: day, type: date, label: 日, required: false, wording: {by: reason, lost: なくした日}}
      - {id: copies, type: quantity, label: 通数, unit: 通, price: 300, required: false}
      - {id: sum, type: computed, of: money, label: 合計, compute: "times(city.price, copies)"}
      - {id: agreed, type: consent, label: 調べてよい, refusable: true, refuse_then: [proof], required: false}
settings:
  price: {type: money, default: 300, certainty: assumed}
  opens: {type: date, default: "2026-11-01", certainty: assumed}
time:
  due: open_day_from(day + days(15))
  certainty: law
  late: {say: おそいです。}
  window: {from: city.opens, to: "2026-11-30", say: 11月だけです。}
attach: [{id: proof, label: 証明, when: not reason.answered}]
"""


def terms() -> Procedure:
    return small(
        TERMS,
        fee="{text: 1通300円, certainty: std, amount: sum, exempt: {when: reason == torn, evidence: 破れたもの}}",
    )


def answered(**answers: Any) -> Path:
    return walk(terms(), answers, replace(ENVIRONMENT, city={"price": 350}))


def test_a_computed_answer_is_what_its_rule_gives_whatever_was_sent() -> None:
    path = answered(reason="lost", copies=2, sum=1)
    assert path.answers["sum"] == 700
    assert "sum" not in answered(reason="lost").answers
    assert "sum" not in path.missing


def test_a_label_follows_an_earlier_choice() -> None:
    def label(reason: str) -> tuple[str, str]:
        field = next(field for field in answered(reason=reason).fields if field.id == "day")
        return field.label, field.label_place

    assert label("lost") == ("なくした日", "ask.day.wording.lost")
    assert label("torn") == ("日", "ask.day.label")


def test_due_and_late_are_counted_and_unknown_without_a_day() -> None:
    path = answered(reason="lost", day="2026-11-14")
    assert due_day(terms(), path) == date(2026, 11, 30)  # 2026-11-29 is a Sunday
    assert not is_late(terms(), path, date(2026, 11, 30))
    assert is_late(terms(), path, date(2026, 12, 1))
    assert due_day(terms(), answered(reason="lost")) is None
    assert not is_late(terms(), answered(reason="lost"), date(2026, 12, 1))
    assert due_day(small(), walk(small(), {}, ENVIRONMENT)) is None


def test_a_fee_is_computed_waived_or_unknown() -> None:
    assert fee_amount(terms(), answered(reason="lost", copies=2)) == 700
    assert fee_amount(terms(), answered(reason="torn", copies=2)) == 0
    assert fee_amount(terms(), answered(reason="lost")) is None
    assert fee_amount(small(), walk(small(), {}, ENVIRONMENT)) is None


def test_a_refused_consent_asks_for_papers_instead() -> None:
    assert papers(terms(), answered(reason="lost", agreed=True)) == ()
    assert [paper.key for paper in papers(terms(), answered(reason="lost", agreed=False))] == ["proof"]


def test_a_consent_that_was_left_open_was_not_given() -> None:
    """Otherwise the city has neither consent for a look-up nor the paper."""
    assert [paper.key for paper in papers(terms(), answered(reason="lost"))] == ["proof"]


@pytest.mark.parametrize(
    ("today", "city", "expected"),
    [
        ("2026-10-31", {}, "11月だけです。"),
        ("2026-11-01", {}, ""),
        ("2026-11-30", {}, ""),
        ("2026-12-01", {}, "11月だけです。"),
        ("2026-10-31", {"opens": "2026-10-31"}, ""),
    ],
)
def test_it_is_taken_within_its_window_both_days_included(today: str, city: dict[str, object], expected: str) -> None:
    assert window_on(terms(), date.fromisoformat(today), city) == expected


def test_without_a_window_it_is_always_taken_and_a_side_may_be_open() -> None:
    assert window_on(small(), date.min, {}) == ""
    half = small('time: {window: {to: "2026-11-30", say: おわり。}}\n')
    assert window_on(half, date.min, {}) == ""


def test_what_a_register_knows_is_offered_and_never_taken_unseen() -> None:
    asks = """\
      - {id: moved, type: date, label: 引っ越した日, known_from: register.event_date(reason)}
      - {id: wed, type: yes_no, label: 結婚, known_from: principal.spouse.exists}
"""
    path = walked({}, asks, events={"lost": date(2026, 11, 1)}, principal={"spouse.exists": True})
    assert path.known == {"moved": "2026-11-01", "wed": True}
    assert set(path.missing) == {"moved", "wed"}
    assert walked({}, asks).known == {}


def test_what_is_known_of_the_person_and_cannot_be_an_answer_is_not_known() -> None:
    asks = """\
      - {id: born, type: date, label: 生年月日, known_from: applicant.birth}
      - {id: mate, type: person_name, label: 配偶者, known_from: applicant.spouse.name}
      - {id: sex, type: sex, label: 性別, known_from: applicant.sex}
"""
    applicant = {"birth": "1990-01-01", "spouse.name": HANAKO, "sex": "nobody"}
    assert walked({}, asks, applicant=applicant).known == {"born": "1990-01-01", "mate": HANAKO}


def test_an_answer_is_as_known_only_while_it_equals_what_is_known_and_is_about_the_same_person() -> None:
    asks = """\
      - {id: born, type: date, label: 生年月日, known_from: applicant.birth}
      - {id: wed, type: yes_no, label: 結婚, known_from: principal.spouse.exists}
      - {id: own, type: date, label: 本人の生年月日, known_from: {from: applicant.birth, when: reason == torn}}
"""
    facts: dict[str, Any] = {"applicant": {"birth": "1990-01-01"}, "principal": {"spouse.exists": True}}
    same = {"born": "1990-01-01", "wed": True, "own": "1990-01-01"}
    assert walked({**same, "reason": "torn"}, asks, **facts).as_known == {"born", "wed", "own"}
    assert walked({**same, "reason": "lost"}, asks, **facts).as_known == {"born", "wed"}
    assert walked({**same, "born": "1990-01-02", "wed": False}, asks, **facts).as_known == set()
    assert walked(same, asks).as_known == set()


def test_an_offer_shows_only_what_a_question_of_the_row_can_hold() -> None:
    odd: dict[str, Any] = {**CHILD, "name": 7}
    path = walked({}, OFFERED, household=(odd,))
    taken = confirm_offers(small(OFFERED), path, {}, "children", [0])
    assert "children.1.name" not in taken
    assert taken["children.1.birth"] == "2015-05-05"


def test_what_has_no_parts_has_none() -> None:
    text = small().field("reason").type
    assert text.rule_parts(None) == {}
    with pytest.raises(KeyError):
        text.rule_part("lost", "way", None)
