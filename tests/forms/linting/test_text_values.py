"""Braces in sentences that no answer fills."""

from forms.linting import lint
from tests.forms.loading.small import small


def complaints(say: str, after: str = "") -> list[str]:
    more = f"      - {{id: cost, type: money, label: 費用, must: [{{that: cost > 1, say: '{say}'}}]}}\n" + after
    return [complaint.text for complaint in lint(small(more)) if complaint.key == "lint.unfilled"]


def test_an_answer_of_the_form_fills_the_braces() -> None:
    assert complaints("{cost}では足りません。") == []


def test_what_names_no_question_is_refused_and_the_nearest_is_proposed() -> None:
    assert complaints("{csot}では足りません。") == ["ja: nothing fills {csot}: did you mean cost?"]


def test_a_question_of_other_rows_does_not_fill_them() -> None:
    rows = """\
  - {step: 家族, id: family, repeat: people, label: 家族, max: 5, ask: [{id: name, type: text, label: 名前, max: 20}]}
"""
    assert complaints("{people.name}さんです。", rows) != []


def test_a_question_that_comes_later_does_not_fill_them() -> None:
    more = "  - {step: あと, id: after, ask: [{id: later, type: money, label: あとの額}]}\n"
    assert complaints("{later}では足りません。", more) != []


def test_a_label_says_no_answers_and_that_is_reported() -> None:
    (text,) = (
        complaint.text
        for complaint in lint(small("      - {id: note, type: text, label: '{reason}のこと'}\n"))
        if complaint.key == "lint.unfilled"
    )
    assert text == "ja: nothing fills {reason}: answers stand in `say` of must, warn and stop, and in `next`, alone"
