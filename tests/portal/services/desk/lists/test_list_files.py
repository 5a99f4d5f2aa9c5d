"""A list as a table: out, changed, in again; hostile tables change nothing."""

import csv
import io
from dataclasses import replace

import pytest

from portal.services.desk.lists.change_list import FILE, ListState, make_change
from portal.services.desk.lists.list_files import read_list, write_list
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.lists.world import act, add, state

HEAD = "順番,キー,名前,よみ,やさしい日本語,英語,はじめの日,おわりの日,備考,学校の種類,受け入れられる人数"


def written(opened: ListState) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(write_list(opened)).decode("utf-8-sig"))))


def faults(opened: ListState, text: str) -> list[tuple[int, int]]:
    table = read_list(opened, text.encode())
    assert table.rows == ()
    return [(fault.line, fault.column) for fault in table.faults]


def test_what_goes_out_comes_in_unchanged(installation: Installation, member: Member) -> None:
    add(installation, member, label="=1+1", note="-5", column_places="-3")
    opened = state(installation, member)
    rows = written(opened)
    assert (rows[0], rows[2][:3]) == (HEAD.split(","), ["2", "schools-2", "見本市立緑が丘小学校"])
    assert (rows[8][2], rows[8][8]) == ("'=1+1", "'-5"), "no cell is a formula"
    table = read_list(opened, b"".join(write_list(opened)))
    assert (table.faults, table.differences, table.rows) == ((), (), opened.rows)


def test_a_file_adds_changes_and_orders_and_leaves_what_it_does_not_name(
    installation: Installation, member: Member
) -> None:
    opened = state(installation, member)
    text = "キー,名前,受け入れられる人数,順番\nnew-1,新しい学校,12,1\nschools-2,緑が丘小,,9\n\n"
    table = read_list(opened, text.encode("cp932"))
    assert (table.faults, table.added, table.absent) == ((), 1, 6)
    assert "「新しい学校」（new-1）を足した" in table.differences
    assert any(
        difference.startswith("「見本市立緑が丘小学校」（schools-2）：名前「見本市立緑が丘小学校」→「緑が丘小」")
        for difference in table.differences
    )
    act(installation, member, lambda unit, now: make_change(installation, unit, member, now, FILE, table.rows))
    after = state(installation, member)
    assert after.rows[0].key == "new-1"
    changed = after.entry("schools-2")
    assert (changed.kana, changed.columns) == ("ミホンシリツミドリガオカショウガッコウ", {"level": "小学校"})
    assert len(after.rows) == 8


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", [(0, 0)]),
        ("名前\nx", [(1, 0)]),
        ("キー,名前,家賃\n", [(1, 3)]),
        ("キー,名前,名前\n", [(1, 3)]),
        ("キー,名前\nschools-1,\n a b,x\nk,y\nk,z\n", [(2, 2), (3, 1), (5, 1)]),
        ("キー,名前,おわりの日,受け入れられる人数\nk,x,きのう,たくさん\n", [(2, 3), (2, 4)]),
        ("キー,名前,順番\nk,x,はじめ\n", [(2, 3)]),
        ("キー,名前\nk,x,よぶんな字\n", [(2, 3)]),
        ('キー,名前\nk,"x\n', [(0, 0)]),
        ("キー,名前\nk,a\u202eb\n", [(2, 2)]),
    ],
)
def test_all_that_is_wrong_is_reported_with_line_and_column(
    installation: Installation, member: Member, text: str, places: list[tuple[int, int]]
) -> None:
    assert faults(state(installation, member), text) == places


def test_rubbish_and_too_much_is_refused(installation: Installation, member: Member) -> None:
    opened = state(installation, member)
    assert read_list(opened, b"\xff\xfe\x00").faults != ()
    assert read_list(opened, b"PK\x03\x04 no workbook").faults != ()
    many = "キー,名前\n" + "".join(f"k{number},x\n" for number in range(2001))
    assert read_list(opened, many.encode()).faults[0].words == "2000行までです。"
    full = replace(opened, rows=tuple(replace(opened.rows[0], key=f"old-{number}") for number in range(2000)))
    assert "全部で2000件までです" in read_list(full, "キー,名前\nk,x\n".encode()).faults[0].words
