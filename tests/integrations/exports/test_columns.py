"""Cells of columns."""

from datetime import UTC, date, datetime

import pytest

from integrations.exports.characters import ENCODINGS
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.columns import compile_column, length
from integrations.exports.file_spec import FileSpec
from integrations.exports.line import Line, Note, Notes, as_text
from tests.integrations.exports.sample import record, tables

TABLE = tables("", 1)
MAPS = {"cards": {"insured": "1", "copay": "2"}}


def file(**keys: object) -> FileSpec:
    facts = {
        "kind": "csv",
        "embedded_newline": "space",
        "formulas": "defuse",
        "name": "a.csv",
        "done": {"name": "a.end"},
    }
    return FileSpec.model_validate({**facts, **keys})


def cell(
    column: dict[str, object], spec: FileSpec | None = None, answers: dict[str, object] | None = None
) -> tuple[str | None, Notes]:
    line = Line(record(answers=answers), TABLE, frozenset({"my_number"}), {"city_code": "991015"}, {"row": "1"})
    notes: Notes = []
    compiled = compile_column(ColumnSpec.model_validate({"name": "項目", **column}), spec or file(), MAPS, TABLE.places)
    return compiled(line, notes), notes


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ({"from": "head.receipt_number"}, "R8-000001"),
        ({"from": "head.version"}, "1"),
        ({"from": "head.change"}, None),
        ({"from": "batch.city_code"}, "991015"),
        ({"from": "answer.row"}, "1"),
        ({"value": "固定"}, "固定"),
        ({"from": "answers.address.postal", "type": "N"}, "0000001"),
        ({"from": "answers.address.building"}, None),
        ({"from": ["answers.address.town", "answers.address.street"]}, "見本県見本市見本町一丁目2番3号"),
        ({"from": ["answers.name", "answers.address.building", "answers.sex"], "join": "/"}, "髙見本　太郎/male"),
        ({"from": ["answers.unknown", "answers.email"]}, None),
        ({"from": "answers.cards", "type": "C", "map": "cards"}, "12"),
        ({"from": "answers.cards", "type": "C", "map": "cards", "join": " "}, "1 2"),
        ({"from": "answers.return_by", "type": "C", "map": "cards"}, None),
        ({"from": "answers.return_by", "type": "N"}, None),
        ({"from": "answers.birth", "type": "D", "fmt": "%Y%m%d"}, "19490403"),
        ({"from": "answers.return_by", "type": "D", "fmt": "%Y%m%d"}, None),
        ({"from": "head.arrived_at", "type": "D", "fmt": "%Y-%m-%dT%H:%M:%S"}, "2026-11-20T00:30:00"),
        ({"from": "head.arrived_at"}, "2026-11-20T00:30:00+09:00"),
    ],
)
def test_a_cell_is_what_its_source_says(column: dict[str, object], text: str | None) -> None:
    assert cell(column) == (text, [])


@pytest.mark.parametrize(
    ("column", "answers", "note"),
    [
        ({"from": "answers.cards", "type": "C", "map": "cards"}, {"cards": "insured;new"}, ("new", "missing_code")),
        ({"from": "answers.cards", "type": "C", "map": "cards", "len": 1}, {}, ("12", "too_long")),
        ({"from": "answers.phone", "type": "N"}, {}, ("000-0000-0001", "malformed")),
        ({"from": "answers.phone", "type": "N"}, {"phone": "１２"}, ("１２", "malformed")),
        ({"from": "answers.insured_no", "type": "N", "len": 9}, {}, ("0000000101", "too_long")),
        ({"from": "answers.birth", "type": "D", "fmt": "%Y%m%d"}, {"birth": "1949-04"}, ("1949-04", "unknown_day")),
        ({"from": "answers.birth", "type": "D", "fmt": "%Y"}, {"birth": "1949-13"}, ("1949-13", "malformed")),
        ({"from": "answers.name", "len": 3}, {}, ("髙見本　太郎", "too_long")),
    ],
)
def test_what_does_not_fit_is_held_and_never_cut(
    column: dict[str, object], answers: dict[str, object], note: tuple[str, str]
) -> None:
    assert cell(column, answers=answers)[1] == [Note("項目", *note)]


@pytest.mark.parametrize(
    ("text", "unit", "count"),
    [
        ("辻\U000e0100", "char", 1),
        ("辻\U000e0100", "codepoint", 2),
        ("辻\U000e0100", "utf16", 3),
        ("𠮷", "char", 1),
        ("𠮷", "utf16", 2),
        ("𠮷", "byte", 4),
        ("abc", "char", 3),
        ("\ud842", "utf16", 1),
    ],
)
def test_a_length_has_its_unit(text: str, unit: str, count: int) -> None:
    assert length(text, unit, ENCODINGS["utf-8"]) == count


def test_bytes_are_those_of_the_encoding_of_the_file() -> None:
    assert length("髙見本", "byte", ENCODINGS["cp932"]) == 6
    assert cell({"from": "answers.name", "unit": "byte", "len": 11}, file(encoding="cp932"))[1][0].event == "too_long"
    assert cell({"from": "answers.name", "unit": "byte", "len": 12}, file(encoding="cp932"))[1] == []


@pytest.mark.parametrize("text", ["=1+1", "+81", "-1", "@SUM(A1)", "\t=1"])
def test_a_formula_is_defused_and_reported(text: str) -> None:
    assert cell({"from": "answers.name"}, answers={"name": text}) == (
        f"'{text}",
        [Note("項目", text, "formula", f"'{text}", held=False)],
    )
    assert cell({"from": "answers.name"}, file(formulas="keep"), answers={"name": text}) == (text, [])


def test_a_carriage_return_before_a_formula_is_no_way_around() -> None:
    assert cell({"from": "answers.name"}, file(embedded_newline="keep"), answers={"name": "\r=1"})[0] == "'\r=1"
    assert cell({"from": "answers.name"}, answers={"name": "\r=1"})[0] == " =1"


@pytest.mark.parametrize(
    ("policy", "text", "events"),
    [("space", "a b c d", []), ("keep", "a\nb\r\nc\rd", []), ("reject", "a\nb\r\nc\rd", ["newline"])],
)
def test_a_newline_within_is_handled_as_the_layout_says(policy: str, text: str, events: list[str]) -> None:
    cell_text, notes = cell({"from": "answers.name"}, file(embedded_newline=policy), answers={"name": "a\nb\r\nc\rd"})
    assert (cell_text, [note.event for note in notes]) == (text, events)


def test_a_worksheet_cell_has_a_limit_of_its_own() -> None:
    assert cell({"from": "answers.name"}, file(kind="xlsx"), answers={"name": "あ" * 32768})[1][0].event == "too_long"
    assert cell({"from": "answers.name"}, file(kind="xlsx"), answers={"name": "あ" * 32767})[1] == []


def test_a_number_that_may_not_leave_is_blank() -> None:
    assert cell({"from": "answers.my_number"}, answers={"my_number": "999999999015"}) == (None, [])


def test_a_time_without_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="without zone"):
        as_text(datetime(2026, 11, 20))  # noqa: DTZ001
    assert as_text(date(2026, 11, 20)) == "2026-11-20"
    assert as_text(datetime(2026, 11, 20, tzinfo=UTC)) == "2026-11-20T09:00:00+09:00"


def test_a_day_without_time_is_written_too() -> None:
    line = Line(record(head={"arrived_at": date(2026, 12, 1)}), tables("", 1), frozenset(), {}, {})
    column = ColumnSpec.model_validate({"name": "期限", "from": "head.arrived_at", "type": "D", "fmt": "%Y%m%d"})
    assert compile_column(column, file(), {}, {})(line, []) == "20261201"
