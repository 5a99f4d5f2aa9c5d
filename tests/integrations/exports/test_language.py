"""File options of layouts."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import AnswerTable, Batch, Bench, Column, Record
from tests.integrations.exports.sample import BATCH, record, tables
from tests.integrations.exports.small import COLUMNS, content_of, every_file, layout, main_record

NAMED = """\
      - {name: 番号, physical: receiptNo, from: head.receipt_number}
      - {name: 氏名, physical: fullName, from: answers.name}
"""
FAMILY = AnswerTable(
    (
        Column("name", "", "氏名"),
        Column("children", "", "子"),
        Column("children.name", "", "子の氏名", "children"),
        Column("children.birth", "", "子の生年月日", "children"),
    ),
    {},
    lambda field, value: {"": str(len(value)) if isinstance(value, list) else str(value)},
    frozenset(),
    frozenset(),
    {"children": "子"},
)


def family(number: str = "R8-000001", *children: tuple[str, str], left: frozenset[str] = frozenset()) -> Record:
    answers: dict[str, object] = {"children": [str(row) for row in range(1, len(children) + 1)]}
    for row, (name, birth) in enumerate(children, 1):
        answers |= {f"children.{row}.name": name} | ({f"children.{row}.birth": birth} if birth else {})
    return replace(record(number, answers=answers), left=lambda: left)


def rows(data: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(encoding))))


@pytest.mark.parametrize(
    ("header", "heading"),
    [
        ("names", [["番号", "氏名"]]),
        ("physical", [["receiptNo", "fullName"]]),
        ("both", [["番号", "氏名"], ["receiptNo", "fullName"]]),
        ("none", []),
    ],
)
def test_the_heading_names_columns_for_people_and_for_machines(
    tmp_path: Path, header: str, heading: list[list[str]]
) -> None:
    file_layout = layout(tmp_path, f"kind: csv, header: {header}", main_record(NAMED))
    assert rows(content_of(file_layout, tmp_path / "out"))[:-1] == heading


def test_a_workbook_can_have_the_names_for_machines(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, "kind: xlsx, header: physical", main_record(NAMED))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(file_layout, tmp_path / "out")))
    assert book.get_sheet_by_name("本体").to_python()[0] == ["receiptNo", "fullName"]


PARTS = """\
  - id: main
    foreach: application
    title: 本体
    columns: [{name: 番号, from: head.receipt_number}, {name: 版, type: N, from: head.version}]
  - id: child
    foreach: row
    of: children
    title: 子
    name: "{stem}_child.txt"
    columns: [{name: 番号, from: head.receipt_number}, {name: 子, from: answers.children.name}]
"""


def test_a_file_is_split_by_lines_and_keeps_what_belongs_together(tmp_path: Path) -> None:
    file_layout = layout(
        tmp_path, 'kind: csv, split: {rows: 2}, name: "a_{part:02d}.txt"', PARTS, made_of=lambda *_: FAMILY
    )
    records = [family(f"R8-{number:06}", ("一", ""), ("二", "")) for number in range(1, 6)]
    files = every_file(file_layout, tmp_path / "out", *records)
    assert list(files) == [
        "a_01.txt", "a_01_child.txt", "a_02.txt", "a_02_child.txt", "a_03.txt", "a_03_child.txt", "a_01.manifest.json",
        "a.end",
    ]  # fmt: skip
    for part in ("01", "02", "03"):
        main, child = rows(files[f"a_{part}.txt"])[1:], rows(files[f"a_{part}_child.txt"])[1:]
        assert len(main) <= 2
        assert {row[0] for row in child} == {row[0] for row in main}
    parts = json.loads(files["a_01.manifest.json"])["parts"]
    assert [part["applications"] for part in parts] == [2, 2, 1]


def test_a_file_is_split_by_bytes_with_its_heading_and_its_trailer(tmp_path: Path) -> None:
    records = """\
  - {id: data, foreach: application, title: データ, columns: [{name: 番号, len: 300, unit: byte, from: head.receipt_number}]}
  - {id: end, foreach: batch, at: last, title: エンド, within: data, columns: [{name: 件数, type: N, len: 300, unit: byte, from: count.data}]}
"""
    name = 'split: {bytes: 3000}, name: "a{part}.txt"'
    file_layout = layout(tmp_path, f"kind: fixed, header: none, newline: none, {name}", records)
    files = every_file(file_layout, tmp_path / "out", *(record(f"R8-{number:06}") for number in range(20)))
    parts = [data for file, data in files.items() if file.endswith(".txt")]
    assert len(parts) > 2
    assert all(len(data) <= 3000 for data in parts)
    assert sum(int(data[-300:]) for data in parts) == 20
    assert sum(len(data) // 300 - 1 for data in parts) == 20


def test_a_file_is_split_by_what_an_answer_says(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, 'kind: csv, split: {by: answers.sex}, name: "a{part}.txt"', main_record())
    sexes = ["male", "female", "male", None]
    files = every_file(
        file_layout,
        tmp_path / "out",
        *(record(f"R8-{number:06}", answers={"sex": sex}) for number, sex in enumerate(sexes)),
    )
    numbers = [[row[0] for row in rows(files[f"a{part}.txt"])[1:]] for part in (1, 2, 3)]
    assert numbers == [["R8-000000", "R8-000002"], ["R8-000001"], ["R8-000003"]]
    assert [part["of"] for part in json.loads(files["a1.manifest.json"])["parts"]] == ["male", "female", ""]


def test_what_no_part_takes_makes_no_file(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, 'kind: csv, split: {bytes: 1024}, name: "a{part}.txt"', main_record())
    (tmp_path / "out").mkdir()
    with pytest.raises(AdapterError, match="EXPORT_SPLIT_UNFIT"):
        list(
            file_layout.write(
                [record(), record("R8-000002", answers={"name": "山" * 400})], BATCH, Bench(tmp_path / "out")
            )
        )
    assert list((tmp_path / "out").iterdir()) == []


DATED = """\
dated_maps:
  sexes:
    - {to: 2026-11-19, codes: {male: "1"}}
    - {from: 2026-11-20, codes: {male: "M", female: "F"}}
"""


@pytest.mark.parametrize(
    ("arrived", "sex", "code"),
    [
        (datetime(2026, 11, 19, 14, 59, tzinfo=UTC), "male", "1"),  # 23:59 in Tokyo
        (datetime(2026, 11, 19, 15, 0, tzinfo=UTC), "male", "M"),
        (datetime(2026, 11, 20, tzinfo=UTC), "female", "F"),
        (datetime(2026, 11, 1, tzinfo=UTC), "female", None),
    ],
)
def test_codes_are_those_of_the_day_of_arrival(tmp_path: Path, arrived: datetime, sex: str, code: str | None) -> None:
    columns = "      - {name: 性別, type: C, map: sexes, from: answers.sex}\n"
    file_layout = layout(tmp_path, "kind: csv, header: none", main_record(columns), more=DATED)
    application = record(head={"arrived_at": arrived}, answers={"sex": sex})
    if code is None:
        assert [(finding.event, finding.value) for finding in file_layout.check([application]).findings] == [
            ("missing_code", "female")
        ]
    else:
        assert rows(content_of(file_layout, tmp_path / "out", application)) == [[code]]


def test_not_asked_left_empty_and_no_are_three_things(tmp_path: Path) -> None:
    """Nothing, an empty text, and a value."""
    columns = "      - {name: 電話, from: answers.phone}\n      - {name: 印, value: '1'}\n"
    blank = replace(record(answers={"phone": None}), left=lambda: frozenset({"phone"}))
    not_asked, no = record("R8-000002", answers={"phone": None}), record("R8-000003", answers={"phone": "0"})
    for file, lines in {
        "kind: csv, header: none, unanswered: empty": b'"","1"\r\n,"1"\r\n"0","1"\r\n',
        'kind: csv, header: none, unanswered: "token:-"': b'"-","1"\r\n,"1"\r\n"0","1"\r\n',
        "kind: jsonl, newline: lf, header: none, unanswered: empty": '{"電話":"","印":"1"}\n{"電話":null,"印":"1"}\n{"電話":"0","印":"1"}\n'.encode(),
    }.items():
        folder = tmp_path / hashlib.sha256(file.encode()).hexdigest()[:8]
        folder.mkdir()
        assert content_of(layout(folder, file, main_record(columns)), folder / "out", blank, not_asked, no) == lines


def test_where_a_cell_cannot_tell_them_apart_the_report_does(tmp_path: Path) -> None:
    columns = "      - {name: 電話, len: 4, unit: byte, from: answers.phone}\n"
    file_layout = layout(
        tmp_path, "kind: fixed, header: none, unanswered: report, report: {name: r.csv}", main_record(columns)
    )
    blank = replace(record(answers={"phone": None}), left=lambda: frozenset({"phone"}))
    files = every_file(file_layout, tmp_path / "out", blank, record("R8-000002", answers={"phone": None}))
    assert files["a.txt"] == b"    \r\n    \r\n"
    assert rows(files["r.csv"]) == [
        ["受付番号", "項目", "値", "事象", "代替値", "処理"],
        ["R8-000001", "電話", "", "unanswered", "", "told"],
    ]


def test_what_was_replaced_is_in_the_report_and_private_use_only_by_its_number(tmp_path: Path) -> None:
    file_layout = layout(
        tmp_path, "kind: csv, encoding: cp932, header: none, report: {name: r.csv}", main_record(), policy="replace:〓"
    )
    odd = record(answers={"name": "𠮷\ue000〜", "phone": "=1"})
    files = every_file(file_layout, tmp_path / "out", odd)
    assert "〓〓～" in files["a.txt"].decode("cp932")
    assert [row[1:5] for row in rows(files["r.csv"])[1:]] == [
        ["氏名", "〜", "lossy", "～"],
        ["氏名", "U+E000", "private_use", "〓"],
        ["氏名", "𠮷", "unmappable", "〓"],
    ]
    assert "\ue000".encode() not in b"".join(files.values())


SIDE = """\
      - {name: 番号, from: head.receipt_number}
      - {name: "子{n}氏名", each: children, most: 2, from: answers.children.name}
      - {name: "子{n}生年月日", each: children, most: 2, type: D, fmt: "%Y%m%d", from: answers.children.birth}
      - {name: 印, value: "1"}
"""


def test_rows_are_side_by_side_row_by_row(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, "kind: csv", main_record(SIDE), made_of=lambda *_: FAMILY)
    lines = rows(content_of(file_layout, tmp_path / "out", family("R8-000001", ("一郎", "2020-01-02"))))
    assert lines == [
        ["番号", "子1氏名", "子1生年月日", "子2氏名", "子2生年月日", "印"],
        ["R8-000001", "一郎", "20200102", "", "", "1"],
    ]


def test_more_rows_than_there_is_room_for_hold_or_are_reported(tmp_path: Path) -> None:
    three = family("R8-000001", ("一", ""), ("二", ""), ("三", ""))
    held = layout(tmp_path, "kind: csv", main_record(SIDE), made_of=lambda *_: FAMILY).check([three])
    assert (held.held, [(finding.column, finding.value, finding.event) for finding in held.findings]) == (
        ("R8-000001",),
        [("子2氏名", "3", "too_many")],
    )
    going = SIDE.replace("most: 2,", "most: 2, beyond: leave_out,")
    (tmp_path / "b").mkdir()
    file_layout = layout(
        tmp_path / "b", "kind: csv, report: {name: r.csv}", main_record(going), made_of=lambda *_: FAMILY
    )
    files = every_file(file_layout, tmp_path / "out", three)
    assert rows(files["a.txt"])[1] == ["R8-000001", "一", "", "二", "", "1"]
    assert ["R8-000001", "子2氏名", "3", "too_many", "", "replaced"] in rows(files["r.csv"])


def test_rows_in_one_cell_are_joined_and_what_would_be_misread_holds(tmp_path: Path) -> None:
    columns = '      - {name: 子, each: children, between: "、", len: 10, from: answers.children.name}\n'
    file_layout = layout(tmp_path, "kind: csv, header: none", main_record(columns), made_of=lambda *_: FAMILY)
    good = family("R8-000001", ("一郎", ""), ("二郎", ""))
    assert rows(content_of(file_layout, tmp_path / "out", good)) == [["一郎、二郎"]]
    bad = [family("R8-000002", ("一、郎", "")), family("R8-000003", ("一二三四五六", ""), ("七八九十", ""))]
    assert [finding.event for finding in file_layout.check(bad).findings] == ["separator", "too_long"]


@pytest.mark.parametrize(
    ("column", "answers", "text"),
    [
        ('split: "-", take: 2, from: answers.phone', {"phone": "090-1234-5678"}, "1234"),
        ('split: "-", take: 4, from: answers.phone', {"phone": "090-1234-5678"}, ""),
        ('signs: "1-3", from: answers.phone', {"phone": "090-1234-5678"}, "090"),
        ("as: digits, from: answers.phone", {"phone": "(090)1234-5678"}, "09012345678"),
        ("as: zengin, from: answers.kana", {"kana": "タカハシ　ジョー"}, "ﾀｶﾊｼ ｼﾞﾖ-"),
        ("as: katakana, from: answers.kana", {"kana": "たかはし ｼﾞｮｰ"}, "タカハシ　ジョー"),
        ("default: '9', from: answers.phone", {"phone": None}, "9"),
        ("default: '9', from: answers.phone", {"phone": "1"}, "1"),
    ],
)
def test_a_column_takes_a_piece_another_spelling_or_a_default(
    tmp_path: Path, column: str, answers: dict[str, object], text: str
) -> None:
    file_layout = layout(
        tmp_path,
        "kind: csv, header: none",
        main_record(f"      - {{name: 列, {column}}}\n      - {{name: 印, value: '1'}}\n"),
    )
    assert rows(content_of(file_layout, tmp_path / "out", record(answers=answers))) == [[text, "1"]]


@pytest.mark.parametrize(("how", "kana"), [("zengin", "髙橋"), ("katakana", "ABC商事"), ("digits", "電話なし")])
def test_what_has_no_such_spelling_holds(tmp_path: Path, how: str, kana: str) -> None:
    file_layout = layout(tmp_path, "kind: csv", main_record(f"      - {{name: カナ, as: {how}, from: answers.kana}}\n"))
    (finding,) = file_layout.check([record(answers={"kana": kana})]).findings
    assert (finding.event, finding.value, finding.handling) == ("unspelled", kana, "held")


def test_least_and_greatest_are_reported_and_nothing_of_no_line(tmp_path: Path) -> None:
    records = """\
  - {id: data, foreach: application, title: データ, columns: [{name: 版, type: N, from: head.version}]}
  - {id: end, foreach: batch, at: last, title: 末尾, within: data, columns: [{name: 小, type: N, from: min.data.版}, {name: 大, type: N, from: max.data.版}, {name: 番, type: N, from: batch.seq}]}
"""
    file_layout = layout(tmp_path, "kind: csv, header: none, quoting: minimal", records)
    data = content_of(file_layout, tmp_path / "out", *(record(head={"version": version}) for version in (3, 1, 2)))
    assert data == b"3\r\n1\r\n2\r\n1,3,1\r\n"
    (tmp_path / "none").mkdir()
    assert next(iter(file_layout.write([], BATCH, Bench(tmp_path / "none")))).path.read_bytes() == b",,1\r\n"


def test_a_file_without_lines_is_not_made_where_the_layout_says_so(tmp_path: Path) -> None:
    for empty, names in {
        "skip": ["a.txt", "a.manifest.json", "a.end"],
        "create": ["a.txt", "a_child.txt", "a.manifest.json", "a.end"],
    }.items():
        folder = tmp_path / empty
        folder.mkdir()
        file_layout = layout(folder, f"kind: csv, empty: {empty}", PARTS, made_of=lambda *_: FAMILY)
        assert list(every_file(file_layout, folder / "out", family())) == names


def test_names_carry_the_number_of_the_day_and_keep_to_what_the_receiver_takes(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, 'kind: csv, name: "K{ts:%y%m}{seq:03d}.csv"'.replace("%y", "%m"), main_record())
    assert next(iter(every_file(file_layout, tmp_path / "out", record()))) == "K1111001.csv"
    (tmp_path / "b").mkdir()
    name = 'name: "K{ts:%Y%m%d}{seq:03d}.csv", names: {most: 8, signs: alphanumeric}'
    long = layout(tmp_path / "b", f"kind: csv, {name}", main_record())
    with pytest.raises(AdapterError, match="EXPORT_NAME_UNFIT"):
        list(long.write([record()], BATCH, Bench(tmp_path)))
    assert Batch("20261120-012-R1", BATCH.made_at).seq == 12


def test_the_manifest_says_on_what_the_layout_rests(tmp_path: Path) -> None:
    files = every_file(layout(tmp_path, "kind: csv", main_record()), tmp_path / "out", record())
    manifest = json.loads(files["a.manifest.json"])
    assert (manifest["basis"], manifest["version"], manifest["unanswered"]) == ("assumption", "1", "same")


def test_a_comment_changes_no_version_and_a_column_does(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, "kind: csv", main_record())
    commented = layout(tmp_path, "kind: csv", main_record() + "# 前の版と同じ\n")
    other = layout(tmp_path, "kind: csv", main_record(COLUMNS.replace("name: 氏名", "name: お名前")))
    assert file_layout.digest == commented.digest
    assert file_layout.digest != other.digest


def test_a_repeat_that_a_procedure_does_not_have_is_refused(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, "kind: csv", main_record(SIDE))
    with pytest.raises(AdapterError, match="LAYOUT_UNFIT"):
        file_layout.check([record()])
    assert tables("", 1).repeats == {}
