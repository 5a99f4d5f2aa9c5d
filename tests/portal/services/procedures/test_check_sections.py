"""The asked questions with their answers, in order."""

import pytest

from forms.messages import sentences
from forms.path.path import walk
from forms.text.speech import Speech
from portal.services.procedures.check_sections import CheckSection, check_sections, shown
from tests.definitions.shelf import shelf
from tests.forms.first import ENVIRONMENT, first
from tests.forms.loading.small import small
from tests.portal.world import ANSWERS


def speech(language: str = "ja") -> Speech:
    return Speech(language, sentences(language), first().texts.get(language, {}))


def sections(language: str = "ja", **changes: object) -> tuple[CheckSection, ...]:
    answers = {name: value for name, value in {**ANSWERS, **changes}.items() if value is not None}
    return check_sections(first(), walk(first(), answers, ENVIRONMENT), speech(language))


def values(**changes: object) -> dict[str, str]:
    return {row.field: row.value for section in sections("ja", **changes) for row in section.rows}


def test_every_asked_question_stands_once_in_the_order_of_the_form() -> None:
    path = walk(first(), ANSWERS, ENVIRONMENT)
    fields = [row.field for section in sections() for row in section.rows]
    assert fields == [field.id for asked in path.pages for field in asked.fields]
    assert [section.title for section in sections()] == [step.title for step in first().steps if step.id != "health"]


def test_answers_are_in_words_never_in_codes() -> None:
    sections = values()
    assert sections["cards"] == "被保険者証、負担割合証"
    assert sections["birth"] == "昭和24年（1949年）4月3日"
    assert sections["name"].replace("　", "") == "髙見本太郎"
    assert sections["delivery"] == "住民票の住所に郵便で受け取る"


def test_what_was_left_empty_is_empty() -> None:
    assert values()["email"] == ""
    assert values(insured_no=None)["insured_no"] == ""


def test_each_row_leads_to_the_page_where_it_is_changed() -> None:
    pages = {row.field: row.page for section in sections() for row in section.rows}
    assert (pages["name"], pages["kana"], pages["reason"]) == ("insured_person", "insured_person", "reason")


def test_a_computed_value_leads_to_no_page_because_nothing_there_can_be_changed() -> None:
    procedure = small("      - {id: lost_too, type: computed, of: yes_no, label: 紛失, compute: reason == lost}\n")
    path = walk(procedure, {"reason": "torn"}, ENVIRONMENT)
    pages = {row.field: row.page for section in check_sections(procedure, path, speech()) for row in section.rows}
    assert pages == {"reason": "reason", "lost_too": ""}


def test_a_step_that_is_not_asked_has_no_section() -> None:
    assert "医療保険" not in [section.title for section in sections()]
    young = sections(birth="1970-01-01", health_kind="welfare")
    assert "医療保険" in [section.title for section in young]


@pytest.mark.parametrize("language", ["ja", "easy"])
def test_labels_are_in_the_readers_language(language: str) -> None:
    for section in sections(language):
        for row in section.rows:
            assert row.label == speech(language).text(f"ask.{row.field}.label", first().field(row.field).label)
    titles = [section.title for section in sections(language)]
    assert titles[0] == speech(language).text("steps.filer.title", first().steps[0].title)


def test_one_answer_alone_is_shown_the_same() -> None:
    path = walk(first(), ANSWERS, ENVIRONMENT)
    assert shown(first().field("reason"), path, speech()) == "なくした・焼けた"
    assert shown(first().field("return_by"), path, speech()) == ""


@pytest.mark.parametrize(
    ("definition", "language", "counts"),
    [
        ("rows-unit", "ja", ["1人", "2人"]),
        ("rows-named", "ja", ["1件", "2件"]),
        ("rows-unit", "en", ["1 person(s)", "2 person(s)"]),
    ],
)
def test_rows_are_counted_in_the_word_of_their_definition(definition: str, language: str, counts: list[str]) -> None:
    procedure = shelf()[definition]
    texts = Speech(language, sentences(language), {})
    shown_counts = []
    for rows in (["1"], ["1", "2"]):
        path = walk(procedure, {"people": rows}, ENVIRONMENT)
        shown_counts += [
            row.value
            for section in check_sections(procedure, path, texts)
            for row in section.rows
            if row.field == "people"
        ]
    assert shown_counts == counts
