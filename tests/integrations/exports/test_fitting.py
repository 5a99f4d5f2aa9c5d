"""Names in a layout that the procedure lacks."""

from pathlib import Path

import pytest

from forms.text.reading import read_sheet
from integrations.exports.definition import LayoutFile
from integrations.exports.fitting import readers_of, unknown_names
from integrations.exports.map_fitting import foreign_codes, foreign_maps
from integrations.sockets.layout_socket import AnswerTable, Column
from tests.integrations.exports.small import layout, main_record

TABLE = AnswerTable(
    (
        Column("name", "", "氏名"), Column("sex", "", "性別"), Column("way", "", "方法"), Column("way", "tell", "そのほか"),
        Column("children", "", "子"), Column("children.name", "", "子の氏名", "children"),
        Column("children.kind", "", "子の区分", "children"), Column("wishes", "wish_1", "第1希望"),
    ),
    {"sex": {"male": "男", "female": "女"}, "way": {"post": "郵送", "desk": "窓口"}, "children.kind": {"own": "実子"}},
    lambda _field, value: {"": str(value)},
    repeats={"children": "子"},
    people=frozenset(["claimant", "children"]),
)  # fmt: skip
PART = 'kind: csv, name: "a{part}.txt"'


def small(folder: Path, records: str, *, file: str = "kind: csv", more: str = "") -> LayoutFile:
    layout(folder, file, records, made_of=lambda *_: TABLE, more=more)
    return read_sheet(folder / "small.yaml", LayoutFile)


def column(rest: str) -> str:
    return main_record(f"      - {{name: 列, {rest}}}\n")


def of_rows(rest: str) -> str:
    return column(rest).replace("foreach: application", "foreach: row\n    of: children")


@pytest.mark.parametrize(
    ("records", "place", "expected"),
    [
        (column("from: answers.nmae"), "from", "has no answers.nmae: did you mean name?"),
        (column("from: [answers.name, answers.sx]"), "from", "has no answers.sx: did you mean sex?"),
        (column("compute: answers.sx, reads: {answers.sx: text}"), "answers.sx", "has no answers.sx: did you mean sex?"),
        (column("from: answers.children.name"), "from", "asks answers.children.name in the rows of children: write each"),
        (column('each: childs, between: "、", len: 9, from: answers.name'), "each", "has no childs: did you mean children?"),
        (column('each: children, between: "、", len: 9, from: answers.children.age'), "from", "did you mean children.name?"),
        (of_rows("from: answers.children.nam"), "from", "did you mean children.name?"),
        (of_rows("from: answers.name").replace("of: children", "of: childs"), "of", "has no childs: did you mean children?"),
        (column("from: answers.name").replace("title", "where: answers.nam\n    title"), "where", "did you mean name?"),
        (
            column("from: part.value").replace("foreach: application", "foreach: part\n    of: wishs"),
            "of",
            "has no wishs: did you mean wishes?",
        ),
    ],
)  # fmt: skip
def test_what_a_procedure_does_not_ask_is_reported_where_it_is_named(
    tmp_path: Path, records: str, place: str, expected: str
) -> None:
    (complaint,) = unknown_names(small(tmp_path, records), TABLE)
    assert (complaint.steps[:2], complaint.steps[-1]) == (("records", 0), place)
    assert expected in complaint.text


@pytest.mark.parametrize("person", ["children", "claimnt"])
def test_a_person_whose_number_nobody_gives_there_is_reported(tmp_path: Path, person: str) -> None:
    layout_file = small(tmp_path, column("from: head.version"))
    record = layout_file.records[0]
    named = record.columns[0].model_copy(update={"from_": (f"numbers.{person}",)})
    changed = layout_file.model_copy(update={"records": (record.model_copy(update={"columns": (named,)}),)})
    assert [complaint.name for complaint in unknown_names(changed, TABLE)] == [f"numbers.{person}"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("answers.sx", ["has no answers.sx: did you mean sex?"]),
        ("answers.children.kind", ["asks answers.children.kind in the rows of children: write each, or a line of row"]),
        ("answers.sex", []),
        ("head.office", []),
    ],
)
def test_files_are_split_by_what_is_asked_once(tmp_path: Path, key: str, expected: list[str]) -> None:
    layout = small(tmp_path, column("from: answers.name"), file=f"{PART}, split: {{by: {key}}}")
    assert [complaint.text for complaint in unknown_names(layout, TABLE)] == expected


def test_what_is_asked_is_not_reported(tmp_path: Path) -> None:
    records = of_rows("from: [answers.name, answers.children.name]") + column("from: answers.children").replace(
        "id: main", 'id: other\n    name: "{stem}_b.txt"\n    where: answers.sex'
    )
    assert [*unknown_names(small(tmp_path, records), TABLE)] == []


CODED = "type: C, map: codes, from: "
FOREIGN = "and the map codes has none of its codes: female, male"


@pytest.mark.parametrize(
    ("columns", "maps", "foreign", "single"),
    [
        ([f"{CODED}answers.sex"], "codes: {male: m, female: f}", 0, []),
        ([f"{CODED}answers.sex"], "codes: {male: m, femal: f}", 0, ["femal"]),
        ([f"{CODED}answers.sex"], "codes: {a: m, b: f}", 1, []),
        ([f"{CODED}answers.sex", f"{CODED}answers.way"], "codes: {male: m, female: f, post: p, desk: d}", 0, []),
        ([f"{CODED}answers.sex", f"{CODED}head.door"], "codes: {male: m, online: o}", 0, []),
        ([f"{CODED}answers.way.tell"], "codes: {x: y}", 0, []),
        ([f"{CODED}answers.sex, signs: 1-1"], "codes: {m: a, f: b}", 0, []),
        ([f"{CODED}[answers.sex, answers.way]"], "codes: {malepost: a}", 0, []),
        ([f"{CODED}answers.name"], "codes: {x: y}", 0, []),
    ],
)
def test_codes_of_a_map_are_held_against_what_may_be_answered(
    tmp_path: Path, columns: list[str], maps: str, foreign: int, single: list[str]
) -> None:
    named = "".join(f"      - {{name: 列{index}, {rest}}}\n" for index, rest in enumerate(columns))
    layout = small(tmp_path, main_record(named), more=f"maps:\n  {maps}\n")
    assert [FOREIGN in complaint.text for complaint in foreign_maps(layout, TABLE)] == [True] * foreign
    assert [complaint.steps for complaint in foreign_codes(layout, TABLE)] == [("maps", "codes", key) for key in single]


def test_codes_of_days_are_held_against_them_too(tmp_path: Path) -> None:
    dated = "dated_maps:\n  codes: [{to: 2026-03-31, codes: {male: m}}, {from: 2026-04-01, codes: {femal: f}}]\n"
    (complaint,) = foreign_codes(small(tmp_path, column(f"{CODED}answers.sex"), more=dated), TABLE)
    assert complaint.steps == ("dated_maps", "codes", 1, "codes", "femal")
    assert complaint.text == "has no code femal for the map codes: did you mean female?"


@pytest.mark.parametrize(
    ("records", "question", "readers"),
    [
        (column("from: [answers.name, answers.sex]"), "sex", ["列"]),
        (column("from: answers.way.tell"), "way", ["列"]),
        (column("from: answers.name"), "nam", []),
        (column("compute: answers.sex, reads: {answers.sex: text}"), "sex", ["列"]),
        (of_rows("from: answers.children.name"), "children", ["本体", "列"]),
        (column('each: children, between: "、", len: 9, from: answers.children.name'), "children.name", ["列"]),
        (column("from: answers.name").replace("title", "where: answers.sex\n    title"), "sex", ["本体"]),
    ],
)
def test_who_reads_a_question_is_known_by_column(
    tmp_path: Path, records: str, question: str, readers: list[str]
) -> None:
    assert list(readers_of(small(tmp_path, records), question)) == readers
