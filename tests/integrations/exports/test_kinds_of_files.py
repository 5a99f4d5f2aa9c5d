"""TSV, fixed width, JSON Lines; several kinds of records."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.complaints import Refused
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.file_spec import Done, FileSpec
from integrations.exports.fixed_shape import FixedShape
from integrations.exports.layout import FileLayout
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import AnswerTable, Bench, Column, Record
from tests.integrations.exports.sample import BATCH, record
from tests.integrations.exports.small import COLUMNS, content_of, layout, main_record

FIXED = """\
      - {name: 番号, len: 12, unit: byte, from: head.receipt_number}
      - {name: 氏名, len: 20, unit: byte, from: answers.name}
      - {name: 版, type: N, len: 4, unit: byte, from: head.version}
      - {name: 電話, len: 4, unit: byte, overflow: cut, from: answers.phone}
"""


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("kind: tsv, header: none", '"R8-000001"\t"髙見本　太郎"\t"1"\t\r\n'),
        ("kind: tsv, quoting: none, header: none", "R8-000001\t髙見本　太郎\t1\t\r\n"),
        ('kind: tsv, quoting: none, header: none, no_value: "token:NULL"', "R8-000001\t髙見本　太郎\t1\tNULL\r\n"),
        ("kind: csv, quoting: strings, header: none", '"R8-000001","髙見本　太郎",1,\r\n'),
        ("kind: csv, quoting: minimal, newline: lf, last_newline: false, header: none", "R8-000001,髙見本　太郎,1,"),
        ('kind: csv, quoting: minimal, no_value: "token:NULL", header: none', "R8-000001,髙見本　太郎,1,NULL\r\n"),
        ("kind: jsonl, newline: lf, header: none", '{"番号":"R8-000001","氏名":"髙見本　太郎","版":"1","電話":null}\n'),
    ],
)
def test_a_line_is_written_as_the_layout_says(tmp_path: Path, file: str, line: str) -> None:
    file_layout = layout(tmp_path, file, main_record())
    assert content_of(file_layout, tmp_path / "out", record(answers={"phone": None})).decode() == line


def test_a_file_in_two_bytes_a_sign_begins_with_its_mark(tmp_path: Path) -> None:
    data = content_of(
        layout(tmp_path, "kind: tsv, encoding: utf-16le-bom, quoting: none", main_record()), tmp_path / "out"
    )
    assert data.startswith(b"\xff\xfe")
    assert data.decode("utf-16").split("\r\n")[0] == "番号\t氏名\t版\t電話"


def test_the_last_line_keeps_its_end_from_no_file_that_goes_on(tmp_path: Path) -> None:
    file_layout = layout(
        tmp_path, "kind: csv, quoting: none, newline: lf, last_newline: false, header: none", main_record()
    )
    data = content_of(file_layout, tmp_path / "out", *(record(f"R8-{number:06}") for number in range(700)))
    assert data.count(b"\n") == 699
    assert not data.endswith(b"\n")


@pytest.mark.parametrize(("phone", "event"), [("090\t1", "separator"), ("NULL", "separator")])
def test_without_quotes_what_would_be_misread_holds_the_application(tmp_path: Path, phone: str, event: str) -> None:
    file_layout = layout(tmp_path, 'kind: tsv, quoting: none, no_value: "token:NULL"', main_record())
    result = file_layout.check([record(answers={"phone": phone})])
    assert [(finding.column, finding.event) for finding in result.findings] == [("電話", event)]
    assert result.held == ("R8-000001",)


def test_columns_of_fixed_width_take_their_bytes(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, "kind: fixed, encoding: cp932, header: none", main_record(FIXED))
    data = content_of(
        file_layout, tmp_path / "out", record(answers={"phone": None}), record("R8-000002", answers={"phone": "1"})
    )
    assert data == (
        b"R8-000001   " + "髙見本　太郎        ".encode("cp932") + b"0001    \r\n"
        b"R8-000002   " + "髙見本　太郎        ".encode("cp932") + b"00011   \r\n"
    )


def test_what_is_cut_is_reported_and_what_is_too_wide_holds(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, "kind: fixed, encoding: cp932, newline: none, header: none", main_record(FIXED))
    long = record(answers={"phone": "電話あり"})
    (finding,) = file_layout.check([long]).findings
    assert (finding.column, finding.value, finding.event, finding.replacement) == (
        "電話",
        "電話あり",
        "too_long",
        "電話",
    )
    assert content_of(file_layout, tmp_path / "out", long)[-8:] == b"0001" + "電話".encode("cp932")
    wide = record(answers={"name": "髙見本　太郎左衛門之丞"})
    assert file_layout.check([wide]).held == ("R8-000001",)
    assert file_layout.check([record(head={"version": 12345})]).held == ("R8-000001",)


def test_a_sign_that_is_replaced_is_counted_by_what_stands_for_it(tmp_path: Path) -> None:
    file_layout = layout(
        tmp_path, "kind: fixed, encoding: cp932, header: none", main_record(FIXED), policy="replace:〓"
    )
    assert (
        content_of(file_layout, tmp_path / "out", record(answers={"name": "𠮷" * 10}))[12:32]
        == "〓".encode("cp932") * 10
    )
    assert file_layout.check([record(answers={"name": "𠮷" * 11})]).held == ("R8-000001",)


TABLE = (
    main_record()
    + """\
  - {id: wide, foreach: table, title: 表, name: "{table}.csv", columns: [{name: 番号, from: head.receipt_number}]}
"""
)
PAYMENTS = """\
  - id: head
    foreach: batch
    title: ヘッダ
    columns:
      - {name: 区分, len: 1, unit: byte, value: "1"}
      - {name: 作成日, type: D, fmt: "%m%d", len: 4, unit: byte, from: batch.made_at}
      - {name: 件数, type: N, len: 3, unit: byte, from: count.data}
  - id: data
    foreach: application
    title: データ
    within: head
    columns:
      - {name: 区分, len: 1, unit: byte, value: "2"}
      - {name: 額, type: N, len: 7, unit: byte, from: answers.amount}
  - id: child
    foreach: row
    of: children
    title: 子
    within: head
    columns:
      - {name: 区分, len: 1, unit: byte, value: "3"}
      - {name: 行, type: N, len: 2, unit: byte, from: row.number}
      - {name: 額, type: N, len: 5, unit: byte, fill: space, from: answers.children.amount}
  - id: trailer
    foreach: batch
    at: last
    title: トレーラ
    within: head
    columns:
      - {name: 区分, len: 1, unit: byte, value: "8"}
      - {name: 合計, type: N, len: 5, unit: byte, from: sum.data.額}
      - {name: 子, type: N, len: 2, unit: byte, from: count.child}
  - id: end
    foreach: batch
    at: last
    title: エンド
    within: head
    columns:
      - {name: 区分, len: 8, unit: byte, value: "9"}
"""


def payments(_procedure: str, _version: int) -> AnswerTable:
    columns = (
        Column("amount", "", "額"),
        Column("children", "", "子"),
        Column("children.amount", "", "額", "children"),
    )
    return AnswerTable(
        columns, {}, lambda _field, value: {"": str(value)}, frozenset(), frozenset(), {"children": "子"}
    )


def paid(number: str, amount: str, *children: str) -> Record:
    answers: dict[str, object] = {"amount": amount, "children": [str(row) for row in range(1, len(children) + 1)]}
    answers |= {f"children.{row}.amount": child for row, child in enumerate(children, 1)}
    return record(number, answers=answers)


def test_lines_of_several_kinds_are_in_one_file_counted_and_added_up(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, "kind: fixed, header: none, newline: lf", PAYMENTS, made_of=payments)
    data = content_of(file_layout, tmp_path / "out", paid("R8-000001", "300", "10", "20"), paid("R8-000002", "4500"))
    assert data.decode().split("\n") == [
        "11120002",
        "20000300",
        "301   10",
        "302   20",
        "20004500",
        "80480002",
        "9       ",
        "",
    ]


def test_a_head_that_counts_stands_before_a_file_that_was_long(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, "kind: fixed, header: none, newline: none", PAYMENTS, made_of=payments)
    file = next(
        iter(file_layout.write((paid(f"R8-{number:06}", "1") for number in range(999)), BATCH, Bench(tmp_path)))
    )
    data = file.path.read_bytes()
    assert data == b"11120999" + b"20000001" * 999 + b"80099900" + b"9       "
    assert file.sha256 == hashlib.sha256(data).hexdigest()


def test_what_is_wider_than_its_column_is_no_line() -> None:
    column = ColumnSpec(name="番号", len=2, unit="byte", value="1")
    spec = FileSpec(
        kind="fixed",
        header="none",
        unanswered="same",
        embedded_newline="space",
        formulas="keep",
        name="a.txt",
        done=Done(name="a.end"),
    )
    with pytest.raises(ValueError, match="番号: 3 bytes in 2"):
        FixedShape(spec).packer([column])(["123"])


def test_what_was_held_is_neither_counted_nor_added(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, "kind: fixed, header: none, newline: none", PAYMENTS, made_of=payments)
    ready = [paid("R8-000001", "300"), paid("R8-000003", "1")]
    assert file_layout.check([*ready, paid("R8-000002", "70000000")]).held == ("R8-000002",)
    assert content_of(file_layout, tmp_path / "out", *ready).startswith(b"11120002")
    assert b"80030100" in content_of(file_layout, tmp_path / "again", *ready)


def test_a_sum_that_its_column_cannot_hold_makes_no_file(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, "kind: fixed, header: none, newline: lf", PAYMENTS, made_of=payments)
    (tmp_path / "out").mkdir()
    with pytest.raises(AdapterError, match="EXPORT_BATCH_HELD"):
        list(file_layout.write([paid("R8-000001", "9999999")], BATCH, Bench(tmp_path / "out")))
    assert list((tmp_path / "out").iterdir()) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 99999), st.lists(st.integers(0, 99999), max_size=3)), max_size=300).filter(
        lambda paid: sum(amount for amount, _ in paid) < 100_000 and len(paid) < 1000
    )
)
def test_every_line_has_its_width_and_the_sums_are_right(tmp_path: Path, amounts: list[tuple[int, list[int]]]) -> None:
    file_layout = layout(tmp_path, "kind: fixed, header: none, newline: none", PAYMENTS, made_of=payments)
    records = [paid(f"R8-{number:06}", str(amount), *map(str, rows)) for number, (amount, rows) in enumerate(amounts)]
    if sum(len(rows) for _, rows in amounts) > 99:
        return
    data = (
        content_of(file_layout, tmp_path / "out", *records)
        if records
        else content_without_records(file_layout, tmp_path / "out")
    )
    lines = [data[offset : offset + 8].decode() for offset in range(0, len(data), 8)]
    assert len(data) % 8 == 0
    assert int(lines[0][5:8]) == len(records)
    assert int(lines[-2][1:6]) == sum(int(line[1:]) for line in lines if line[0] == "2")
    assert int(lines[-2][6:8]) == sum(line[0] == "3" for line in lines)


def content_without_records(file_layout: FileLayout, folder: Path) -> bytes:
    folder.mkdir(exist_ok=True)
    return next(iter(file_layout.write([], BATCH, Bench(folder)))).path.read_bytes()


def test_json_is_read_back_as_it_was(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, "kind: jsonl, newline: lf, header: none", main_record())
    odd = 'a"b\\c\u3000d'
    (line,) = content_of(file_layout, tmp_path / "out", record(answers={"name": odd})).decode().splitlines()
    read: Mapping[str, str | None] = json.loads(line)
    assert read["氏名"] == odd


@pytest.mark.parametrize(
    ("file", "records", "expected"),
    [
        ("kind: fixed", main_record(FIXED), "a fixed file has no heading"),
        ("kind: jsonl", main_record(), "a jsonl file has no heading"),
        ("kind: csv, newline: none", main_record(), "only lines of fixed width may have no end"),
        ("kind: fixed, header: none, encoding: utf-16le-bom", main_record(FIXED), "counted in bytes"),
        ("kind: tsv, quoting: none, no_value: quoted", main_record(), "without quotes nothing can be quoted"),
        ('kind: csv, no_value: "token:"', main_record(), "write nothing, quoted, or token:NULL"),
        ("kind: fixed, header: none", main_record(), "needs len and unit: byte"),
        (
            "kind: csv",
            main_record(COLUMNS.replace("name: 番号,", "name: 番号, fill: zero,")),
            "only columns of fixed width",
        ),
        (
            "kind: csv",
            main_record(COLUMNS.replace("name: 番号,", "name: 番号, overflow: cut,")),
            "only a text with a len",
        ),
        (
            "kind: csv, quoting: none",
            main_record(COLUMNS + '      - {name: x, value: "a,b"}\n'),
            "cannot contain the separator",
        ),
        ("kind: csv, quoting: none", TABLE, "an empty answer looks like"),
        ("kind: csv", PAYMENTS, "have no common heading"),
        ("kind: xlsx, header: none", PAYMENTS, "a workbook has no line about the batch"),
        (
            "kind: csv, header: none",
            PAYMENTS.replace("sum.data.額", "sum.data.学"),
            "sum.data.学 is none of count.data",
        ),
        ("kind: csv, header: none", PAYMENTS.replace("within: head", "within: tail", 1), "its own file"),
        (
            "kind: csv, header: none",
            PAYMENTS.replace("within: head", "name: b.txt\n    within: head", 1),
            "has no name",
        ),
        ("kind: csv, header: none", PAYMENTS.replace("id: child", "id: data"), "an id of its own"),
        ("kind: csv, header: none", main_record() + "    at: last\n", "only a line of batch can come last"),
        (
            "kind: csv",
            main_record(COLUMNS.replace("head.receipt_number", "count.main")),
            "a line of application knows only",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(tmp_path: Path, file: str, records: str, expected: str) -> None:
    with pytest.raises(Refused) as refused:
        layout(tmp_path, file, records)
    assert any(expected in str(complaint) for complaint in refused.value.complaints), refused.value.complaints
