"""Values that rules compute for other rules: on no page, stored only if exported."""

import pytest

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_text
from forms.path.path import Path, walk
from tests.forms.first import ENVIRONMENT
from tests.forms.loading.small import SMALL, refusal, small

HIDDEN = """\
      - {id: cost, type: money, label: 費用}
      - {id: half, type: computed, of: money, label: 半分, hidden: true, compute: "share(cost, 1, 2, round=down)"}
      - {id: cap, type: computed, of: money, label: 上限, hidden: true, exported: true, compute: "min(half, 1000)"}
      - {id: grant, type: computed, of: money, label: 補助金, compute: cap}
"""
STOP = """\
      - {id: cost, type: money, label: 費用}
      - id: half
        type: computed
        of: money
        label: 半分
        hidden: true
        compute: "share(cost, 1, 2, round=down)"
        stop: {when: half > 1000, say: ここではできません。, next: 窓口に来てください。}
      - {id: wish, type: text, label: 希望}
"""


def path_of(procedure: Procedure, **answers: object) -> Path:
    return walk(procedure, {"reason": "torn", **answers}, ENVIRONMENT)


def test_a_hidden_value_is_on_no_page_but_rules_use_it() -> None:
    path = path_of(small(HIDDEN), cost=5000)
    assert [asked.page.id for asked in path.pages] == ["reason", "cost", "grant"]
    assert path.answers["grant"] == 1000
    assert path.complete


def test_a_hidden_value_is_stored_only_if_it_is_exported() -> None:
    path = path_of(small(HIDDEN), cost=1500)
    assert path.answers == {"reason": "torn", "cost": 1500, "cap": 750, "grant": 750}
    assert path.unseen == {"half": 750, "cap": 750}
    assert "cap" in path.asked
    assert "half" not in path.asked


def test_a_hidden_value_without_what_it_needs_is_unknown() -> None:
    path = path_of(small(HIDDEN))
    assert path.unseen == {}
    assert "grant" not in path.answers


def test_a_path_may_stop_on_a_hidden_value_and_ends_at_the_page_before_it() -> None:
    procedure = small(STOP)
    stopped = path_of(procedure, cost=5000)
    assert stopped.stopped is not None
    assert stopped.stopped.say == "ここではできません。"
    assert stopped.pages[-1].page.id == "cost"
    going_on = path_of(procedure, cost=500)
    assert going_on.stopped is None
    assert going_on.pages[-1].page.id == "wish"


def test_a_stop_before_the_first_question_waits_for_it() -> None:
    first = """\
      - id: day
        type: computed
        of: date
        label: 日
        hidden: true
        compute: today
        stop: {when: day == today, say: 終わりました。, next: 窓口に来てください。}
      - id: reason
"""
    procedure = load_text(SMALL.replace("      - id: reason\n", first), "small.yaml", fields=field_types())
    path = path_of(procedure)
    assert path.stopped is not None
    assert [asked.page.id for asked in path.pages] == ["reason"]


def test_a_broken_rule_of_a_hidden_value_is_reported_where_it_comes_from() -> None:
    more = """\
  - step: 額
    id: amounts
    must: [{that: half <= 1000, say: "半分が1,000円までです。"}]
    ask:
      - {id: cost, type: money, label: 費用}
      - {id: half, type: computed, of: money, label: 半分, hidden: true, compute: "share(cost, 1, 2, round=down)"}
      - {id: note, type: text, label: ひとこと, required: false}
"""
    path = path_of(small(more), cost=5000)
    assert [mistake.arguments["say"] for mistake in path.mistakes["cost"]] == ["半分が1,000円までです。"]


@pytest.mark.parametrize("key", ["help: 説明", "why: わけ", "must: [{that: half > 1, say: だめ。}]"])
def test_a_hidden_value_says_nothing_to_readers(key: str) -> None:
    written = HIDDEN.replace("label: 半分,", f"label: 半分, {key},")
    assert [complaint.key for complaint in refusal(SMALL + written)] == ["compute.hidden"]


def test_exported_needs_hidden() -> None:
    complaints = refusal(SMALL + HIDDEN.replace("hidden: true, exported: true", "exported: true"))
    assert ["leave `exported` out" in complaint.text for complaint in complaints] == [True]
