"""How much the checks try: in a chain of conditions each question costs the same, however long the chain is."""

from typing import Any

import pytest

from forms.linting import lint, worlds
from forms.linting.worlds import World, every
from tests.forms.loading.small import small


@pytest.mark.uncounted
def test_a_chain_of_conditions_costs_each_question_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[World] = []

    class Counted(World):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            tried.append(self)

    monkeypatch.setattr(worlds, "World", Counted)

    def worlds_of(length: int) -> int:
        tried.clear()
        asked = ["      - {id: q0, type: yes_no, label: 質問0}\n"]
        asked += [f"      - {{id: q{n}, type: yes_no, label: 質問{n}, when: q{n - 1}}}\n" for n in range(1, length)]
        procedure = small("".join(asked))
        assert {complaint.key for complaint in lint(procedure)} == {"lint.scenarios", "lint.why_section"}
        return len(tried)

    assert worlds_of(300) < 300 * 40
    assert worlds_of(300) < worlds_of(150) * 2.1


def test_every_wants_one_and_no_false_one() -> None:
    assert [every([]), every([True]), every([True, False])] == [False, True, False]
