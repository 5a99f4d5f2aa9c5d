"""What acts in an .xls is refused wherever it is written."""

from struct import pack

import pytest

from tests.integrations.remaking.compounds import begin, book, cell, name, record, write, xls
from tests.integrations.remaking.test_old_office import why


def add_in(function: str, flags: int = 0) -> bytes:
    """A book of add-ins and a function of it."""
    content = pack("<HIBB", flags, 0, len(function), 0) + function.encode()
    return record(0x01AE, b"\1\0\1\x3a") + record(0x0023, content)


def picture(flags: int) -> bytes:
    return b"\x33\0\x0b\xf0\x0c\0\0\0\x05\xc1\x10\0\0\0\x06\x01" + pack("<I", flags)


RTD, CALL, SUM = b"\x42\3\x7b\1", b"\x22\2\x96\0", b"\x42\2\4\0"
OWN = record(0x01AE, b"\1\0\1\4")


@pytest.mark.parametrize(
    "more",
    [
        record(0x01AE, b"\0\0" + pack("<HB", 5, 0) + b"a.xls"),  # another book
        record(0x01AE, b"\0\0" + pack("<HB", 6, 0) + b"cmd\x03/c"),  # DDE
        record(0x0059, bytes(4)),
        record(0x00D3),
        record(0x00DC, bytes(12)),
        record(0x0876, bytes(12)),
        record(0x0813, bytes(12)),
        record(0x0087, bytes(4)),
        record(0x00E3, b"\2\0"),
        record(0x0051, bytes(6) + pack("<HB", 5, 0) + b"\x01a.xl"),
        name("\x01", 0x20),
        name("\x02", 0x20),
        name("", 0x20),
        name("Auto_Open"),
        name("auto_open_2"),
        name("Makro", 0x0E),
        name("_xlfn.WEBSERVICE", 0x0E),
        name("x", formula=RTD),
        add_in("_xlfn.WEBSERVICE"),
        add_in("RTD"),
        add_in("Auto_Open"),
        add_in("item", 0x02),
        add_in("item", 0x08),
        record(0x00EB, picture(0x0E)),
        record(0x00EB, picture(0x06)),
        record(0x00EB, picture(0x0E)[:-3]) + record(0x003C, picture(0x0E)[-3:]),
        record(0x0866, picture(0x08)),
    ],
    ids=len,
)
def test_what_acts_in_a_book_is_refused(more: bytes) -> None:
    assert why(xls(more), "xls") == "active"


@pytest.mark.parametrize(
    "in_sheet",
    [
        cell(CALL),
        cell(b"\x22\2\x95\0"),
        cell(b"\x62\2\x0b\1"),
        cell(RTD),
        cell(b"\x41\x7b\1"),
        record(0x04BC, bytes(8) + RTD),
        record(0x0221, bytes(12) + RTD),
        record(0x01B1, bytes(12) + RTD),
        record(0x01BE, bytes(12)) + record(0x003C, RTD),
        record(0x005D, pack("<HHHHIIII", 0x15, 18, 8, 1, 0, 0, 0, 0)[:22] + pack("<HH", 9, 4) + bytes(4)),
        record(0x005D, pack("<HH", 0x15, 18) + bytes(18) + pack("<HH", 4, 2) + bytes(2)),
        record(0x005D, pack("<HH", 0x15, 18) + bytes(18) + pack("<HHH", 8, 2, 0x02)),
        record(0x005D, pack("<HH", 0x15, 18) + bytes(18) + pack("<HHH", 8, 2, 0x10)),
        # A drawing goes on behind its object.
        record(0x00EC, picture(0x0E)[:10]) + record(0x005D) + record(0x003C, picture(0x0E)[10:]),
        begin(0x40) + record(0x000A),
    ],
    ids=len,
)
def test_what_acts_in_a_sheet_is_refused(in_sheet: bytes) -> None:
    assert why(xls(in_sheet=in_sheet), "xls") == "active"


@pytest.mark.parametrize("kind", [1, 6])
def test_a_sheet_of_macros_or_a_module_is_refused(kind: int) -> None:
    assert why(write({"Workbook": book(kind=kind)}), "xls") == "active"


def test_a_sheet_of_macros_is_refused_by_where_it_begins_too() -> None:
    assert why(write({"Workbook": book(substream=0x40)}), "xls") == "active"


@pytest.mark.parametrize(
    ("more", "in_sheet"),
    [
        (OWN + record(0x0017, pack("<HHHH", 1, 0, 0, 0)), b""),
        (name("\x06", 0x20), b""),
        (name("\x0d", 0x21), b""),
        (name("合計".encode("cp932").decode("latin-1")), b""),
        (name("_xlfn.IFERROR", 0x0E), b""),
        (add_in("EDATE"), b""),
        (record(0x00E3, b"\1\0"), b""),
        (record(0x0051, bytes(6) + pack("<HB", 3, 0) + b"\x02ab"), b""),
        (record(0x0051, bytes(8)), b""),
        (b"", cell(SUM)),
        # Row 35, column ET: a place that looks like a call
        (b"", record(0x0006, pack("<HHHdHIH", 0x22, 0x96, 0, 0.0, 0, 0, 4) + SUM)),
        (b"", record(0x00FC, RTD)),
        (b"", record(0x00EC, picture(0x02))),
        (b"", begin(0x20) + record(0x000A)),  # a chart in the sheet
        (b"", record(0x005D, pack("<HH", 0x15, 18) + bytes(18) + bytes(4))),
        (b"", record(0x005D, pack("<HH", 0x15, 18) + bytes(18) + pack("<HH", 0x13, 0x1FEE) + bytes(12))),
    ],
    ids=len,
)
def test_what_real_books_hold_passes(more: bytes, in_sheet: bytes) -> None:
    assert why(xls(more, in_sheet), "xls") == ""


@pytest.mark.parametrize(
    "content",
    [
        book(version=0x0500),
        book(off=4),  # the list of sheets points into a record
        book(off=-4),
        book()[:-4],
        book()[:-1],
        book()[:-4] + b"\x0a\0\x08\0\1",  # the last record is cut off
        book() + begin(0x10) + record(0x000A),  # a sheet that the list does not name
        book() + record(0x000A),
        book() + record(0x0001),
        book(kind=2),
        book(in_sheet=record(0x0409, bytes(6))),
        book(in_sheet=record(0x0206, bytes(30))),
        record(0x0001) + book(),
        b"",
    ],
    ids=len,
)
def test_a_book_that_could_be_read_in_two_ways_is_refused(content: bytes) -> None:
    assert why(write({"Workbook": content}), "xls") == "old"


def test_a_sheet_is_listed_once() -> None:
    place = len(book()) - len(begin(0x10) + record(0x000A)) + 13
    listed = record(0x0085, pack("<IBBBB", place, 0, 0, 1, 0) + b"S")
    assert len(listed) == 13
    assert why(write({"Workbook": book(listed)}), "xls") == "old"


def test_a_name_that_is_cut_off_is_refused() -> None:
    assert why(xls(record(0x0018, pack("<HBB", 0, 0, 200) + bytes(11) + b"x")), "xls") == "old"


def test_zeros_behind_the_last_record_are_no_record() -> None:
    assert why(write({"Workbook": book() + bytes(300)}), "xls") == ""


def test_a_book_with_a_password_says_so() -> None:
    assert why(xls(record(0x002F, bytes(6))), "xls") == "locked"


def test_a_million_records_that_go_on_cost_no_time() -> None:
    # Joined at each of them, these would be copied for hours.
    assert why(xls(in_sheet=record(0x00EC) + record(0x003C, b"a" * 8) * 500_000), "xls") == ""
