"""Contract of every layout of a collecting agency's file."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.complaints import Refused
from forms.numbers.shop_payment import shop_payment
from integrations.payments.shop_file import MOST_LINES, ShopFile
from integrations.payments.shop_file_layout import SHIPPED, layout_of
from integrations.sockets.shop_file_socket import OTHER, PROVISIONAL, SETTLED, UNDONE
from tests.examples import examples
from tests.integrations.payments.shop_files import Written, written

NAMES = sorted(path.stem for path in SHIPPED.glob("*.yaml"))
DIGITS = shop_payment("912345", "26342548764", date(2026, 12, 31), 710)
OUT = date(2026, 12, 4)
LINES = (Written("01", DIGITS), Written("03", DIGITS), Written("02", DIGITS, time="0000", paid_out=OUT))


def read(name: str, content: bytes) -> list[tuple[int, int, str]]:
    lines, faults = ShopFile(layout_of(name)).read(content)
    assert not (lines and faults)
    return [(fault.line, fault.column, fault.words) for fault in faults]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_written_by_the_layout_reads_back(name: str) -> None:
    layout = layout_of(name)
    lines, faults = ShopFile(layout).read(written(layout, LINES))
    assert faults == ()
    assert [(it.kind, it.digits, it.day, it.time, it.paid_out) for it in lines] == [
        (PROVISIONAL, DIGITS, date(2026, 11, 20), "1815", None), (UNDONE, DIGITS, date(2026, 11, 20), "1815", None),
        (SETTLED, DIGITS, date(2026, 11, 20), "0000", OUT),
    ]  # fmt: skip
    assert [it.line for it in lines] == [2, 3, 4]
    assert all("110001" in it.shop for it in lines)
    assert lines[0].named == "01 速報"
    assert ShopFile(layout).title == layout.title


@pytest.mark.parametrize("name", NAMES)
def test_a_file_without_lines_and_kinds_that_are_not_taken_are_read(name: str) -> None:
    layout = layout_of(name)
    assert ShopFile(layout).read(written(layout, ())) == ((), ())
    others = [code for code, kind in layout.kinds.items() if kind == OTHER]
    lines, _ = ShopFile(layout).read(written(layout, [Written(code, DIGITS) for code in others]))
    assert [it.kind for it in lines] == [OTHER] * len(others)


def changed(name: str, was: str, now: str) -> bytes:
    content = written(layout_of(name), LINES)
    assert was.encode() in content
    return content.replace(was.encode(), now.encode(), 1)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        (DIGITS, DIGITS[:-1] + "5", "検査数字が合いません"),
        (DIGITS, "92" + DIGITS[2:], "91で始まる44けたの番号ではない"),
        ("20261120", "20261320", "年月日（20261120）として読めません"),
        ("20261120", "2026112x", "年月日（20261120）として読めません"),
        ("20261120", "00011120", "年月日（20261120）として読めません"),
        ("1815", "2415", "時刻（1815）として読めません"),
        ("1815", "18 5", "時刻（1815）として読めません"),
        ("20261125", "20261131", "年月日（20261120）として読めません"),
        ("20261204", "20261232", "年月日（20261120）として読めません"),
    ],
)
def test_one_wrong_field_refuses_the_whole_file_by_line_and_field(name: str, was: str, now: str, words: str) -> None:
    ((line, column, complaint), *more) = read(name, changed(name, was, now))
    assert min(line, column) > 0
    assert words in complaint
    assert re.match(r"[^：]+：", complaint), complaint
    assert all(other[0] == line for other in more)


@pytest.mark.parametrize("name", NAMES)
def test_a_kind_that_the_layout_does_not_know_is_refused(name: str) -> None:
    layout = layout_of(name)
    faults = read(name, written(layout, [Written("99", DIGITS)]))
    assert [(fault[0], "99という種別はありません" in fault[2]) for fault in faults] == [(2, True)]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_such_file_is_refused(name: str) -> None:
    whole = written(layout_of(name), LINES)
    for content, words in (
        (b"", "何も書かれていません"), (whole.replace(b"1815", b"18\x0015", 1), "文字ではない部分"),
        (whole[:100] + b"\x81\x20" + whole[100:], "Shift_JISで書かれていません"), (b"a,b\r\n1,2\r\n", ""),
        (b"\x89PNG\r\n\x1a\n", ""), (b"PK\x03\x04" + whole, ""), (whole + whole, ""), (whole[7:], ""),
    ):  # fmt: skip
        assert [words in complaint for *_, complaint in read(name, content)][:1] == [True], content


@pytest.mark.parametrize("name", [name for name in NAMES if layout_of(name).shape == "fixed"])
def test_a_file_of_fixed_width_is_whole_and_in_order(name: str) -> None:
    rows = written(layout_of(name), LINES).split(b"\r\n")[:-1]
    assert read(name, b"\r\n".join(rows)) == []
    several = [*rows[:-1], *rows[:-1], rows[-1]]
    assert read(name, b"\r\n".join(several)) == []
    for wrong, line, words in (
        (rows[:-1], 5, "終わりの行がありません"), (rows[1:], 1, "ここに来ない行です"), ([*rows, rows[1]], 7, "ここに来ない行です"),
        ([rows[0], rows[1][:-1], *rows[2:]], 2, "120バイトではありません（119バイト）"), ([*rows[:2], b"", *rows[2:]], 3, "（0バイト）"),
        ([rows[0], b"7" + rows[1][1:], *rows[2:]], 2, "ここに来ない行です"), (rows[:-2] + rows[-1:], 5, "ここに来ない行です"),
    ):  # fmt: skip
        ((at, _, complaint),) = read(name, b"\r\n".join(wrong))
        assert (at, words in complaint) == (line, True), complaint
    assert "バイトではありません" in read(name, b"\n".join(rows) + b"\n")[0][2]
    cut = rows[1][:117] + "あ".encode("cp932") + rows[1][119:]
    assert read(name, b"\r\n".join([rows[0], cut, *rows[2:]])) == []
    last = layout_of(name).data.fields[-1]
    border = 120 - (last.width or 0)
    across = rows[1][: border - 1] + "あ".encode("cp932") + rows[1][border + 1 :]
    assert read(name, b"\r\n".join([rows[0], across, *rows[2:]])) == [(2, 0, "文字が項目の境で切れています。")]


def test_a_csv_repeats_parts_of_the_bars_that_must_agree() -> None:
    whole = written(layout_of("densan"), LINES[:1])
    for was, now, words in (
        (b",710,", b",711,", "金額：バーコードの金額と合いません"), (b",548764,", b",548765,", "ユーザー使用欄１：バーコードと合いません"),
        (b"EAN91", b"UPC91", "バーコード情報：EANで始まっていません"), (b",010,", b",0x0,", "コンビニ本部コード：数字ではありません"),
        (b",1815,", b",1815,1,", "項目が13個ではなく、14個あります"), (b",1815", b',"1815', "CSVとして読めません"),
        ("種別".encode("cp932"), "種類".encode("cp932"), "1行目が"),
    ):  # fmt: skip
        assert was in whole, was
        faults = read("densan", whole.replace(was, now, 1))
        assert words in faults[0][2], faults


@pytest.mark.parametrize("name", ["densan", "mufg-factor"])
def test_more_lines_than_one_act_takes_are_refused(name: str) -> None:
    layout = layout_of(name)
    assert "行まで" in read(name, written(layout, [LINES[0]] * (MOST_LINES + 1)))[0][2]


@settings(max_examples=examples(60))
@given(
    name=st.sampled_from(NAMES), place=st.floats(0, 1, exclude_max=True), cut=st.integers(0, 3), into=st.binary(max_size=3)
)  # fmt: skip
def test_a_damaged_file_is_read_as_it_was_or_refused(name: str, place: float, cut: int, into: bytes) -> None:
    layout = layout_of(name)
    whole = written(layout, LINES)
    at = int(len(whole) * place)
    lines, faults = ShopFile(layout).read(whole[:at] + into + whole[at + cut :])
    good = {(it.digits, it.kind) for it in ShopFile(layout).read(whole)[0]}
    assert faults or {it.digits for (it,) in zip(lines)} <= {digits for digits, _ in good}


def refused(text: str, folder: Path) -> list[str]:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as error:
        layout_of(str(path))
    return [complaint.text for complaint in error.value.complaints]


def test_a_citys_own_layout_is_read_and_its_faults_are_reported_by_line(tmp_path: Path) -> None:
    text = (SHIPPED / "mufg-factor.yaml").read_text(encoding="utf-8")
    own = tmp_path / "own.yaml"
    own.write_text(text.replace("file: mufg-factor", "file: own"), encoding="utf-8")
    assert layout_of(str(own)).file == "own"
    for was, now, words in (
        ("width: 44", "width: 43", "the widths and the mark are not 120 together"),
        ("means: bars, ", "", "one field means bars"),
        ('mark: "8"', 'mark: "2"', "each kind of line has another first character"),
        ('"03": 速報取消}', "}", "name each kind, and no other"),
        ("shape: fixed", "shape: csv", "a CSV has lines of data alone"),
        ("basis: confirmed}\n    - {name: 予備, width: 61", "basis: sure}\n    - {name: 予備, width: 61", "confirmed"),
    ):
        assert was in text
        assert any(words in complaint for complaint in refused(text.replace(was, now, 1), tmp_path)), words
    assert refused(text[: text.index("end:")] + text[text.index("kinds:") :], tmp_path) == [
        "a file of fixed width has header, data, trailer and end"
    ]
    with pytest.raises(Refused):
        layout_of("nowhere")


@pytest.mark.parametrize("name", NAMES)
def test_each_field_says_whether_it_was_read_in_public(name: str) -> None:
    layout = layout_of(name)
    fields = [field for record in layout.records.values() for field in record.fields]
    assert {field.basis for field in fields if field.means in ("kind", "day", "bars", "yen", "paid_out")} == {
        "confirmed"
    }
    assert all(field.means == "" for field in fields if field.basis == "assumed")
