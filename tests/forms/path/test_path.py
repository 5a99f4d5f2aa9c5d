"""Questions asked, and stops."""

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from forms.answers import canonical
from forms.definition.procedure import Procedure
from forms.path.joining import more_of
from forms.path.path import Path, walk
from forms.path.scope import Scope
from forms.rules.expression import UNKNOWN
from tests.forms.first import ENVIRONMENT, fill, first
from tests.forms.loading.small import small

MORE = """\
        stop: {when: reason == lost, say: ここではできません。, next: 窓口に来てください。}
      - {id: note, type: text, label: ひとこと, required: reason == torn}
      - {id: extra, type: text, label: 補足, required: false}
  - step: 期間
    id: span
    when: extra.answered
    must: [{that: start <= until, say: 終わりの日が先です。}]
    ask:
      - {id: start, type: date, label: 始め, warn: [{that: start <= today, say: まだ先の日です。}]}
      - together: 終わり
        id: ending
        ask:
          - {id: until, type: date, label: 終わり, must: [{that: until <= today, say: まだ来ていない日です。}]}
          - {id: why, type: text, label: わけ, required: false, when: until.answered}
"""
SPAN = {"reason": "torn", "note": "はい", "extra": "さらに"}


def asks(more: str = MORE) -> Procedure:
    return small(more)


def path_of(answers: Mapping[str, Any]) -> Path:
    return walk(asks(), answers, ENVIRONMENT)


def pages(path: Path) -> list[tuple[str, bool]]:
    return [(asked_page.page.id, asked_page.open) for asked_page in path.pages]


def rule(path: Path, name: str) -> list[str]:
    return [str(mistake.arguments["say"]) for mistake in path.mistakes[name]]


def test_a_question_without_answer_is_open_and_one_that_may_stay_empty_is_not() -> None:
    path = path_of({})
    assert pages(path) == [("reason", True), ("note", False), ("extra", False)]
    assert path.missing == ("reason",)
    assert not path.complete


def test_each_page_knows_the_one_before_and_the_one_after() -> None:
    path = path_of({"reason": "torn", "note": "はい"})
    before = [
        asked_page and asked_page.page.id for asked_page in map(path.before, ("reason", "note", "extra", "nowhere"))
    ]
    after = [
        asked_page and asked_page.page.id for asked_page in map(path.after, ("reason", "note", "extra", "nowhere"))
    ]
    assert before == [None, "reason", "note", None]
    assert after == ["note", "extra", None, None]


def test_required_by_a_rule_only_once_the_rule_is_known_to_hold() -> None:
    path = path_of({"reason": "torn"})
    assert path.missing == ("note",)
    assert pages(path)[1] == ("note", True)


def test_a_step_is_asked_only_where_its_condition_holds() -> None:
    assert path_of({"reason": "torn", "note": "はい"}).asked == {"reason", "note", "extra"}
    assert path_of(SPAN).asked == {"reason", "note", "extra", "start", "until"}


def test_a_condition_looks_at_what_stands_earlier_on_the_same_page() -> None:
    assert "why" in path_of({**SPAN, "start": "2026-11-01", "until": "2026-11-02"}).asked


def test_an_answer_to_what_is_not_asked_is_no_answer() -> None:
    path = path_of({"reason": "torn", "note": "はい", "start": "2026-11-01", "unknown": "x"})
    assert path.answers == {"reason": "torn", "note": "はい"}


def test_a_stop_ends_the_path_at_its_page() -> None:
    path = path_of({**SPAN, "reason": "lost"})
    assert pages(path) == [("reason", False)]
    assert path.stopped is not None
    assert path.stopped.place == "ask.reason.stop"
    assert path.answers == {"reason": "lost"}
    assert not path.complete


def test_a_stop_within_a_step_keeps_its_rules_silent() -> None:
    more = MORE.replace("label: 始め,", "label: 始め, stop: {when: start > today, say: 早すぎます。, next: 待つ。},")
    path = walk(asks(more), {**SPAN, "start": "2026-12-01", "until": "2026-11-01"}, ENVIRONMENT)
    assert pages(path)[-1] == ("start", False)
    assert path.mistakes == {}
    assert path.asked == {"reason", "note", "extra", "start"}


def test_of_two_stops_on_a_page_the_first_counts() -> None:
    more = """\
      - together: 二つ
        id: two
        ask:
          - {id: a, type: text, label: 一, stop: {when: a.answered, say: 一です。, next: 待つ。}}
          - {id: b, type: text, label: 二, stop: {when: b.answered, say: 二です。, next: 待つ。}}
"""
    path = walk(asks(more), {"reason": "torn", "a": "x", "b": "y"}, ENVIRONMENT)
    assert path.stopped is not None
    assert path.stopped.say == "一です。"


def test_a_broken_rule_leaves_its_page_open_and_keeps_the_answer() -> None:
    path = path_of({**SPAN, "start": "2026-11-01", "until": "2026-12-24"})
    assert rule(path, "until") == ["まだ来ていない日です。"]
    assert pages(path)[-1] == ("ending", True)
    assert path.answers["until"] == "2026-12-24"
    assert not path.complete


def test_a_warning_keeps_nobody_from_sending() -> None:
    path = path_of({**SPAN, "start": "2026-11-30", "until": "2026-11-20"})
    assert [str(warning.arguments["say"]) for warning in path.warnings["start"]] == ["まだ先の日です。"]
    assert "start" not in path.mistakes


def test_a_rule_of_a_step_is_reported_at_the_last_question_it_looks_at_beside_what_is_stated_there() -> None:
    path = path_of({**SPAN, "start": "2026-12-30", "until": "2026-12-24", "why": "なんとなく"})
    assert rule(path, "until") == ["まだ来ていない日です。", "終わりの日が先です。"]
    assert pages(path)[-1] == ("ending", True)


def test_a_rule_of_a_step_opens_the_last_page_alone() -> None:
    path = path_of({**SPAN, "start": "2026-11-02", "until": "2026-11-01"})
    assert rule(path, "until") == ["終わりの日が先です。"]
    assert [name for name, is_open in pages(path) if is_open] == ["ending"]
    assert not path.complete


def test_a_step_of_which_nothing_is_asked_has_no_rule_to_break() -> None:
    more = """\
  - step: 期間
    id: span
    must: [{that: reason == lost, say: なくしたときだけです。}]
    ask:
      - {id: note, type: text, label: ひとこと, when: reason == lost}
"""
    assert walk(asks(more), {"reason": "torn"}, ENVIRONMENT).complete


def test_a_rule_that_holds_says_nothing() -> None:
    path = path_of({**SPAN, "start": "2026-11-01", "until": "2026-11-20"})
    assert path.complete
    assert (path.mistakes, path.warnings, path.missing) == ({}, {}, ())


def test_next_is_what_was_not_seen_or_is_open() -> None:
    path = path_of({"reason": "torn"})
    following = [
        path.next_page(frozenset()),
        path.next_page({"reason"}),
        path.next_page({"reason", "note", "extra"}),
    ]
    assert [asked_page.page.id for asked_page in following if asked_page] == ["reason", "note", "note"]
    assert path_of({"reason": "torn", "note": "はい"}).next_page({"reason", "note", "extra"}) is None


def test_pages_are_found_by_name_and_know_what_stands_before() -> None:
    path = path_of({})
    assert path.page("note") is path.pages[1]
    assert path.page("ending") is None
    assert path.before("note") is path.pages[0]
    assert path.before("reason") is None
    assert path.before("ending") is None


def test_a_scope_distinguishes_unknown_from_answered() -> None:
    scope = Scope(ENVIRONMENT)
    scope.whole.values["reason"] = "torn"
    assert (scope.value("reason"), scope.answered("reason")) == ("torn", True)
    assert (scope.value("note"), scope.answered("note")) == (UNKNOWN, False)


# The first procedure


@st.composite
def some_answers(draw: st.DrawFn) -> dict[str, Any]:
    """Asked or not."""
    source = random.Random(draw(st.integers(0, 10_000)))
    names = draw(st.sets(st.sampled_from([field.id for field in first().fields])))
    drawn = {}
    for field in first().fields:
        if field.id in names:
            parsed = field.type.parse(field.type.good(field.settings, source), field.settings, ENVIRONMENT)
            assert parsed.mistakes == ()
            drawn[field.id] = parsed.value
    return drawn


@given(some_answers())
def test_the_path_never_holds_an_answer_that_is_not_asked(answers: dict[str, Any]) -> None:
    path = walk(first(), answers, ENVIRONMENT)
    assert set(path.answers) <= path.asked
    assert set(path.answers) <= set(answers)
    assert not set(path.answers) & set(path.missing)
    assert set(path.missing) | set(path.mistakes) | set(path.warnings) <= path.asked


@given(some_answers())
def test_what_is_open_is_exactly_what_is_missing_or_wrong(answers: dict[str, Any]) -> None:
    path = walk(first(), answers, ENVIRONMENT)
    wrong = set(path.missing) | set(path.mistakes)
    assert {asked_page.page.id for asked_page in path.pages if asked_page.open} == {
        asked_page.page.id for asked_page in path.pages if any(field.id in wrong for field in asked_page.fields)
    }
    assert path.complete == (not wrong and path.stopped is None)


@given(some_answers())
def test_walking_again_with_what_is_kept_changes_nothing(answers: dict[str, Any]) -> None:
    path = walk(first(), answers, ENVIRONMENT)
    second = walk(first(), json.loads(canonical(path.answers)), ENVIRONMENT)
    assert second == path


@given(some_answers())
def test_who_is_of_another_household_is_stopped_whatever_else_was_answered(answers: dict[str, Any]) -> None:
    path = walk(first(), {**answers, "filer_kind": "other"}, ENVIRONMENT)
    assert path.stopped is not None
    assert [asked_page.page.id for asked_page in path.pages] == ["filer_kind"]
    assert path.answers == {"filer_kind": "other"}
    assert not path.complete


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_who_answers_each_open_page_well_comes_to_the_end(seed: int) -> None:
    source = random.Random(seed)
    answers: Mapping[str, Any] = {}
    seen: set[str] = set()
    path = walk(first(), answers, ENVIRONMENT)
    while path.stopped is None and (asked_page := path.next_page(seen)) is not None:
        assert asked_page.page.id not in seen
        path = fill(asked_page, answers, source)
        answers = path.answers
        seen.add(asked_page.page.id)
    assert path.complete or path.stopped is not None
    assert walk(first(), answers, ENVIRONMENT) == path
    assert {name for name, _ in pages(path)} == seen


def test_a_likely_slip_warns_and_stops_nobody() -> None:
    path = walk(small("      - {id: mail, type: email, label: メール}\n"), {"mail": "taro@gmai.com"}, ENVIRONMENT)
    assert [warning.key for warning in path.warnings["mail"]] == ["email.did_you_mean"]
    assert not path.mistakes
    assert not walk(
        small("      - {id: mail, type: email, label: メール}\n"), {"mail": "taro@gmail.com"}, ENVIRONMENT
    ).warnings


def test_a_page_is_met_once_more_when_an_answer_brings_up_what_may_stay_empty() -> None:
    more = """\
  - step: 返事
    id: reply_step
    ask:
      - together: 返事
        id: reply
        ask:
          - {id: call, type: yes_no, label: 電話をしますか}
          - {id: phone, type: text, label: 番号, when: call, required: false}
          - {id: said, type: computed, of: yes_no, label: 電話します, when: call, compute: call}
"""
    procedure = asks(more)

    def after(**answers: Any) -> bool:
        shown = walk(procedure, {"reason": "lost"}, ENVIRONMENT).page("reply")
        assert shown is not None
        more = more_of(walk(procedure, {"reason": "lost", **answers}, ENVIRONMENT), shown)
        return more is not None and more.page.id == "reply"

    assert after(call=True)
    assert not after(call=True, phone="000"), "answered in the same post"
    assert not after(call=False), "nothing was posted"
    elsewhere = walk(procedure, {"reason": "lost"}, ENVIRONMENT).pages[0]
    assert (
        more_of(walk(procedure, {}, ENVIRONMENT), replace(elsewhere, page=replace(elsewhere.page, id="gone"))) is None
    )
