"""What a scenario leads to, in words."""

from datetime import date

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_text
from portal.services.workshop.run_example import run_example
from tests.portal.services.outside import CITY
from tests.portal.services.workshop.writing import TEXT


def guardrail(steps: str, scenario: str) -> Procedure:
    head, tail = (
        TEXT.split("steps:\n")[0],
        f"steps:\n{steps}scenarios:\n  - {{name: a, today: 2026-11-20, {scenario}}}\n",
    )
    return load_text(head + tail, "guardrail.yaml", fields=field_types())


STEPS = """\
  - step: はじめ
    id: first
    ask:
      - {id: many, type: yes_no, label: いくつもありますか}
      - {id: one_spot, type: text, label: 場所, when: not many}
  - {step: 場所ごと, id: each_step, when: many, repeat: spots, label: 場所, max: 9, ask: [{id: spot, type: text, label: 目じるし}]}
  - step: 終わり
    id: last
    ask:
      - {id: hurt, type: yes_no, label: けが人はいますか, stop: {when: hurt, say: 110番へ。, next: 電話してください。}}
"""


def test_each_question_is_stated_with_why_it_is_asked_and_its_answer() -> None:
    run = run_example(guardrail(STEPS, "answers: {many: true, spots: [{spot: 橋}, {spot: 駅}]}, expect: {}"), CITY, 0)
    assert (run.day, run.door, run.complete, run.stopped) == (date(2026, 11, 20), "online", False, ())
    assert [(each.label, each.asked, each.why, each.value, each.missing) for each in run.questions] == [
        ("いくつもありますか", True, "", "はい", False),
        ("場所", False, "「いくつもありますか」が「いいえ」のとき", "", False),
        ("目じるし", True, "「いくつもありますか」が「はい」のとき", "橋、駅", False),
        ("けが人はいますか", True, "", "", True),
    ]
    stopped = run_example(
        guardrail(STEPS, "door: counter, answers: {many: false, one_spot: 橋, hurt: true}, expect: {}"), CITY, 0
    )
    assert (stopped.door, tuple(stopped.stopped)) == ("counter", ("110番へ。", "電話してください。"))
