"""A renamed question is renamed in each place that names it, and nothing else is."""

import random

import pytest

from forms.city.city import load_city
from forms.complaints import Refused
from forms.definition.registry import field_types
from forms.loading import load_text, read_library
from forms.loading.library import SHIPPED as LIBRARY
from forms.loading.source import read_source
from portal.config import TREE
from portal.services.procedures.check_definition import check_definition
from portal.services.workshop.definition_text import DefinitionText, LeftToText
from portal.services.workshop.edit_questions import QUESTION, ROWS, kind_of, parts_of
from portal.services.workshop.rename_part import rename_part
from tests.portal.services.workshop.test_edit_questions import SHIPPED, changed

TEXT = """\
principal: {name: name}
follows: {procedure: name, outcomes: [old], answers: [name]}
steps:
  - step: One
    id: one
    ask:
      - {id: name, type: text, label: name}  # name
      - repeat: people
        label: Person
        each: "{name}"
        ask:
          - {id: name, type: text, label: "{name}", when: name.answered}
          - {id: old, type: yes_no, label: Old, must: [{that: "name.answered and people.count(old) > 1", say: name}]}
attach:
  - {id: paper, label: Paper, when: people.any(old) and name.answered and start > "2026-01-01"}
because: {"lint.x:ask.people.name": why}
scenarios:
  - {name: name, today: 2026-11-20, answers: {name: name, people: [{name: name, old: true}]}, expect: {asked: [people.1.name]}}
"""
NAME, PEOPLE = ("steps", 0, "ask", 0), ("steps", 0, "ask", 1)


def test_the_question_of_a_row_and_its_namesake_are_distinguished() -> None:
    easy = 'ask.people.name.label: {text: "{people.name}", of: aaaaaaaa}\nask.name.label: {text: x, of: aaaaaaaa}\n'
    renamed = rename_part({"": TEXT, "easy": easy}, (*PEOPLE, "ask", 0), "called")
    assert (renamed.old, renamed.new) == ("people.name", "people.called")
    assert renamed.texts["easy"] == easy.replace("people.name", "people.called")
    assert changed(TEXT, renamed.texts[""])[1] == sorted([
        '        each: "{called}"',
        '          - {id: called, type: text, label: "{called}", when: called.answered}',
        '          - {id: old, type: yes_no, label: Old, must: [{that: "called.answered and people.count(old) > 1", say: name}]}',
        'because: {"lint.x:ask.people.called": why}',
        "  - {name: name, today: 2026-11-20, answers: {name: name, people: [{called: name, old: true}]}, expect: {asked: [people.1.called]}}",
    ])  # fmt: skip


def test_a_repeat_and_a_question_outside_it_are_renamed() -> None:
    people = rename_part({"": TEXT}, PEOPLE, "members").texts[""]
    assert people == TEXT.replace("people", "members")
    name = rename_part({"": TEXT}, NAME, "applicant").texts[""]
    assert "principal: {name: applicant}" in name
    assert "follows: {procedure: name, outcomes: [old], answers: [applicant]}" in name
    assert "people.any(old) and applicant.answered" in name
    assert "answers: {applicant: name, people: [{name: name, old: true}]}" in name
    assert "  # name" in name


def test_what_cannot_be_distinguished_from_an_option_is_left_to_the_text() -> None:
    text = TEXT.replace("type: text, label: name}", "type: choice, label: C, options: {old: O, new: N}}")
    for path, name in (((*PEOPLE, "ask", 1), "aged"), (NAME, "new"), (("steps", 0), "two")):
        with pytest.raises(LeftToText, match="rename"):
            rename_part({"": text}, path, name)


@pytest.mark.parametrize("number", range(0, len(SHIPPED), 9))
def test_a_shipped_definition_has_the_same_complaints_after_it(number: int) -> None:
    file, library = SHIPPED[number], read_library((LIBRARY, SHIPPED[number].parent))
    texts = {
        path.name.split(".")[1] if path != file else "": read_source(path)
        for path in file.parent.glob(f"{file.stem}.*")
    }
    known, city = DefinitionText(texts[""]), load_city(TREE / "forms" / "cities" / "mihon")
    named = [
        path
        for path, node in parts_of(known.tree)
        if kind_of(node, path) in (QUESTION, ROWS) and "use" not in node.mapping
    ]
    path = random.Random(number).choice(named)

    def complaints(given: dict[str, str]) -> int:
        others = {part: text for part, text in given.items() if part}
        try:
            procedure = load_text(given[""], file.name, fields=field_types(), translations=others, library=library)
        except Refused as refused:
            raise AssertionError(refused.complaints) from refused
        return len(check_definition(procedure, city))

    try:
        renamed = rename_part(texts, path, "zz_renamed")
    except LeftToText:
        return  # it has the name of an option
    assert complaints(dict(renamed.texts)) == complaints(texts)
