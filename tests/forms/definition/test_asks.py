"""What a procedure asks for, decided once."""

from tests.forms.loading.small import small

FILE = "      - {id: photo, type: file, label: 写真, why: 確かめるためです。}\n"
LATER = "attach:\n  - {id: deed, label: 登記の写し, later: true}\n"


def test_types_and_concepts_of_its_questions_are_asked_for() -> None:
    asked = small("      - {id: name, type: person_name, label: 氏名, concept: person.name}\n").asks
    assert {"choice", "person_name", "person.name"} <= asked
    assert "file" not in asked


def test_files_are_taken_by_a_question_or_by_a_paper_that_may_follow() -> None:
    assert [small(more).takes_files for more in ("", FILE, LATER)] == [False, True, True]
