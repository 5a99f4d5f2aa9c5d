"""The number of named steps follows from the definitions: answers never let it grow."""

from typing import Any

from forms.path.path import walk
from forms.text.speech import Speech
from portal.services.finding.follow_guide import follow_guide
from portal.services.shared.installation import Installation
from portal.web.filing.step_progress import Way, way_of
from tests.forms.loading.small import ENVIRONMENT, small

MORE = """\
  - step: 計算
    id: sums
    ask: [{id: sum, type: computed, of: yes_no, label: 計算, hidden: true, compute: reason == lost}]
  - step: なくした物
    id: things
    when: reason == lost
    ask: [{id: thing, type: text, label: 何を}]
  - step: 終わり
    id: last
    ask: [{id: memo, type: text, label: メモ}]
"""
PROCEDURE = small(MORE)
SPEECH = Speech("ja", {}, {})


def at(name: str, place: int = 0, parts: int = 1, **answers: Any) -> Way:
    asked = walk(PROCEDURE, answers, ENVIRONMENT).page(name)
    assert asked is not None
    return way_of([PROCEDURE] * parts, place, asked, SPEECH)


def test_the_last_step_has_the_same_number_with_every_answer() -> None:
    assert at("memo", reason="torn") == at("memo", reason="lost") == Way(3, 4, "終わり", 2, 4)
    assert at("reason") == Way(1, 4, "質問", 0, 4)


def test_the_bar_moves_with_each_page_of_a_step_while_its_number_stays() -> None:
    procedure = small(
        "  - {step: 物, id: things, ask: [{id: one, type: text, label: 一}, {id: two, type: text, label: 二}]}\n"
    )
    ways = list[Way]()
    for name in ("one", "two"):
        asked = walk(procedure, {"reason": "lost", "one": "a"}, ENVIRONMENT).page(name)
        assert asked is not None
        ways.append(way_of([procedure], 0, asked, SPEECH))
    assert ways == [Way(2, 3, "物", 1, 3), Way(2, 3, "物", 1.5, 3)]


def test_a_bundle_counts_its_parts_and_draws_their_steps() -> None:
    assert at("thing", 1, 3, reason="lost") == Way(2, 4, "なくした物", 4, 10)


def test_every_guide_leads_forward_through_steps_whose_number_stays(installation: Installation) -> None:
    for guide in installation.guides.values():
        assert len(guide.questions.steps) > 2, guide.id
        for case in guide.cases:
            ways = list[Way]()
            answers, seen = dict[str, Any](), list[str]()
            while (asked := (now := follow_guide(installation, guide, answers, {})).next_page(set(seen))) is not None:
                ways.append(way_of([now.guide.questions], 0, asked, SPEECH))
                seen.append(asked.page.id)
                answers |= {field.id: case.answers[field.id] for field in asked.fields if field.id in case.answers}
                assert len(seen) < 60
            assert len({way.total for way in ways}) == 1, (guide.id, case.name)
            assert [way.number for way in ways] == sorted(way.number for way in ways), (guide.id, case.name)
