"""A piece of a path with other answers is the piece that the whole path would have."""

from typing import Any

from forms.path.attempts import Attempts
from forms.path.path import Path, walk
from tests.forms.loading.small import ENVIRONMENT, small

FAMILY = """\
  - step: 家族
    id: family
    ask:
      - {id: living, type: choice, label: だれと, options: {alone: ひとり, family: 家族, club: 寮}, stop: {when: living == club, say: 寮です。, next: 寮へ。}}
      - repeat: children
        label: 子ども
        each: '{called}'
        max: 3
        ask:
          - {id: called, type: text, label: 名前}
  - step: 部屋
    id: rooms
    when: living == family
    ask:
      - {id: rooms_wanted, type: integer, label: 部屋の数, must: [{that: rooms_wanted >= children.count(), say: 足りません。}]}
      - {id: garden, type: yes_no, label: 庭, when: rooms_wanted > 2}
  - step: 庭
    id: gardens
    when: garden
    ask:
      - {id: trees, type: integer, label: 木の数, required: false}
"""
PROCEDURE = small(FAMILY)
ANSWERS: dict[str, Any] = {
    "reason": "lost", "living": "family", "children": ["1", "2"], "children.1.called": "ひかり", "rooms_wanted": 3,
    "garden": True,
}  # fmt: skip


def pages(path: Path, *steps: str) -> list[Any]:
    return [
        (asked.page.id, [field.id for field in asked.fields], asked.open)
        for asked in path.pages
        if asked.step.id in steps
    ]


def test_it_has_the_pages_of_its_steps_as_the_whole_path_has_them() -> None:
    attempts = Attempts(PROCEDURE, ANSWERS, ENVIRONMENT)
    numbers = {step.id: number for number, step in enumerate(PROCEDURE.steps)}
    steps = range(numbers["family"], numbers["gardens"] + 1)
    for changes in ({"living": "family"}, {"living": "alone"}, {"living": "club"}, {"rooms_wanted": 1}):
        piece = attempts(changes, steps)
        whole = walk(PROCEDURE, {**ANSWERS, **changes}, ENVIRONMENT)
        assert pages(piece, "family", "rooms", "gardens") == pages(whole, "family", "rooms", "gardens") != []
        assert len(piece.pages) == len(pages(piece, "family", "rooms", "gardens"))
        assert (piece.stopped, piece.mistakes) == (whole.stopped, whole.mistakes)


def test_an_attempt_leaves_nothing_to_the_next() -> None:
    attempts = Attempts(PROCEDURE, ANSWERS, ENVIRONMENT)
    steps = range(len(PROCEDURE.steps))
    before = pages(attempts({}, steps), "family", "rooms", "gardens")
    attempts({"rooms_wanted": 1, "children": ["1"]}, steps)
    assert attempts({"living": "club"}, steps).stopped is not None
    assert pages(attempts({}, steps), "family", "rooms", "gardens") == before
    assert attempts({}, steps).answers["children"] == ["1", "2"]
