"""The fast path of writing."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.text.reading import read_sheet
from integrations.exports.csv_shape import CsvShape
from integrations.exports.definition import LayoutFile
from integrations.exports.line import Notes
from integrations.exports.lines import Lines, Packed
from integrations.exports.loading import LAYOUTS
from integrations.exports.quick import QuickLines
from integrations.sockets.layout_socket import AnswerTable, Record
from tests.integrations.exports.sample import AS_STORED, COLUMNS, cells, record, tables

KAIGO = read_sheet(LAYOUTS / "kaigo.hihokenshasho.saikofu.yaml", LayoutFile)
FACTS = {"care_insurer": "991018"}
TEXTS = st.one_of(
    st.text(max_size=120),
    st.sampled_from(["", "=1", "a@b", "-1", "髙", "𠮷", "1;2", '"', '",\x1f"', "\x1f", "1949-04-03", "lost", "\r"]),
)
STORED = st.one_of(
    st.none(), TEXTS, st.dictionaries(st.sampled_from(["", "tell", "postal", "town", "building"]), TEXTS)
)
ANSWERS = st.dictionaries(st.sampled_from(sorted({column.field for column in COLUMNS})), STORED)


def with_columns(*columns: dict[str, object]) -> LayoutFile:
    facts = {**KAIGO.model_dump(by_alias=True), "unmappable": {"default": "hold"}}
    main = {"id": "main", "foreach": "application", "title": "本体", "columns": columns}
    return LayoutFile.model_validate({**facts, "records": [main]})


def lines(
    quick: bool, record: Record, layout: LayoutFile = KAIGO, table: AnswerTable | None = None
) -> tuple[list[Packed] | None, Notes]:
    """`quick` selects the path."""
    notes: Notes = []
    with pytest.MonkeyPatch.context() as patch:
        if not quick:
            patch.setattr(QuickLines, "_sound", lambda *_: False)
        return Lines(layout, CsvShape(layout.file), table or tables("", 1)).of_record(record, FACTS, notes), notes


@given(ANSWERS)
def test_whatever_was_answered_both_ways_say_the_same(answers: Mapping[str, object]) -> None:
    sample = record(answers=answers)
    assert lines(True, sample) == lines(False, sample)


@pytest.mark.parametrize("postal", ["000-0001", "０００００01", "00000012"])
def test_digits_that_are_none_are_reported_by_the_long_way(postal: str) -> None:
    sample = record(answers={"address": {"postal": postal}})
    assert lines(True, sample) == lines(False, sample)
    assert lines(True, sample)[0] is None


@pytest.mark.parametrize(
    "head", [{"arrived_at": None}, {"arrived_at": "2026-11-20"}, {"receipt_number": 7}, {"receipt_number": "=1"}]
)
def test_both_ways_read_the_head_alike(head: dict[str, object]) -> None:
    assert lines(True, record(head=head)) == lines(False, record(head=head))


def test_an_ordinary_line_goes_the_short_way() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("integrations.exports.lines.Line.cells", lambda *_: pytest.fail("cells were asked"))
        plain = record(answers={"lost_how": "home", "relation": "child"})
        assert lines(True, plain)[0]


def test_a_quote_of_its_own_goes_it_too_and_stands_doubled_in_the_file() -> None:
    quoted = record(answers={"lost_how": "home", "health_insurer": '","'})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("integrations.exports.lines.Line.cells", lambda *_: pytest.fail("cells were asked"))
        ((_, line, _),) = lines(True, quoted)[0] or []
    assert isinstance(line, bytes)
    assert b'"",""' in line
    assert lines(False, quoted)[0] == [(0, line, 1)]


def test_the_sign_between_cells_moves_none_where_somebody_wrote_it() -> None:
    for written in ("\x1f", "a\x1fb", '"\x1f"'):
        sample = record(answers={"lost_how": "home", "health_insurer": written})
        assert lines(True, sample) == lines(False, sample)


def test_a_joined_or_constant_column_and_one_that_must_be_asked_go_it_too() -> None:
    columns: tuple[dict[str, object], ...] = (
        {"name": "固定", "value": "1"},
        {"name": "印", "from": ["answers.name", "answers.email", "answers.sex"], "join": "/"},
        {"name": "期限", "from": "answers.birth", "type": "D", "fmt": "%Y"},
        {"name": "地番", "from": "answers.address.street"},
    )
    layout = with_columns(*columns)
    asked = AnswerTable(COLUMNS, {}, cells, frozenset(), AS_STORED - {("address", "street")})
    packed = lines(True, record(), layout, asked)
    assert packed == ([(0, '"1","髙見本　太郎/male","1949","一丁目2番3号"\r\n'.encode("cp932"), 1)], [])
    assert packed == lines(False, record(), layout, asked)


def test_a_number_that_may_not_leave_leaves_neither_way() -> None:
    columns: list[dict[str, object]] = [{"name": "番号", "from": "answers.my_number"}]
    layout = with_columns(*columns)
    table = AnswerTable((), {}, cells, frozenset({"my_number"}), frozenset({("my_number", "")}))
    numbered = record(answers={"my_number": "999999999015"})
    for quick in (True, False):
        assert lines(quick, numbered, layout, table)[0] == [(0, b'""\r\n', 1)]


def test_no_word_of_a_layout_is_in_the_made_source() -> None:
    """Texts of a layout are bound as values."""
    evil = "__import__('os').system('true')"
    columns: list[dict[str, object]] = [
        {"name": "固定", "value": evil},
        {"name": "和", "from": ["head.door", "head.state"], "join": evil},
    ]
    layout = with_columns(*columns)
    ((_, line, _),) = lines(True, record(), layout)[0] or []
    assert re.findall(rb'"([^"]*)"', line if isinstance(line, bytes) else b"") == [
        evil.encode(),
        f"online{evil}received".encode(),
    ]
