"""The term of an outcome, its renewal and its reminders, as a definition names them."""

import pytest

from forms.definition.registry import field_types
from forms.linting import lint
from forms.loading import from_canonical, load_folder
from forms.path.difference import difference
from tests.forms.loading.small import SMALL, refusal, small
from tests.shipped_once import PROCEDURES

RESULT = """\
result:
  - {id: term, type: period, label: 有効期間, when: outcome == accepted}
  - {id: starts, type: date, label: 始まる日, when: outcome == accepted}
"""
NAMED = "outcomes: {accepted: {label: 決まった, %s}}\n" + RESULT


def test_term_renewal_and_reminders_survive_publishing() -> None:
    procedure = small(NAMED % "effective: starts, term: term, renews_by: koshin, remind_days: [7, 30], on_list: true")
    accepted = from_canonical(procedure.canonical, field_types()).outcomes["accepted"]
    assert accepted == procedure.outcomes["accepted"]
    assert (accepted.effective, accepted.term, accepted.renews_by) == ("result.starts", "result.term", "koshin")
    assert (accepted.remind_days, accepted.on_list) == ((30, 7), True)
    changed = [change.aspect for change in difference(small(NAMED % "term: term"), procedure)]
    assert {"outcome.accepted.renews_by", "outcome.accepted.remind_days", "outcome.accepted.on_list"} <= set(changed)


@pytest.mark.parametrize(
    ("more", "days"), [("term: term", (60, 14)), ("term: term, remind_days: []", ()), ("effective: starts", ())]
)
def test_without_days_two_reminders_are_sent_and_none_without_a_term(more: str, days: tuple[int, ...]) -> None:
    assert small(NAMED % more).outcomes["accepted"].remind_days == days


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ("term: trem", "name.unknown"),
        ("effective: term", "name.unknown"),
        ("renews_by: koshin", "outcome.term"),
        ("on_list: true", "outcome.term"),
        ("remind_days: [7]", "outcome.term"),
        ("term: term, remind_days: [0]", "value.wrong"),
    ],
)
def test_a_term_that_is_no_question_of_the_result_is_refused(more: str, key: str) -> None:
    assert key in [complaint.key for complaint in refusal(SMALL + NAMED % more)]


def test_a_term_ends_with_a_day_or_with_a_month() -> None:
    more = "  - {id: last_day, type: date, label: 終わる日}\n  - {id: last_month, type: year_month, label: 終わる月}\n"
    for name in ("last_day", "last_month"):
        assert small(NAMED % f"term: {name}, effective: starts" + more).outcomes["accepted"].term == f"result.{name}"


COUPON = (
    "outcomes: {accepted: {label: 決まった, term: term, %s}}\n"
    + RESULT
    + """\
  - {id: uses, type: integer, label: 回数}
  - {id: value, type: money, label: 1回分の額}
"""
)


def test_a_coupon_of_an_outcome_survives_publishing() -> None:
    procedure = small(COUPON % "coupon: uses, coupon_value: value")
    published = from_canonical(procedure.canonical, field_types()).outcomes["accepted"]
    assert (published.coupon, published.coupon_value) == ("result.uses", "result.value")
    changed = [change.aspect for change in difference(small(COUPON % "coupon: uses"), procedure)]
    assert changed == ["outcome.accepted.coupon_value"]


@pytest.mark.parametrize("more", ["coupon: value", "coupon: uses, coupon_value: uses", "coupon: usse"])
def test_a_coupon_that_names_no_such_question_of_the_result_is_refused(more: str) -> None:
    assert [complaint.key for complaint in refusal(SMALL + COUPON % more)] == ["name.unknown"]


def test_a_coupon_without_a_term_is_refused() -> None:
    without = (COUPON % "coupon: uses").replace("term: term, ", "")
    assert [complaint.key for complaint in refusal(SMALL + without)] == ["outcome.term"]


def test_a_period_of_the_result_that_no_outcome_names_is_a_warning() -> None:
    keys = {
        more: [complaint.key for complaint in lint(small(NAMED % more))] for more in ("reasons: false", "term: term")
    }
    assert {more: "lint.term" in complaints for more, complaints in keys.items()} == {
        "reasons: false": True,
        "term: term": False,
    }


@pytest.mark.uncounted
def test_the_shipped_procedures_with_a_term_have_it_and_renewals_exist() -> None:
    procedures = load_folder(PROCEDURES, fields=field_types())
    terms = {
        procedure.id: outcome.renews_by
        for procedure in procedures.values()
        for outcome in procedure.outcomes.values()
        if outcome.term
    }
    assert terms == {
        "yokaigo-nintei": "yokaigo-koshin", "yokaigo-koshin": "yokaigo-koshin", "yokaigo-kubun-henko": "yokaigo-koshin",
        "yokaigo-iten": "yokaigo-koshin", "jiritsu-shien-iryo-koshin": "jiritsu-shien-iryo-koshin",
        "hoiku-riyo-moshikomi": "", "koen-meigi": "", "koen-shiyo": "", "kokuho-gendogaku": "kokuho-gendogaku", "kokuho-kakuninsho": "", "kodomo-iryohi": "", "hoiku-nintei": "", "shisetsu-riyo-nintei": "",
        "kodomo-daredemo-tsuen": "", "shitei-ko-henko": "", "ichiji-byoji-toroku": "", "gakudo-hoiku": "", "shugaku-enjo": "", "doro-senyo": "doro-senyo", "kasen-senyo": "kasen-senyo", "nyusatsu-sanka": "nyusatsu-sanka", "kaigo-futan-gendogaku": "kaigo-futan-gendogaku",
        "hoiku-genkyo": "", "jido-fuyo-teate-genkyo": "", "hoiku-nintei-henko": "", "judo-iryohi": "", "nozei-yuyo": "nozei-yuyo",
        "jiritsu-shien-iryo-shinki": "jiritsu-shien-iryo-koshin", "yobosesshu-irai": "", "fukushi-taxi": "fukushi-taxi",
        "hitorioya-iryohi": "hitorioya-iryohi", "yochien-nyuen": "",
        "koki-gendogaku": "koki-gendogaku", "koki-kakuninsho": "", "seishin-techo": "seishin-techo", "ryoiku-techo": "ryoiku-techo",
    }  # fmt: skip
    assert set(terms.values()) - {""} <= set(procedures)
