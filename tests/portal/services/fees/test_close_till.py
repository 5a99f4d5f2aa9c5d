"""Closing a till: sums, count, sign-off."""

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.fees.close_till import TillSheet, close_till, count_till, count_till_again, sheet_rows, till_sheet
from portal.services.fees.till import put_in_till
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.fees import tills
from portal.store.fees.payments import PaymentRow
from portal.store.fees.tills import CASH, CASHLESS, CLOSED, COUNTED, OPEN, RETURNED, TAKEN
from portal.store.shared import audit_records
from tests.portal.services.fees.paying import DUTY
from tests.portal.world import add_member

PLACE, DAY, RECEIPT = "general", "2026-11-20", "26-000-000-017"
ENTRIES = ((TAKEN, CASH, 700, "a"), (TAKEN, CASH, 300, "b"), (RETURNED, CASH, 300, "b"), (TAKEN, CASHLESS, 710, "c"))


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return add_member(installation, "clerk", ("clerk", DUTY), name="見本 花子")


@pytest.fixture
def second(installation: Installation) -> Member:
    return add_member(installation, "second", ("reviewer", DUTY), name="見本 次郎")


@pytest.fixture(autouse=True)
def till(installation: Installation, clerk: Member) -> None:
    with installation.database.write() as unit:
        for kind, method, amount, number in ENTRIES:
            row = PaymentRow(0, number, 1, amount, "JPY", "paid", "counter", "", 0, 0, 0, 0)
            put_in_till(installation, unit, clerk.id, PLACE, kind, method, row.number, row.amount, RECEIPT)
        unit.commit()


def count(installation: Installation, member: Member, counted: int = 700, *, entries: int = len(ENTRIES)) -> None:
    with installation.database.write() as unit:
        count_till(installation, unit, member, PLACE, DAY, counted, "50円玉が1枚多い", entries)
        unit.commit()


def close(installation: Installation, member: Member) -> None:
    with installation.database.write() as unit:
        mark = till_sheet(installation.keys, unit, PLACE, DAY).mark
        close_till(installation, unit, member, PLACE, DAY, mark)
        unit.commit()


def sheet_of(installation: Installation) -> TillSheet:
    with installation.database.read() as unit:
        return till_sheet(installation.keys, unit, PLACE, DAY)


def test_the_sheet_sums_by_method_and_expects_only_the_cash_that_stayed(installation: Installation) -> None:
    sheet = sheet_of(installation)
    sums = [
        (line.method, line.taken, line.taken_yen, line.returned, line.returned_yen, line.rest) for line in sheet.sums
    ]
    assert sums == [("現金", 2, 1000, 1, 300, 700), ("キャッシュレス", 1, 710, 0, 0, 710)]
    assert (sheet.state, sheet.expected) == (OPEN, 700)
    assert {line.by for line in sheet.lines} == {"見本 花子"}


def test_a_day_without_entries_has_an_empty_open_sheet(installation: Installation) -> None:
    with installation.database.read() as unit:
        sheet = till_sheet(installation.keys, unit, "care", DAY)
    assert (sheet.row, sheet.state, sheet.lines, sheet.expected) == (None, OPEN, (), 0)


def test_one_counts_and_another_signs_off(installation: Installation, clerk: Member, second: Member) -> None:
    with pytest.raises(Conflict):
        close(installation, second)  # not yet counted
    count(installation, clerk, 750)
    with pytest.raises(NotAllowed):
        close(installation, clerk)
    assert (sheet_of(installation).state, sheet_of(installation).difference) == (COUNTED, 50)
    close(installation, second)
    sheet = sheet_of(installation)
    assert (sheet.state, sheet.counted_by, sheet.closed_by, sheet.note) == (
        CLOSED, "見本 花子", "見本 次郎", "50円玉が1枚多い",
    )  # fmt: skip
    with installation.database.read() as unit:
        audited = [(record.actor, record.action, record.detail) for record in audit_records.after(unit, 0)]
        row = tills.day_of(unit, PLACE, DAY)
    assert audited == [
        ("staff:clerk", "count till", f"{PLACE} {DAY}"), ("staff:second", "close till", f"{PLACE} {DAY}"),
    ]  # fmt: skip
    assert row is not None
    assert "50円玉".encode() not in row.sealed_note


def test_an_entry_that_came_after_the_page_was_opened_refuses_the_count(
    installation: Installation, clerk: Member
) -> None:
    with pytest.raises(Conflict):
        count(installation, clerk, entries=len(ENTRIES) - 1)
    assert sheet_of(installation).state == OPEN


def test_a_count_can_be_repeated_until_it_is_signed_off(
    installation: Installation, clerk: Member, second: Member
) -> None:
    count(installation, clerk, 7000)
    with pytest.raises(Conflict):
        count(installation, second)
    with installation.database.write() as unit:
        count_till_again(installation, unit, second, PLACE, DAY)
        unit.commit()
    count(installation, clerk)
    close(installation, second)
    with installation.database.write() as unit, pytest.raises(Conflict):
        count_till_again(installation, unit, second, PLACE, DAY)
    assert sheet_of(installation).difference == 0


def test_staff_who_take_no_fees_neither_count_nor_sign_off(installation: Installation, clerk: Member) -> None:
    auditor = add_member(installation, "auditor", ("auditor", "*"))
    with pytest.raises(NotAllowed):
        count(installation, auditor)
    count(installation, clerk)
    with pytest.raises(NotAllowed):
        close(installation, auditor)


def test_the_rows_of_the_file_end_with_the_count_once_there_is_one(installation: Installation, clerk: Member) -> None:
    before = list(sheet_rows(sheet_of(installation), "総合窓口"))
    assert before[0] == ["窓口", "総合窓口", "日", DAY]
    assert [row[1:5] for row in before[2:4]] == [
        ["受け取り", "現金", "700", RECEIPT],
        ["受け取り", "現金", "300", RECEIPT],
    ]
    assert before[-1] == ["キャッシュレス", "1", "710", "0", "0", "710"]
    count(installation, clerk, 690)
    after = list(sheet_rows(sheet_of(installation), "総合窓口"))
    assert after[: len(before)] == before
    assert after[len(before) :] == [
        ["現金の実際の額", "690", "差額", "-10", "理由", "50円玉が1枚多い"],
        ["数えた職員", "見本 花子", "確かめた職員", ""],
    ]
