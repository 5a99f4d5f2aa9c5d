"""Unique headings of a version's columns."""

from portal.services.procedures.answer_tables import answer_table
from tests.forms.household import household
from tests.forms.loading.small import small


def headings(more: str) -> dict[str, str]:
    table = answer_table(small(f"      - {{id: more, label: 収入, {more}}}\n"))
    return {column.suffix: column.heading for column in table.columns if column.field == "more"}


def test_rows_of_amounts_are_headed_as_the_definition_calls_them() -> None:
    assert headings("type: table_of_amounts, rows: {april: 4月, may: 5月}") == {
        "": "収入", "april": "収入 4月", "may": "収入 5月",
    }  # fmt: skip


def test_parts_of_other_questions_are_headed_as_the_engine_calls_them() -> None:
    assert headings("type: person_name") == {"": "収入", "family": "収入 姓", "given": "収入 名"}


def test_a_number_of_a_person_is_known_as_one() -> None:
    table = answer_table(small("      - {id: more, label: 個人番号, type: my_number, protection: number}\n"))
    assert table.numbers == {"more"}


def test_questions_of_blocks_and_rows_are_called_by_their_full_names_and_say_whose_they_are() -> None:
    table = answer_table(household())
    columns = {column.name: (column.heading, column.repeat) for column in table.columns}
    assert columns["claimant.work"] == ("申請する人 仕事", "")
    assert columns["claimant.jobs.employer"] == ("申請する人 勤め先 会社の名前", "claimant.jobs")
    assert columns["children"] == ("子ども", "")
    assert columns["children.name.family"] == ("子ども 氏名 姓", "children")
    assert columns["children.schools.school"] == ("子ども 学校 学校の名前", "children.schools")
    assert table.repeats == {
        "claimant.jobs": "勤め先", "children": "子ども", "children.schools": "学校", "older": "年上の子",
    }  # fmt: skip
    assert table.codes["claimant.work"] == {"company": "会社", "none": "なし"}
    assert table.numbers == {"claimant.my_number"}


def test_a_repeat_says_how_many_rows_it_has() -> None:
    cells = answer_table(household()).cells
    assert cells("children", ["1", "3"]) == {"": "2"}
    assert cells("children.birth", "2020-06-01") == {"": "2020-06-01"}
