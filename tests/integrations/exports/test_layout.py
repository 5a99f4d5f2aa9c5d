"""Shipped layouts."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from integrations.exports.layout import FileLayout
from integrations.exports.loading import load_layouts
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import AnswerTable, Batch, Bench, Column, ExportFile, Finding, Record
from tests.integrations.exports.sample import BATCH, COLUMNS, PROCEDURE, cells, record, tables

LAYOUTS = {layout.id: layout for layout in load_layouts(tables) if layout.fits(PROCEDURE, 1)}
KAIGO, GENERIC, BOOK = (
    LAYOUTS["kaigo.hihokenshasho.saikofu"],
    LAYOUTS["generic.application"],
    LAYOUTS["generic.application.xlsx"],
)
GOLDEN_KAIGO = (
    '"991018","R8-000001","20261120","0000000101","髙見本　太郎","タカミホン　タロウ","19490403","1","0000001",'
    '"見本県見本市見本町一丁目2番3号","","000-0000-0001","","12","1","","9","先週、病院の帰りに 「バス」の中で","","1","1",'
    '"","","","","","","","","",""\r\n'
)
GOLDEN_HEAD = (
    '\ufeff"受付番号","手続ID","手続名","様式版","受付経路","申請日時","全国地方公共団体コード","申請者氏名",'
    '"ステータスコード","ステータス名","事務","担当課"\r\n'
    '"R8-000001","kaigo-hihokenshasho-saikofu","介護保険 被保険者証などの再交付申請","1","online",'
    '"2026-11-20T00:30:00+09:00","991015","髙見本　太郎","received","受付","care-qualification",'
    '"福祉部 介護保険課 資格保険料係"\r\n'
)


def written(layout: FileLayout, records: list[Record], folder: Path, batch: Batch = BATCH) -> dict[str, bytes]:
    return {file.name.split("_", 2)[2]: file.path.read_bytes() for file in layout.write(records, batch, Bench(folder))}


def test_a_core_system_file_is_written_byte_for_byte(tmp_path: Path) -> None:
    files = written(KAIGO, [record()], tmp_path)
    assert list(files) == [
        "kaigo_saikofu.csv",
        "kaigo_saikofu_report.csv",
        "kaigo_saikofu.manifest.json",
        "kaigo_saikofu.end",
    ]
    header, row = files["kaigo_saikofu.csv"].split(b"\r\n", 1)
    assert row == GOLDEN_KAIGO.encode("cp932")
    assert header.decode("cp932").startswith('"保険者番号","受付番号","申請年月日","被保険者番号","氏名","氏名カナ"')
    assert header.count(b",") == row.count(b",") == 30
    assert files["kaigo_saikofu.end"] == b"1\n"


def test_the_generic_file_is_tall_with_its_code_table(tmp_path: Path) -> None:
    other = record(answers={"cards": "copay;limit", "reason": {"": "other", "tell": "色が\nうすい"}, "phone": None})
    files = written(GENERIC, [other], tmp_path)
    assert files["applications.csv"] == GOLDEN_HEAD.encode()
    answers = files["applications_answers.csv"].decode("utf-8-sig").split("\r\n")
    assert answers[0] == '"受付番号","項目コード","項目名","繰返し番号","値コード","値","その他記述","行","回答の状態"'
    assert '"R8-000001","cards","再交付する証","1","copay","負担割合証",,,"answered"' in answers
    assert '"R8-000001","cards","再交付する証","2","limit","負担限度額認定証",,,"answered"' in answers
    assert '"R8-000001","reason","理由","1","other","そのほか","色が うすい",,"answered"' in answers
    assert '"R8-000001","address.postal","住所 postal","1",,"0000001",,,"answered"' in answers
    assert not any("phone" in line or "reason.tell" in line for line in answers)
    assert files["applications_codes.csv"].decode("utf-8-sig").split("\r\n")[1:3] == [
        '"kaigo-hihokenshasho-saikofu","1","cards","insured","被保険者証"',
        '"kaigo-hihokenshasho-saikofu","1","cards","copay","負担割合証"',
    ]


def test_the_workbook_says_the_same_in_text_cells(tmp_path: Path) -> None:
    formula = record(answers={"insured_no": "0000000101", "lost_how": "=1+1", "phone": "http://example.jp"})
    files = written(BOOK, [formula], tmp_path)
    book = CalamineWorkbook.from_filelike(BytesIO(files["book.xlsx"]))
    assert book.sheet_names == ["申請", "回答", "コード表", "項目表", "回答表1"]
    rows = {row[1]: row[5] for row in book.get_sheet_by_name("回答").to_python()}
    assert (rows["insured_no"], rows["lost_how"], rows["phone"]) == ("0000000101", "=1+1", "http://example.jp")
    assert rows["birth"] == "1949-04-03"
    assert book.get_sheet_by_name("申請").to_python()[1][5] == "2026-11-20T00:30:00+09:00"
    assert len(book.get_sheet_by_name("コード表").to_python()) == 7


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_same_batch_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    assert written(LAYOUTS[name], [record(), record("R8-000002")], tmp_path / "") == written(
        LAYOUTS[name], [record(), record("R8-000002")], tmp_path
    )


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_manifest_shows_what_was_written(tmp_path: Path, name: str) -> None:
    layout = LAYOUTS[name]
    files = list(
        layout.write([record(), record("R8-000002")], replace(BATCH, reissue=1, reason="再送"), Bench(tmp_path))
    )
    *data, manifest, done = files
    content = json.loads(manifest.path.read_bytes())
    assert (content["layout"], content["version"], content["basis"]) == (layout.id, layout.version, "assumption")
    assert (content["batch"], content["reissue"], content["reason"]) == ("20261120-001", 1, "再送")
    assert (content["made_at"], content["applications"]) == ("2026-11-20T17:30:00+09:00", 2)
    assert content["files"] == [{"name": file.name, "rows": file.rows, "sha256": file.sha256} for file in data]
    assert [hashlib.sha256(file.path.read_bytes()).hexdigest() for file in files] == [file.sha256 for file in files]
    assert done.path.read_bytes() == b"2\n"


def test_many_applications_are_all_there_in_their_order(tmp_path: Path) -> None:
    many = [record(f"R8-{number:06}") for number in range(600)]
    content = written(KAIGO, many, tmp_path)["kaigo_saikofu.csv"].decode("cp932")
    assert [line.split('"')[3] for line in content.splitlines()[1:]] == [
        str(record.head["receipt_number"]) for record in many
    ]


def test_only_the_generic_ones_fit_every_procedure() -> None:
    assert [layout.fits("dog", 3) for layout in (GENERIC, BOOK, KAIGO)] == [True, True, False]
    assert [KAIGO.fits(PROCEDURE, version) for version in (0, 1, 9)] == [False, True, True]


def test_a_name_that_the_encoding_cannot_hold_is_held_and_reported(tmp_path: Path) -> None:
    yoshino = record("R8-000002", answers={"name": "𠮷野　葛\U000e0100子〜\ue000"})
    result = KAIGO.check([record(), yoshino])
    assert (result.ready, result.held) == (("R8-000001",), ("R8-000002",))
    assert result.findings == (
        Finding("R8-000002", "氏名", "〜", "lossy", "", "held"),
        Finding("R8-000002", "氏名", "葛\U000e0100", "unmappable", "", "held"),
        Finding("R8-000002", "氏名", "\ue000", "private_use", "", "held"),
        Finding("R8-000002", "氏名", "𠮷", "unmappable", "", "held"),
    )
    assert list(tmp_path.iterdir()) == []


def test_a_department_gets_every_name_as_it_was_typed(tmp_path: Path) -> None:
    name = "𠮷野　葛\U000e0100子\ufa10\ufa11"
    assert GENERIC.check([record(answers={"name": name})]).findings == ()
    assert name.encode() in written(GENERIC, [record(answers={"name": name})], tmp_path)["applications_answers.csv"]


def test_free_text_goes_with_a_sign_for_what_was_lost(tmp_path: Path) -> None:
    lost = record(answers={"lost_how": {"": "other", "tell": "𠮷野の〜𠮷\U000e0100"}})
    result = KAIGO.check([lost])
    assert (result.ready, result.held) == (("R8-000001",), ())
    assert [(finding.value, finding.replacement, finding.handling) for finding in result.findings] == [
        ("〜", "～", "replaced"),
        ("𠮷", "〓", "replaced"),
        ("𠮷\U000e0100", "〓", "replaced"),
    ]
    assert "〓野の～〓".encode("cp932") in written(KAIGO, [lost], tmp_path)["kaigo_saikofu.csv"]


def test_every_fault_of_a_record_is_reported_at_once() -> None:
    bad = record(
        answers={
            "name": "𠮷野",
            "birth": "1949",
            "sex": "none",
            "email": "a" * 300,
            "lost_how": {"": "lent", "tell": "=𠮷"},
        }
    )
    events = {(finding.column, finding.event) for finding in KAIGO.check([bad]).findings}
    assert events == {
        ("氏名", "unmappable"),
        ("生年月日", "unknown_day"),
        ("性別コード", "missing_code"),
        ("電子メールアドレス", "too_long"),
        ("紛失の状況コード", "missing_code"),
        ("紛失の状況その他", "formula"),
        ("紛失の状況その他", "unmappable"),
    }


def test_a_record_is_held_as_a_whole() -> None:
    result = GENERIC.check([record(answers={"lost_how": "外字\ue000"})])
    assert result.held == ("R8-000001",)
    assert [(finding.column, finding.event) for finding in result.findings] == [
        ("値", "private_use"), ("lost_how", "private_use"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_protected_person_never_leaves(name: str, tmp_path: Path) -> None:
    protected = record(head={"protected": True})
    result = LAYOUTS[name].check([protected])
    assert result.held == ("R8-000001",)
    assert result.findings == (Finding("R8-000001", "", "", "protected", "", "held"),)
    with pytest.raises(AdapterError, match="EXPORT_RECORD_HELD"):
        list(LAYOUTS[name].write([protected], BATCH, Bench(tmp_path)))


def test_a_my_number_leaves_by_no_layout_of_another_purpose(tmp_path: Path) -> None:
    def with_number(_procedure: str, _version: int) -> AnswerTable:
        return AnswerTable((*COLUMNS, Column("my_number", "", "個人番号")), {}, cells, frozenset({"my_number"}))

    numbered = record(answers={"my_number": "999999999015"})
    for layout in (layout for layout in load_layouts(with_number) if layout.fits(PROCEDURE, 1)):
        for content in written(layout, [numbered], tmp_path).values():
            assert b"999999999015" not in content


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_record_that_must_be_held_aborts_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(AdapterError) as failed:
        list(LAYOUTS[name].write([record(), record("R8-000002", answers={"name": "\ue000"})], BATCH, Bench(tmp_path)))
    assert (failed.value.code, failed.value.permanent) == ("EXPORT_RECORD_HELD", True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_error_while_reading_leaves_nothing(tmp_path: Path, name: str) -> None:
    def records() -> Iterator[Record]:
        yield record()
        raise OSError("the database went away")

    with pytest.raises(OSError, match="went away"):
        list(LAYOUTS[name].write(records(), BATCH, Bench(tmp_path)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_error_after_the_data_leaves_nothing(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_folder: Path, _name: str, _data: bytes) -> ExportFile:
        raise OSError("no space left")

    monkeypatch.setattr("integrations.exports.layout._small", full)
    with pytest.raises(OSError, match="no space"):
        list(LAYOUTS[name].write([record()], BATCH, Bench(tmp_path)))
    assert list(tmp_path.iterdir()) == []


def test_no_application_at_all_is_a_file_with_its_heading(tmp_path: Path) -> None:
    files = written(KAIGO, [], tmp_path)
    assert files["kaigo_saikofu.csv"].count(b"\r\n") == 1
    assert files["kaigo_saikofu.end"] == b"0\n"


def test_a_version_without_a_named_question_is_refused_not_left_blank() -> None:
    layout = next(layout for layout in load_layouts(lambda *_: AnswerTable((), {}, cells)) if layout.id == KAIGO.id)
    with pytest.raises(AdapterError, match="LAYOUT_UNFIT"):
        layout.check([record()])


def test_a_label_that_cannot_be_written_is_reported_and_stops_the_file(tmp_path: Path) -> None:
    layout = next(
        layout
        for layout in load_layouts(lambda *_: AnswerTable(COLUMNS, {"cards": {"insured": "外字\ue000"}}, cells))
        if layout.id == GENERIC.id
    )
    unused = record(answers={"cards": None})
    assert layout.check([unused]).findings == (Finding("", "名称", "\ue000", "private_use", "", "held"),)
    with pytest.raises(AdapterError, match="EXPORT_CODES_HELD"):
        list(layout.write([unused], BATCH, Bench(tmp_path)))


@pytest.mark.parametrize("number", ["../1", "a/b", "a.b", "号"])
def test_a_batch_number_cannot_leave_the_folder(tmp_path: Path, number: str) -> None:
    with pytest.raises(ValueError, match="file name"):
        list(GENERIC.write([], Batch(number, datetime(2026, 11, 20, tzinfo=UTC)), Bench(tmp_path)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(min_size=1))
def test_a_name_arrives_as_typed_or_its_application_is_held(tmp_path: Path, name: str) -> None:
    typed = record(answers={"name": name})
    for layout, codec, file in ((KAIGO, "cp932", "kaigo_saikofu.csv"), (GENERIC, "utf-8", "applications_answers.csv")):
        result = layout.check([typed])
        if result.ready:
            plain = name.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
            shown = f"'{plain}" if plain[0] in "=+-@\t" else plain
            content = written(layout, [typed], tmp_path)[file].decode(codec)
            assert f'"{shown.replace(chr(34), chr(34) * 2)}"' in content
        else:
            assert result.findings
