"""国保 and 高額介護 files, derived by hand and read by independent readers."""

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from integrations.exports.loading import LAYOUTS, load_layout
from integrations.sockets.layout_socket import Record
from portal.cli.definitions import shipped
from portal.services.procedures.answer_tables import answer_table
from tests.integrations.exports.small import every_file
from tests.integrations.exports.test_read_back import iconv

ADDRESS = {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目2番3号"}
HANAKO: Mapping[str, object] = {
    "claimant.name": {"family": "髙見本", "given": "花子"}, "claimant.kana": {"family": "タカミホン", "given": "ハナコ"},
    "claimant.birth": "1981-09-09", "claimant.address": ADDRESS, "claimant.phone": "000-0000-0001",
    "claimant.relation": "household", "head.name": {"family": "髙見本", "given": "一郎"},
    "head.kana": {"family": "タカミホン", "given": "イチロウ"}, "head.birth": "1978-01-20",
}  # fmt: skip
JOINS: Mapping[str, object] = {
    **HANAKO, "reason": "left_work", "happened_on": "2026-11-01", "head.insured": False, "leave.kind": "employees",
    "leave.insurer": "協会けんぽ", "leave.proof": "separation", "jobless": True, "pay_by": "transfer",
    "pay_account": {"way": "bank", "bank": "9999", "branch": "001", "bank_name": "架空銀行", "branch_name": "本店",
                    "kind": "ordinary", "number": "0012345", "holder": "タカミホン　ハナコ", "holder_zengin": "ﾀｶﾐﾎﾝ ﾊﾅｺ"},
    "members": ["1", "2"],
    "members.1.name": {"family": "髙見本", "given": "花子"}, "members.1.kana": {"family": "タカミホン", "given": "ハナコ"},
    "members.1.birth": "1981-09-09", "members.1.sex": "female", "members.1.relation": "spouse", "members.1.readable": "yes",
    "members.1.confirmation": False,
    "members.2.name": {"family": "髙見本", "given": "さくら"}, "members.2.birth": "2016-05-01", "members.2.sex": "female",
    "members.2.relation": "child", "members.2.readable": "no",
}  # fmt: skip
LEAVES: Mapping[str, object] = {
    **HANAKO, "claimant.relation": "head", "head.name": None, "head.kana": None, "head.birth": None,
    "reason": "work", "happened_on": "2026-11-01", "joined.kind": "employees", "joined.insurer": "協会けんぽ",
    "joined.insurer_no": "01010016", "joined.symbol": "1234", "members": ["1"],
    "members.1.name": {"family": "髙見本", "given": "花子"}, "members.1.kana": {"family": "タカミホン", "given": "ハナコ"},
    "members.1.birth": "1981-09-09", "members.1.relation": "head", "members.1.card": "lost", "members.1.used": False,
}  # fmt: skip
CLAIMS: Mapping[str, object] = {
    "insured.name": {"family": "髙見本", "given": "太郎"}, "insured.kana": {"family": "タカミホン", "given": "タロウ"},
    "insured.number": "0000000101", "insured.birth": "1949-04", "insured.sex": "male", "insured.address": ADDRESS,
    "filer.kind": "household", "filer.name": {"family": "髙見本", "given": "一郎"}, "filer.relation": "child",
    "filer.phone": "000-0000-0002", "died": False, "notified": True, "first_month": "2026-06", "third_party": False,
    "class_known": "low", "account.whose": "insured", "account.to": {"way": "public"}, "consent_tax": True,
    "consent_auto": True, "members": ["1"], "members.1.name": {"family": "髙見本", "given": "梅子"},
    "members.1.birth": "1954-06-15", "members.1.relation": "spouse", "members.1.number": "0000000102",
}  # fmt: skip
# A part without a value of an answered question is left empty (""), not missing.
WHO = '"髙見本　花子","タカミホン　ハナコ","19810909"'
WHERE = '"0000001","見本県見本市見本町一丁目2番3号","","000-0000-0001"'
HEAD = '"髙見本　一郎","タカミホン　イチロウ","19780120"'
# Lines of both files without headers.
JOINING = [
    [
        f'"991015","R8-000001","20261120","1","01","20261101",{WHO},"2",{WHERE},{HEAD},"0",'
        '"3",,"協会けんぽ",,,,"2","1","1","1","9999","001","1","0012345","","","ﾀｶﾐﾎﾝ ﾊﾅｺ","2"'
    ],
    [
        '"R8-000001","1","髙見本　花子","タカミホン　ハナコ","19810909","2","02",,"1","0"',
        '"R8-000001","2","髙見本　さくら","","20160501","2","03",,"0",',
    ],
]
LEAVING = [
    [
        f'"991015","R8-000001","20261120","2","11","20261101",{WHO},"1",{WHERE},,,,'
        '"3","01010016","協会けんぽ","1234",,,"1"'
    ],
    ['"R8-000001","1","髙見本　花子","タカミホン　ハナコ","19810909","01",,,"2","0"'],
]
CLAIMING = [
    [
        '"991018","0000000101","R8-000001","20261120","髙見本　太郎","タカミホン　タロウ","19490400","1","1","0000001",'
        '"見本県見本市見本町一丁目2番3号","",,"2","髙見本　一郎","02","000-0000-0002",,"0",,,"1","2026-06","0","5","1",,,'
        '"1","","","","","","","","1","1"'
    ],
    ['"R8-000001","1","髙見本　梅子","19540615",,"02",,"0000000102"'],
]
FILES: Mapping[str, tuple[str, Mapping[str, object], list[list[str]]]] = {
    "kokuho.shikaku.shutoku": ("kokuho-kanyu", JOINS, JOINING),
    "kokuho.shikaku.soshitsu": ("kokuho-dattai", LEAVES, LEAVING),
    "kaigo.kogaku.shikyu": ("kaigo-kogaku", CLAIMS, CLAIMING),
}
definitions = cache(shipped)
_USUAL = 'embedded_newline: space, formulas: keep, name: "a.{kind}", done: {name: "a.end"}'


def written(layout: str, folder: Path, kind: str = "", how: str = "") -> list[bytes]:
    """`how` replaces the file options that ship."""
    procedure, answers, _ = FILES[layout]
    path = LAYOUTS / f"{layout}.yaml"
    if kind:
        text = re.sub(
            "(?ms)^file:.*?(?=^unmappable:)",
            f"file: {{kind: {kind}, {how}, {_USUAL.replace('{kind}', kind)}}}\n\n",
            path.read_text("utf-8"),
        )
        path = folder / path.name
        path.write_text(text, encoding="utf-8")
    file_layout = load_layout(path, lambda *_: answer_table(definitions()[procedure]))
    head = {"receipt_number": "R8-000001", "procedure": procedure, "version": 1}
    head |= {"arrived_at": datetime(2026, 11, 19, 15, 30, tzinfo=UTC)}
    given = {name: value for name, value in answers.items() if value is not None}
    files = every_file(file_layout, folder / "out", Record(head, given, lambda: frozenset({*given, "members.2.kana"})))
    return list(files.values())[: 1 if kind == "xlsx" else 2]


def cells(lines: list[str], separator: str = ",") -> list[list[str]]:
    return list(csv.reader(lines, delimiter=separator))


@pytest.mark.parametrize("layout", FILES)
def test_the_files_of_the_insurers_leave_byte_for_byte(layout: str, tmp_path: Path) -> None:
    for data, wanted in zip(written(layout, tmp_path), FILES[layout][2], strict=True):
        heading, *lines = iconv(data, "UTF-8").split("\r\n")
        assert lines == [*wanted, ""]
        assert data.count(b"\n") == data.count(b"\r\n")
        assert {len(line) for line in cells([heading, *wanted])} == {len(set(cells([heading])[0]))}


@pytest.mark.parametrize("layout", FILES)
def test_the_same_cells_are_in_each_format_that_a_city_may_ask_for(layout: str, tmp_path: Path) -> None:
    headings = [cells([data.decode().split("\r\n")[0]])[0] for data in written(layout, tmp_path)]
    wanted = [cells(lines) for lines in FILES[layout][2]]
    text = "header: none, quoting: all, unanswered: same"
    for kind, how, encoding, separator in (
        ("csv", f"encoding: cp932-ibm, {text}", "CP932", ","),
        ("csv", f"encoding: utf-16le-bom, {text}", "UTF-16", ","),
        ("tsv", f"encoding: utf-8-sig, {text}", "UTF-8", "\t"),
    ):
        read = [iconv(data, encoding).removeprefix("\ufeff") for data in written(layout, tmp_path, kind, how)]
        assert [cells(content.splitlines(), separator) for content in read] == wanted, how
    objects = [
        [json.loads(line) for line in data.splitlines()] for data in written(layout, tmp_path, "jsonl", "header: none")
    ]
    tables = [
        [[str(row.get(name) or "") for name in names] for row in rows]
        for names, rows in zip(headings, objects, strict=True)
    ]
    assert tables == wanted
    book = CalamineWorkbook.from_filelike(io.BytesIO(written(layout, tmp_path, "xlsx", "header: names")[0]))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names[:2]]
    assert [sheet[0] for sheet in sheets] == headings
    assert [[[str(cell) for cell in row] for row in sheet[1:]] for sheet in sheets] == wanted
