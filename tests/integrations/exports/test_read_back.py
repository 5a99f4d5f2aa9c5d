"""Shipped files in independent readers: iconv, docs/zengin.md, JSON."""

import csv
import io
import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.exports.characters import ENCODINGS
from integrations.exports.layout import FileLayout
from integrations.exports.loading import LAYOUTS, load_layout
from integrations.sockets.layout_socket import AnswerTable, Column, Record
from portal.cli.definitions import shipped
from portal.services.procedures.answer_tables import answer_table
from tests.integrations.exports.sample import record, tables
from tests.integrations.exports.small import every_file

TEMPLATES = LAYOUTS.parent / "templates"


def iconv(data: bytes, encoding: str) -> str:
    """Decodes with glibc."""
    return subprocess.run(
        ["iconv", "-f", encoding, "-t", "UTF-8"], input=data, capture_output=True, check=True
    ).stdout.decode()


def test_every_character_of_cp932_is_read_by_another_reader_and_written_by_it_with_the_same_bytes() -> None:
    """glibc reads both mappings and writes the second."""
    cp932, ibm = ENCODINGS["cp932"], ENCODINGS["cp932-ibm"]
    held = [sign for code in range(0x10000) if cp932.event(sign := chr(code)) == "" and sign != "\n"]
    assert len(held) == 7516
    ways = [b"\n".join(way.bytes_of(sign) or b"" for sign in held) for way in (cp932, ibm)]
    assert [iconv(data, "CP932").split("\n") for data in ways] == [held, held]
    written = subprocess.run(
        ["iconv", "-f", "UTF-8", "-t", "CP932"], input="\n".join(held).encode(), capture_output=True, check=True
    )
    assert written.stdout == ways[1]
    assert [cp932.event(sign) for sign in "\u0080\u00a0"] == ["unmappable"] * 2, "iconv stops at their bytes"


ACCOUNT = AnswerTable(
    (Column("amount", "", "額"), *(Column("account", part, part) for part in ("bank", "branch", "kind_zengin", "number", "holder"))),
    {},
    lambda _field, value: value if isinstance(value, Mapping) else {"": str(value)},
)  # fmt: skip


def refund(number: str, amount: int, holder: str = "タカハシ　ジョー") -> Record:
    account = {"bank": "9900", "branch": "238", "kind_zengin": "1", "number": "1234567", "holder": holder}
    return Record(
        {"receipt_number": number, "procedure": "kanpu-seikyu", "version": 1}, {"amount": amount, "account": account}
    )


def page_of_zengin(of: str = "") -> dict[str, dict[str, slice]]:
    rows = re.findall(
        rf"^\| {of}([1289]) \| (\S+) \| (\d+) \| (\d+) \|",
        Path("docs/zengin.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    fields: dict[str, dict[str, slice]] = {}
    for kind, name, start, width in rows:
        fields.setdefault(kind, {})[name] = slice(int(start) - 1, int(start) - 1 + int(width))
    return fields


def zengin(name: str = "kanpu", table: AnswerTable = ACCOUNT) -> FileLayout:
    return load_layout(TEMPLATES / f"zengin.{name}.yaml", lambda *_: table)


GOLDEN_ZENGIN = (
    "1210" "0000000001" + "ﾐﾎﾝｼｶｲｹｲｶﾝﾘｼﾔ".ljust(40) + "1120" "9999" + "ｶｸｳ".ljust(15) + "001" + "ﾎﾝﾃﾝ".ljust(15) + "1" "0000001" + " " * 17,
    "2" "9900" + " " * 15 + "238" + " " * 15 + " " * 4 + "1" "1234567" + "ﾀｶﾊｼ ｼﾞﾖ-".ljust(30) + "0000012000" "0" + "R8-000001".ljust(20) + "7" + " " * 8,
    "2" "9900" + " " * 15 + "238" + " " * 15 + " " * 4 + "1" "1234567" + "ﾐﾎﾝ ﾊﾅｺ".ljust(30) + "0000000345" "0" + "R8-000002".ljust(20) + "7" + " " * 8,
    "8" "000002" "000000012345" + " " * 101,
    "9" + " " * 119,
)  # fmt: skip


def test_a_transfer_file_is_read_by_its_page_alone(tmp_path: Path) -> None:
    data = next(
        iter(
            every_file(
                zengin(), tmp_path / "out", refund("R8-000001", 12000), refund("R8-000002", 345, "ミホン ハナコ")
            ).values()
        )
    )
    assert data == "".join(f"{line}\r\n" for line in GOLDEN_ZENGIN).encode("cp932")
    lines = data.split(b"\r\n")[:-1]
    assert {len(line) for line in lines} == {120}
    page = page_of_zengin()
    read = [
        {name: iconv(line[span], "CP932").strip() for name, span in page[line[:1].decode()].items()} for line in lines
    ]
    assert all(sum(span.stop - span.start for span in items.values()) == 120 for items in page.values())
    assert [line.get("受取人名") for line in read] == [None, "ﾀｶﾊｼ ｼﾞﾖ-", "ﾐﾎﾝ ﾊﾅｺ", None, None]
    assert int(read[3]["合計金額"]) == sum(int(line["振込金額"]) for line in read[1:3]) == 12345
    assert (read[0]["依頼人名"], read[1]["顧客コード"], read[3]["合計件数"]) == ("ﾐﾎﾝｼｶｲｹｲｶﾝﾘｼﾔ", "R8-000001", "000002")


def test_accounts_to_draw_from_are_read_by_their_page_alone(tmp_path: Path) -> None:
    parts = ("bank", "branch", "kind_zengin", "number", "holder")
    drawn_from = replace(ACCOUNT, columns=tuple(Column("pay.account", part, part) for part in parts))
    account = {"bank": "9998", "branch": "002", "kind_zengin": "2", "number": "7654321", "holder": "ミホン　タロウ"}
    record = Record(
        {"receipt_number": "R8-000001", "procedure": "koza-furikae", "version": 1}, {"pay.account": account}
    )
    data = next(iter(every_file(zengin("furikae", drawn_from), tmp_path / "out", record).values()))
    lines, page = data.split(b"\r\n")[:-1], page_of_zengin("口")
    assert {len(line) for line in lines} == {120}
    assert all(sum(span.stop - span.start for span in items.values()) == 120 for items in page.values())
    head, drawn, sums, _ = [
        {name: iconv(line[span], "CP932").strip() for name, span in page[line[:1].decode()].items()} for line in lines
    ]
    assert (head["種別コード"], sums["合計件数"], int(sums["合計金額"])) == ("91", "000001", 0)
    assert [drawn[name] for name in ("引落銀行番号", "引落支店番号", "預金種目", "口座番号", "預金者名", "新規コード", "顧客番号")] == [
        "9998", "002", "2", "7654321", "ﾐﾎﾝ ﾀﾛｳ", "1", "R8-000001",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("holder", "event"), [("髙橋", "unspelled"), ("ア" * 31, "too_long"), ("ミホン＆カ", "unspelled")]
)
def test_a_holder_that_no_bank_takes_is_held(holder: str, event: str) -> None:
    assert [finding.event for finding in zengin().check([refund("R8-000001", 1, holder)]).findings] == [event]


PEOPLE: Mapping[str, object] = {
    "application": "first", "need": "care", "start": "2027-03-01", "until": "school", "claimant.birth": "1990-05-05",
    "claimant.name": {"family": "髙見本", "given": "花子"}, "claimant.kana": {"family": "タカミホン", "given": "ハナコ"},
    "claimant.relation": "mother", "claimant.reach_kind": "mother_mobile", "claimant.reach_phone": "000-0000-0001",
    "partner.name": {"family": "髙見本", "given": "𠮷郎"}, "partner.kana": {"family": "タカミホン", "given": "ヨシロウ"},
    "partner.relation": "father", "partner.birth": "1989-01-08", "partner.lives": "posting",
    "child.name": {"family": "髙見本", "given": "蓮"}, "child.birth": "2023-04-01", "child.sex": "female",
    "child.relation": "child", "category1": False, "category2": True, "category3": False, "amount": "standard",
    "claimant_need.reasons": ["work", "nursing"], "weekdays": ["monday", "friday"],
    "from_time": "08:30", "to_time": "17:00",
    "wishes": [{"id": "nursery-1", "name": "見本中央保育所"}, {"id": "nursery-7", "name": "見本東"}],
    "wish_reason": "近いから", "welfare": False, "consent_records": True,
    "members": ["1"], "members.1.name": {"family": "髙見本", "given": "実"}, "members.1.birth": "2019-12-01",
    "members.1.sex": "male", "members.1.relation": "brother", "members.1.taxed": "exempt",
    "grandparents": ["1"], "grandparents.1.name": {"family": "髙見本", "given": "ウメ"},
    "grandparents.1.side": "mothers_mother", "grandparents.1.living": "apart", "grandparents.1.birth": "1960-01-01",
}  # fmt: skip
GOLDEN_HOUSEHOLD = """\
"R8-000001","1","1","髙見本　花子","タカミホン　ハナコ","12",,"19900505",,,,"1"
"R8-000001","2","1","髙見本　𠮷郎","タカミホン　ヨシロウ","11",,"19890108",,,,"3"
"R8-000001","3","1","髙見本　実","","21",,"20191201","1",,"0","1"
"R8-000001","4","1","髙見本　ウメ",,"34",,"19600101",,,,"2"
"""
GOLDEN_WISHES = '"R8-000001","1","nursery-1","近いから"\n"R8-000001","2","nursery-7","近いから"\n'
GOLDEN_CHILD = (
    '"R8-000001","20261120","2026","1","1","髙見本　花子","タカミホン　ハナコ",,,,"2","000-0000-0001",,,"髙見本　蓮",,'
    '"20230401","2",,"01",,,,"0","1","0","1","0104",,"20270301","1",,"15","0830","1700",,,"0",,,,"1"\n'
)


def test_the_three_files_of_child_care_are_written_byte_for_byte(tmp_path: Path) -> None:
    table = answer_table(shipped()["hoiku-riyo-moshikomi"])
    head = {"receipt_number": "R8-000001", "procedure": "hoiku-riyo-moshikomi", "version": 1}
    head |= {"arrived_at": datetime(2026, 11, 19, 15, 30, tzinfo=UTC)}
    filed = Record(head, PEOPLE, lambda: frozenset({*PEOPLE, "members.1.kana"}))
    file_layout = load_layout(LAYOUTS / "hoiku.riyo.moshikomi.yaml", lambda *_: table)
    files = every_file(file_layout, tmp_path / "out", filed)
    bodies = {name.split("_")[-1]: iconv(data, "UTF-8").replace("\r\n", "\n") for name, data in files.items()}
    assert bodies["moshikomi.csv"].split("\n", 1)[1] == GOLDEN_CHILD
    assert bodies["household.csv"].split("\n", 1)[1] == GOLDEN_HOUSEHOLD
    assert bodies["wishes.csv"].split("\n", 1)[1] == GOLDEN_WISHES
    assert all(data.count(b"\n") == data.count(b"\r\n") for name, data in files.items() if name.endswith(".csv"))


GOLDEN_RPA = """\
"receipt","procedure","arrived","row","item","label","number","code","value","other","state"
"R8-000001","kaigo-hihokenshasho-saikofu","20261120",,"filer_kind","filer_kind","1",,"self",,"answered"
"R8-000001","kaigo-hihokenshasho-saikofu","20261120",,"name","氏名","1",,"髙見本　太郎",,"answered"
"""


def test_what_a_robot_reads_has_the_same_columns_for_every_procedure(tmp_path: Path) -> None:
    """CPython's mapping, which iconv also reads: 髙 is EEE0."""
    file_layout = load_layout(LAYOUTS / "generic.rpa.yaml", tables)
    data = next(iter(every_file(file_layout, tmp_path / "out", record(answers={"filer_name": None})).values()))
    assert b"\xee\xe0" in data
    read = iconv(data, "CP932").replace("\r\n", "\n")
    assert read.startswith(GOLDEN_RPA)
    lines = list(csv.reader(io.StringIO(read)))
    assert {len(line) for line in lines} == {11}
    held = file_layout.check([record(answers={"name": "𠮷野"})])
    assert held.held == ("R8-000001",)


def test_lines_of_json_are_read_by_any_reader(tmp_path: Path) -> None:
    file_layout = load_layout(LAYOUTS / "generic.json.yaml", tables)
    odd = '=1\n"2" \u2028 髙𠮷'
    files = every_file(file_layout, tmp_path / "out", record(answers={"lost_how": odd}))
    heads, answers = (
        [json.loads(line) for line in data.decode().split("\n")[:-1]]
        for name, data in files.items()
        if ".jsonl" in name
    )
    assert heads[0]["submittedAt"] == "2026-11-20T00:30:00+09:00"
    assert list(heads[0]) == [
        "receiptNo", "procedureId", "procedureName", "formVersion", "door", "submittedAt", "localGovernmentCode", "fullName",
        "status", "statusName", "duty", "office",
    ]  # fmt: skip
    assert [answer["value"] for answer in answers if answer["item"] == "lost_how"] == [odd]


GOLDEN_WIDE = """\
"受付番号","手続ID","様式版","申請日時","ステータスコード","行","外の行","未回答の項目","filer_kind","filer_name","filer_kana","relation","relation.tell",\
"name","kana","birth","sex","insured_no","address","address.postal","address.town","address.street","address.building","cards","reason",\
"reason.tell","lost_how","lost_how.tell","return_by","health_kind","health_insurer","health_insurer_no","health_symbol","health_number","health_branch",\
"delivery","phone","email"
"R8-000001","kaigo-hihokenshasho-saikofu","1","2026-11-20T00:30:00+09:00","received",,,,"self",,,,,"髙見本　太郎","タカミホン　タロウ",\
"1949-04-03","male","0000000101","〒000-0001 見本県見本市見本町一丁目2番3号","0000001","見本県見本市見本町","一丁目2番3号","","insured;copay",\
"lost",,"other","先週、病院の帰りに 「バス」の中で",,,,,,,,"address","000-0000-0001",
"R8-000002","kaigo-hihokenshasho-saikofu","1","2026-11-20T00:30:00+09:00","received",,,"phone","self",,,,,"葛\U000e0100城　塚","カツラギ　ツカ",\
"1949-04-03","male","0000000101","〒000-0001 見本県見本市見本町一丁目2番3号","0000001","見本県見本市見本町","一丁目2番3号","","insured;copay",\
"lost",,"'=1+1",,,,,,,,,"address","",
"""


def test_the_wide_file_has_a_column_for_each_question(tmp_path: Path) -> None:
    """The second record has the phone left empty and a text like a formula."""
    file_layout = load_layout(LAYOUTS / "generic.wide.yaml", tables)
    odd = record(
        "R8-000002", answers={"phone": None, "name": "葛\U000e0100城　塚", "kana": "カツラギ　ツカ", "lost_how": "=1+1"}
    )
    files = every_file(file_layout, tmp_path / "out", record(), replace(odd, left=lambda: frozenset({"phone"})))
    stem = "991015_20261120-001_wide"
    assert list(files) == [
        f"{stem}_kaigo-hihokenshasho-saikofu_1.csv",
        f"{stem}_report.csv",
        f"{stem}.manifest.json",
        f"{stem}.end",
    ]
    data = next(iter(files.values()))
    assert data == f"\ufeff{GOLDEN_WIDE}".replace("\n", "\r\n").encode()
    read = list(csv.reader(io.StringIO(iconv(data, "UTF-8"))))
    assert {len(line) for line in read} == {len(read[0])}


def test_what_became_of_an_application_has_a_code_in_its_column(tmp_path: Path) -> None:
    layout = load_layout(TEMPLATES / "sabun.yaml", tables)
    assert layout.differences
    records = [
        record(f"R8-{number}", {"change": change}) for number, change in enumerate(("new", "changed", "withdrawn"), 1)
    ]
    data = next(iter(every_file(layout, tmp_path, *records).values())).decode()
    assert [line.split(",")[:2] for line in data.splitlines()[1:]] == [
        ['"1"', '"R8-1"'], ['"2"', '"R8-2"'], ['"9"', '"R8-3"'],
    ]  # fmt: skip
