"""Computed columns."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.complaints import Refused
from forms.numbers.calendar import attains
from integrations.exports.formulas import computed
from integrations.exports.layout import FileLayout
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import AnswerTable, Column, Record
from tests.integrations.exports.small import content_of, layout, main_record

TABLE = AnswerTable(
    tuple(Column(name, "", name) for name in ("birth", "care", "amount", "need")),
    {}, lambda _field, value: {"": str(value)},
)  # fmt: skip
INSURED = (
    "{name: 区分, compute: \"choose(attains(answers.birth, 65) <= head.arrived_at, '1', '2')\", "
    "reads: {answers.birth: date, head.arrived_at: date}}"
)


def filed(**answers: object) -> Record:
    head = {"receipt_number": "R8-1", "procedure": "any", "version": 1}
    head |= {"arrived_at": datetime(2026, 11, 19, 15, 30, tzinfo=UTC)}  # the 20th in Tokyo
    return Record(head, answers, lambda: frozenset(answers))


def made(folder: Path, column: str, maps: str = "") -> FileLayout:
    return layout(
        folder, "kind: csv, encoding: utf-8, header: none", main_record(f"      - {column}\n"), made_of=lambda *_: TABLE, more=maps
    )  # fmt: skip


def cell(folder: Path, column: str, maps: str = "", **answers: object) -> str:
    return content_of(made(folder, column, maps), folder / "out", filed(**answers)).decode().strip()


@pytest.mark.parametrize(
    ("birth", "kind"),
    [("1961-11-21", "1"), ("1961-11-22", "2"), ("1961-11-20", "1")],  # the day before the birthday (明治35年法律50号)
)
def test_who_is_insured_how_is_reported_by_the_day_of_arrival(tmp_path: Path, birth: str, kind: str) -> None:
    assert cell(tmp_path, INSURED, birth=birth) == f'"{kind}"'


COMPUTED = [
    ("{name: 年度, type: N, compute: fiscal_year(head.arrived_at), reads: {head.arrived_at: date}}", '"2026"'),
    (
        '{name: 期限, type: D, fmt: "%Y%m%d", compute: "head.arrived_at + days(30)", reads: {head.arrived_at: date}}',
        '"20261220"',
    ),
    ("{name: 計, type: N, compute: answers.amount + 5, reads: {answers.amount: number}}", '"12"'),
    ("{name: 要, compute: \"choose(answers.care, '有', '無')\", reads: {answers.care: yes_no}}", '"無"'),
    (
        "{name: 符号, type: C, map: codes, compute: \"choose(answers.need == 'care', 'a', 'b')\", reads: {answers.need: text}}",
        '"01"',
    ),
]


@pytest.mark.parametrize(("column", "written"), COMPUTED)
def test_a_formula_gives_what_its_column_is_of(tmp_path: Path, column: str, written: str) -> None:
    maps = 'maps:\n  codes: {a: "01", b: "02"}\n'
    assert cell(tmp_path, column, maps, amount=7, care="0", need="care", birth="2000-01-01") == written


def test_what_cannot_be_known_is_not_made_up(tmp_path: Path) -> None:
    assert cell(tmp_path, INSURED) == ""
    assert cell(tmp_path, INSURED.replace("}}", "}, default: 不明}")) == '"不明"'


@pytest.mark.parametrize(
    ("column", "answers", "event"),
    [
        (INSURED, {"birth": "1961-11"}, "unknown_day"),
        (INSURED, {"birth": "unknown"}, "malformed"),
        (COMPUTED[2][0], {"amount": "七"}, "malformed"),
        (COMPUTED[2][0], {"amount": "NaN"}, "malformed"),
        (COMPUTED[2][0], {"amount": "1e400000000"}, "malformed"),  # would be endless when written out
        (COMPUTED[2][0], {"amount": "1.5"}, "malformed"),
        (COMPUTED[3][0], {"care": "yes"}, "malformed"),
    ],
)
def test_what_cannot_be_read_holds_the_application(
    tmp_path: Path, column: str, answers: dict[str, object], event: str
) -> None:
    result = made(tmp_path, column).check([filed(**answers)])
    assert [finding.event for finding in result.findings] == [event]
    assert result.held == ("R8-1",)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ('{name: 今日, type: D, fmt: "%Y", compute: today}', "unknown name today"),
        (
            '{name: 日, type: D, fmt: "%Y", compute: open_day_from(head.arrived_at), reads: {head.arrived_at: date}}',
            "may change with the day",
        ),
        ("{name: 年, type: N, compute: fiscal_year(answers.birth), reads: {answers.birth: text}}", "date is needed here"),
        ("{name: 年, compute: fiscal_year(answers.birth), reads: {answers.birth: date}}", "text is needed here"),
        ("{name: 字, compute: \"'a'\", reads: {answers.birth: date}}", "does not name answers.birth"),
        ("{name: 字, compute: answers.need, from: answers.need, reads: {answers.need: text}}", "write either"),
        ("{name: 字, from: answers.need, reads: {answers.need: text}}", "reads says what a formula reads"),
        ("{name: 字, compute: answers.need, as: digits, reads: {answers.need: text}}", "no split, signs, as or join"),
        ("{name: 字, compute: __import__('os'), reads: {}}", "no function __import__"),
        ("{name: 字, type: U, map: codes, compute: answers.need, reads: {answers.need: text}}", "is not computed"),
        (
            '{name: 年, type: N, compute: fiscal_year(head.arrived), reads: {head.arrived: date}}',
            "did you mean arrived_at?",
        ),
        ("{name: 字, compute: item.heading, reads: {item.heading: text}}", "a line of application knows only"),
    ],
)  # fmt: skip
def test_a_formula_that_is_not_sound_is_refused_with_its_line(tmp_path: Path, column: str, expected: str) -> None:
    with pytest.raises(Refused) as refused:
        made(tmp_path, column)
    assert any(expected in complaint.text for complaint in refused.value.complaints), refused.value
    assert all(complaint.line for complaint in refused.value.complaints)


def test_a_question_that_a_procedure_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match=r"has no answers\.age"):
        made(tmp_path, "{name: 年, type: N, compute: answers.age + 1, reads: {answers.age: number}}").check([filed()])


@given(st.dates(min_value=datetime(1900, 1, 1).date(), max_value=datetime(2026, 11, 20).date()))  # noqa: DTZ001
def test_the_formula_says_what_the_law_says(birth: object) -> None:
    formula, reads = (
        "choose(attains(answers.birth, 65) <= head.day, '1', '2')",
        {"answers.birth": "date", "head.day": "date"},
    )
    line = {"answers.birth": str(birth), "head.day": "2026-11-20"}
    value = computed(formula, reads, "X", lambda name: lambda line: line[name])
    assert value(line) == ("1" if str(attains(birth, 65)) <= "2026-11-20" else "2")  # type: ignore[arg-type]
