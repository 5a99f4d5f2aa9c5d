"""Rows and blocks in tall, wide and per-repeat files."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from forms.text.reading import read_sheet
from integrations.exports.definition import LayoutFile
from integrations.exports.layout import FileLayout
from integrations.exports.loading import LAYOUTS, load_layouts
from integrations.exports.rows import around, rows_of
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import AnswerTable, Bench, Column, Record
from tests.integrations.exports.sample import BATCH, record

ASKED = frozenset(
    {
        "claimant.name", "claimant.phone", "here", "children", "children.1.birth", "children.1.apart", "children.3.birth",
        "children.3.apart", "children.1.schools", "children.3.schools", "children.1.schools.1.school",
        "children.1.schools.2.school", "claimant.number",
    }
)  # fmt: skip
ANSWERS: Mapping[str, object] = {
    "claimant.name": {"": "髙見本　太郎", "family": "髙見本", "given": "太郎"},
    "claimant.number": "999999999015",
    "here": "no",
    "children": ["1", "3"],
    "children.1.birth": "2015-06-01",
    "children.1.apart": "no",
    "children.1.schools": ["1", "2"],
    "children.1.schools.1.school": "第一",
    "children.3.birth": "2020-06-01",
}


def cells(_field: str, value: object) -> Mapping[str, str]:
    if isinstance(value, Mapping):
        return value
    return {"": str(len(value)) if isinstance(value, list) else str(value)}


TABLE = AnswerTable(
    (
        Column("claimant.name", "", "申請する人 氏名"),
        Column("claimant.name", "family", "申請する人 氏名 姓"),
        Column("claimant.phone", "", "申請する人 電話"),
        Column("claimant.number", "", "申請する人 個人番号"),
        Column("here", "", "この市ですか"),
        Column("moved_on", "", "転入の日"),
        Column("children", "", "子ども"),
        Column("children.birth", "", "子ども 生年月日", "children"),
        Column("children.apart", "", "子ども 別居", "children"),
        Column("children.schools", "", "子ども 学校", "children"),
        Column("children.schools.school", "", "子ども 学校 名前", "children.schools"),
        Column("older", "", "年上の子"),
        Column("older.nick", "", "年上の子 呼び名", "older"),
    ),
    {"here": {"yes": "はい", "no": "いいえ"}, "children.apart": {"yes": "はい", "no": "いいえ"}},
    cells,
    frozenset({"claimant.number"}),
    repeats={"children": "子ども", "children.schools": "学校", "older": "年上の子"},
)
FAMILY = Record({**record().head, "procedure": "family", "version": 2}, ANSWERS, lambda: ASKED - ANSWERS.keys())
ALL = {layout.id: layout for layout in load_layouts(lambda *_: TABLE)}
GENERIC, BOOK = ALL["generic.application"], ALL["generic.application.xlsx"]


def written(layout: FileLayout, records: list[Record], folder: Path) -> dict[str, str]:
    files = layout.write(records, BATCH, Bench(folder))
    return {file.name.split("_", 2)[2]: file.path.read_text(encoding="utf-8-sig") for file in files}


def lines(text: str) -> list[str]:
    return text.removeprefix("\ufeff").splitlines()


def tall(text: str) -> list[tuple[str, ...]]:
    """(item, heading, ordinal, code, value, other, row, state) of each line."""
    return [tuple(line[1:]) for line in csv.reader(StringIO(text))][1:]


def test_the_wide_table_has_a_column_for_each_question_by_its_full_name(tmp_path: Path) -> None:
    table = lines(written(GENERIC, [FAMILY], tmp_path)["applications_table_family_2.csv"])
    assert table == [
        '"受付番号","手続ID","様式版","行","外の行","未回答の項目",'
        '"claimant.name","claimant.name.family","claimant.phone","here","moved_on","children","older"',
        # Left empty: "" with a name. No: no. Not asked: no line.
        '"R8-000001","family","2",,,"claimant.phone","髙見本　太郎","髙見本","","no",,"2",',
    ]


def test_each_repeat_has_a_table_that_is_linked_by_number_and_row(tmp_path: Path) -> None:
    files = written(GENERIC, [FAMILY], tmp_path)
    assert lines(files["applications_table_family_2_children.csv"]) == [
        '"受付番号","手続ID","様式版","行","外の行","未回答の項目","children.birth","children.apart","children.schools"',
        '"R8-000001","family","2","1",,,"2015-06-01","no","2"',
        '"R8-000001","family","2","3",,"children.apart","2020-06-01","","0"',
    ]
    assert lines(files["applications_table_family_2_children.schools.csv"]) == [
        '"受付番号","手続ID","様式版","行","外の行","未回答の項目","children.schools.school"',
        '"R8-000001","family","2","1.1","1",,"第一"',
        '"R8-000001","family","2","1.2","1","children.schools.school",""',
    ]
    assert len(lines(files["applications_table_family_2_older.csv"])) == 1


def test_the_tall_file_has_a_line_for_each_answer_and_each_that_was_left_empty(tmp_path: Path) -> None:
    assert tall(written(GENERIC, [FAMILY], tmp_path)["applications_answers.csv"]) == [
        ("claimant.name", "申請する人 氏名", "1", "", "髙見本　太郎", "", "", "answered"),
        ("claimant.name.family", "申請する人 氏名 姓", "1", "", "髙見本", "", "", "answered"),
        ("claimant.phone", "申請する人 電話", "", "", "", "", "", "unanswered"),
        ("here", "この市ですか", "1", "no", "いいえ", "", "", "answered"),
        ("children", "子ども", "1", "", "2", "", "", "answered"),
        ("children.birth", "子ども 生年月日", "1", "", "2015-06-01", "", "1", "answered"),
        ("children.apart", "子ども 別居", "1", "no", "いいえ", "", "1", "answered"),
        ("children.schools", "子ども 学校", "1", "", "2", "", "1", "answered"),
        ("children.birth", "子ども 生年月日", "1", "", "2020-06-01", "", "3", "answered"),
        ("children.apart", "子ども 別居", "", "", "", "", "3", "unanswered"),
        ("children.schools", "子ども 学校", "1", "", "0", "", "3", "answered"),
        ("children.schools.school", "子ども 学校 名前", "1", "", "第一", "", "1.1", "answered"),
        ("children.schools.school", "子ども 学校 名前", "", "", "", "", "1.2", "unanswered"),
    ]


def test_the_table_of_questions_shows_what_each_column_is(tmp_path: Path) -> None:
    items = lines(written(GENERIC, [FAMILY], tmp_path)["applications_items.csv"])
    assert items[0] == '"手続ID","様式版","項目コード","項目名","繰返し"'
    assert '"family","2","children.birth","子ども 生年月日","children"' in items
    assert '"family","2","claimant.name.family","申請する人 氏名 姓",' in items


def test_a_number_of_a_person_has_no_column_and_is_not_called_unanswered(tmp_path: Path) -> None:
    without = replace(FAMILY, answers={name: value for name, value in ANSWERS.items() if name != "claimant.number"})
    for family in (FAMILY, without):
        files = written(GENERIC, [family], tmp_path)
        assert not any("999999999015" in text for text in files.values())
        for name, text in files.items():
            assert ("claimant.number" in text) == name.endswith("_items.csv")


def test_versions_have_tables_of_their_own(tmp_path: Path) -> None:
    later = replace(FAMILY, head={**FAMILY.head, "receipt_number": "R8-000002", "version": 3})
    files = written(GENERIC, [FAMILY, later, FAMILY], tmp_path)
    assert len(lines(files["applications_table_family_2.csv"])) == 3
    assert len(lines(files["applications_table_family_3.csv"])) == 2
    assert list(files)[4:6] == ["applications_table_family_2.csv", "applications_table_family_2_children.csv"]


def test_the_workbook_has_a_worksheet_for_each_table(tmp_path: Path) -> None:
    (book, *_) = BOOK.write([FAMILY], BATCH, Bench(tmp_path))
    sheets = CalamineWorkbook.from_filelike(BytesIO(book.path.read_bytes()))
    assert sheets.sheet_names[4:] == ["回答表1", "回答表2 子ども", "回答表3 学校", "回答表4 年上の子"]
    assert sheets.get_sheet_by_name("回答表2 子ども").to_python()[2][3:] == [
        "3", "", "children.apart", "2020-06-01", "", "0",
    ]  # fmt: skip


def test_what_a_row_is_called_may_be_no_title_and_is_cut_to_one(tmp_path: Path) -> None:
    odd = replace(
        TABLE, repeats={"children": "子ども/[同居]" * 5, "children.schools": "子ども/[同居]" * 5, "older": "?"}
    )
    layout = next(layout for layout in load_layouts(lambda *_: odd) if layout.id == BOOK.id)
    (book, *_) = layout.write([FAMILY], BATCH, Bench(tmp_path))
    titles = CalamineWorkbook.from_filelike(BytesIO(book.path.read_bytes())).sheet_names[4:]
    assert titles[1] == "回答表2 " + "子ども同居" * 5
    assert titles[3] == "回答表4"
    assert len(set(titles)) == 4


CHILDREN = {
    "layout": "family.children", "version": "1", "basis": "assumption", "title": "子ども", "purpose": "core-system",
    "applies_to": {"procedure": "family"},
    "file": {"kind": "csv", "embedded_newline": "space", "formulas": "keep", "name": "c.csv", "done": {"name": "c.end"}},
    "unmappable": {"default": "hold"},
    "records": [
        {
            "id": "schools", "foreach": "row", "of": "children.schools", "title": "学校",
            "columns": [
                {"name": "姓", "from": "answers.claimant.name.family"},
                {"name": "生年月日", "type": "D", "fmt": "%Y%m%d", "from": "answers.children.birth"},
                {"name": "学校", "from": "answers.children.schools.school"},
                {"name": "番号", "type": "N", "from": "row.number"},
            ],
        },
    ],
}  # fmt: skip


def of_rows(**changed: object) -> FileLayout:
    facts = {**CHILDREN, "records": [{**CHILDREN["records"][0], **changed}]}  # type: ignore[index]
    return FileLayout(LayoutFile.model_validate(facts), lambda *_: TABLE)


def test_a_layout_of_one_procedure_can_have_a_line_for_each_row_with_what_stands_around_it(tmp_path: Path) -> None:
    (file, *_) = of_rows().write([FAMILY], BATCH, Bench(tmp_path))
    assert file.path.read_text(encoding="utf-8").splitlines()[1:] == [
        '"髙見本","20150601","第一","1"', '"髙見本","20150601","","2"',
    ]  # fmt: skip


@pytest.mark.parametrize("changed", [{"of": "cousins"}, {"of": "children"}, {"foreach": "application", "of": ""}])
def test_a_question_of_rows_that_a_line_is_not_in_is_refused(changed: dict[str, object]) -> None:
    kept = of_rows(**changed, columns=[{"name": "学校", "from": "answers.children.schools.school"}])
    with pytest.raises(AdapterError, match="LAYOUT_UNFIT"):
        kept.check([FAMILY])


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"foreach": "row", "of": ""}, "of is required"),
        ({"foreach": "application", "of": "children"}, "of is required"),
        ({"foreach": "table", "of": ""}, "{table} is required"),
    ],
)
def test_a_kind_of_line_that_does_not_say_what_it_needs_is_refused(changed: dict[str, object], expected: str) -> None:
    columns = [{"name": "番号", "from": "head.receipt_number"}]
    facts = {**CHILDREN, "records": [{**CHILDREN["records"][0], **changed, "columns": columns}]}  # type: ignore[index]
    assert any(expected in text for _, text in LayoutFile.model_validate(facts).faults())


def test_the_shipped_ones_are_sound_and_tell_rows() -> None:
    for name in (GENERIC.id, BOOK.id):
        layout = read_sheet(LAYOUTS / f"{name}.yaml", LayoutFile)
        assert [record.foreach for record in layout.records] == ["application", "answer", "code", "item", "table"]


def test_rows_of_rows_are_found_through_those_around_them() -> None:
    chain = around(TABLE.repeats, "children.schools")
    assert chain == ("children", "children.schools")
    assert list(rows_of(ANSWERS, chain)) == [
        ("1", {"children": "children.1", "children.schools": "children.1.schools.1"}),
        ("2", {"children": "children.1", "children.schools": "children.1.schools.2"}),
    ]
    assert list(rows_of({}, chain)) == []
