"""The files of 国保 and 高額介護, byte for byte, as they were worked out by hand from the columns of each layout."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from integrations.exports.loading import LAYOUTS, load_layout
from integrations.interfaces import Record
from portal.cli.definitions import shipped
from portal.services.answer_tables import answer_table
from tests.integrations.exports.small import every_file

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
# Of a question that was answered, a part without a value was asked and left empty: "", not nothing.
WHO = '"髙見本　花子","タカミホン　ハナコ","19810909"'
WHERE = '"0000001","見本県見本市見本町一丁目2番3号","","000-0000-0001"'
HEAD = '"髙見本　一郎","タカミホン　イチロウ","19780120"'


def lines(layout: str, procedure: str, answers: Mapping[str, object], folder: Path) -> list[list[str]]:
    """The lines of each file of a layout below its heading."""
    made = load_layout(LAYOUTS / f"{layout}.yaml", lambda *_: answer_table(shipped()[procedure]))
    head = {"receipt_number": "R8-000001", "procedure": procedure, "version": 1}
    head |= {"arrived_at": datetime(2026, 11, 19, 15, 30, tzinfo=UTC)}
    given = {name: value for name, value in answers.items() if value is not None}
    files = every_file(made, folder / "out", Record(head, given, lambda: frozenset({*given, "members.2.kana"})))
    return [data.decode().split("\r\n")[1:-1] for name, data in files.items() if name.endswith(".csv")][:2]


def test_who_joins_the_national_health_insurance_leaves_in_two_files(tmp_path: Path) -> None:
    assert lines("kokuho.shikaku.shutoku", "kokuho-kanyu", JOINS, tmp_path) == [
        [
            f'"991015","R8-000001","20261120","1","01","20261101",{WHO},"2",{WHERE},{HEAD},"0",'
            '"3",,"協会けんぽ",,,,"2","1","1","1","9999","001","1","0012345","","","ﾀｶﾐﾎﾝ ﾊﾅｺ","2"'
        ],
        [
            '"R8-000001","1","髙見本　花子","タカミホン　ハナコ","19810909","2","02",,"1","0"',
            '"R8-000001","2","髙見本　さくら","","20160501","2","03",,"0",',
        ],
    ]


def test_who_leaves_it_leaves_in_two_files(tmp_path: Path) -> None:
    assert lines("kokuho.shikaku.soshitsu", "kokuho-dattai", LEAVES, tmp_path) == [
        [
            f'"991015","R8-000001","20261120","2","11","20261101",{WHO},"1",{WHERE},,,,'
            '"3","01010016","協会けんぽ","1234",,,"1"'
        ],
        ['"R8-000001","1","髙見本　花子","タカミホン　ハナコ","19810909","01",,,"2","0"'],
    ]


def test_a_claim_for_high_care_costs_leaves_with_the_insured_of_the_household(tmp_path: Path) -> None:
    assert lines("kaigo.kogaku.shikyu", "kaigo-kogaku", CLAIMS, tmp_path) == [
        [
            '"991018","0000000101","R8-000001","20261120","髙見本　太郎","タカミホン　タロウ","19490400","1","1","0000001",'
            '"見本県見本市見本町一丁目2番3号","",,"2","髙見本　一郎","02","000-0000-0002",,"0",,,"1","2026-06","0","5","1",,,'
            '"1","","","","","","","","1","1"'
        ],
        ['"R8-000001","1","髙見本　梅子","19540615",,"02",,"0000000102"'],
    ]
