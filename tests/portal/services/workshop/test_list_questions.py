"""The questions of a text as a person reads them, with the complaints about each."""

from forms.complaints import Complaint
from portal.services.workshop.definition_text import DefinitionText
from portal.services.workshop.list_questions import Entry, list_questions, targets
from tests.portal.services.workshop.test_edit_questions import TEXT

WITH_BLOCK = TEXT.replace(
    "tail:",
    "  - {step: Three, id: three, use: person}\n  - step: Four\n    repeat: rows\n    id: four\n    label: Rows\n    ask: [{id: z, type: text, label: Z, required: x}]\nscenarios:\n  - {name: S, expect: {complete: false}}\n  - {name: T, expect: {stops_at: a}}\ntail:",
)


def listed(*lines: int) -> tuple[Entry, ...]:
    complaints = [Complaint("x.yaml", line, 1, "no.such", f"line {line}") for line in lines]
    return list_questions(DefinitionText(WITH_BLOCK), complaints, None).entries


def test_a_complaint_is_with_the_innermost_part_it_is_about() -> None:
    first, second, third, _ = listed(4, 7, 10, 14)
    assert [line.words for line in first.complaints] == ["line 4"]
    assert [[line.line for line in entry.complaints] for entry in first.entries] == [[7], [10, 14], []]
    assert (second.complaints, third.complaints) == ((), ())
    number = WITH_BLOCK[: WITH_BLOCK.index("{name: S")].count("\n") + 1
    complaints = [Complaint("x.yaml", line, 1, "no.such", "words") for line in (1, number)]
    whole = list_questions(DefinitionText(WITH_BLOCK), complaints, None)
    assert [line.line for line in whole.others] == [1]
    assert [(name, complete, len(wrong)) for _, name, complete, wrong in whole.examples] == [
        ("S", False, 1), ("T", None, 0),
    ]  # fmt: skip


def test_a_condition_is_a_sentence_and_what_cannot_move_is_marked() -> None:
    first, second, third, fourth = listed()
    question = second.entries[0].entries[0]
    assert (question.at, question.kind, question.rule) == ("steps.1.ask.0.ask.0", "question", "b == x")
    assert question.words == "「B」が「X」のとき、聞く"
    assert [entry.kind for entry in (first, second.entries[0], third, fourth)] == ["step", "page", "block", "rows"]
    assert [entry.held for entry in (question, fourth.entries[0])] == [False, True]
    assert [(entry.first, entry.last) for entry in first.entries] == [(True, False), (False, False), (False, True)]
    assert fourth.entries[0].required == "x"


def test_questions_may_be_moved_to_steps_pages_and_repeats() -> None:
    assert targets(listed()) == [
        ("steps.0", "One", "step"), ("steps.1", "Two", "step"), ("steps.1.ask.0", "Twoの「Page」", "page"),
        ("steps.3", "Rows", "rows"),
    ]  # fmt: skip
