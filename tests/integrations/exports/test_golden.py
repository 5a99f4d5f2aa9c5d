"""児童手当 and 要介護認定 byte for byte."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.exports.loading import LAYOUTS, load_layout
from integrations.sockets.layout_socket import Record
from portal.cli.definitions import shipped
from portal.services.procedures.answer_tables import answer_table
from tests.integrations.exports.small import every_file
from tests.integrations.exports.test_read_back import iconv

ALLOWANCE: Mapping[str, object] = {
    "public_servant": False, "receiving": False, "capacity": "carer", "has_spouse": True, "older_count": 1, "reason": "moved_in",
    "event_date": "2026-11-02", "paid_from": "2026-12",
    "claimant.name": {"family": "髙見本", "given": "恵実"}, "claimant.kana": {"family": "タカミホン", "given": "メグミ"},
    "claimant.birth": "1984-04-04", "claimant.sex": "female", "claimant.phone": "000-0000-3601", "claimant.january": "here",
    "claimant.address": {"postal": "0000012", "town": "見本県見本市港町", "street": "仮ノ巻5番"},
    "claimant.work": "public", "claimant.pension": "national_public", "claimant.employer": "見本市役所",
    "spouse.name": {"family": "葛\U000e0100城", "given": "塚"}, "spouse.kana": {"family": "カツラギ", "given": "ツカ"},
    "spouse.birth": "1983-03-31", "spouse.work": "self_employed", "spouse.lives": "together", "spouse.january": "here",
    "children": ["1"], "children.1.name": {"family": "髙見本", "given": "翼"},
    "children.1.kana": {"family": "タカミホン", "given": "ツバサ"}, "children.1.birth": "2015-06-06",
    "children.1.relation": "grandchild", "children.1.living": "apart", "children.1.cares": True, "children.1.support": "maintained",
    "children.1.address": {"postal": "0000003", "town": "見本県見本市見本町", "street": "無番地", "building": "例示ハイツ202"},
    "children.1.apart_reason": {"code": "other", "tell": "見本の内容"},
    "older": ["1"], "older.1.name": {"family": "髙橋", "given": "𠮷乃"}, "older.1.kana": {"full": "タカハシ　ヨシノ"},
    "older.1.birth": "2005-02-17", "older.1.relation": "adopted", "older.1.living": "apart", "older.1.looked_after": False,
    "older.1.paid_for": True,
    "account.to": {
        "way": "post", "symbol": "00120", "post_number": "12345", "bank": "9900", "branch": "019", "kind": "current",
        "number": "0012345", "holder": "ﾚｲｼﾞ ﾖｼﾉ", "holder_zengin": "ﾚｲｼﾞ ﾖｼﾉ",
    },
    "consent_true": True,
}  # fmt: skip
CARE: Mapping[str, object] = {
    "application": "worse", "moved_in": False, "filer.kind": "business", "filer.name": {"family": "髙見本", "given": "一郎"},
    "filer.phone": "000-0000-6802", "filer.office_kind": "support_center", "filer.office_name": "見本",
    "filer.office_number": "0000076390", "insured.name": {"family": "葛\U000e0100城", "given": "塚"},
    "insured.kana": {"family": "カツラギ", "given": "キョウコ"}, "insured.birth": "1927-05-12", "insured.sex": "female",
    "insured.address": {"postal": "0000003", "town": "見本県見本市見本町", "street": "一丁目2番3号"},
    "stay": "medical_home", "stay_name": "見本", "stay_address": {"postal": "0000002", "town": "見本県見本市見本町", "street": "無番地"},
    "insurance.kind": "national_union", "insurance.insurer": "見本", "insurance.insurer_no": "796185", "insurance.symbol": "ABC-123",
    "insurance.number": "髙﨑 𠮷乃", "insurance.branch": "01", "previous.level": "support2", "previous.valid_from": "2026-03-16",
    "troubles": ["bathing", "services"], "trouble_detail": "・ひとつ\n\n・ふたつ", "doctor.has": True, "doctor.clinic": "見本",
    "doctor.department": "内科", "doctor.name": "見本", "doctor.phone": "0000005076", "doctor.address": "見本市",
    "visit.place": "other", "visit.contact": "attendant", "consent_true": True,
}  # fmt: skip
GOLDEN = {
    "jidoteate_nintei.csv": (
        '"991015","R8-000001","20261120","02","","20261102","2026-12","4","髙見本　恵実","タカミホン　メグミ","19840404","2","0000012",'
        '"見本県見本市港町仮ノ巻5番","","1","","000-0000-3601","3","3","見本市役所","1","葛\U000e0100城　塚","カツラギ　ツカ","19830331","4","1","1",'
        '"2","9900","019","2","0012345","00120","12345","ﾚｲｼﾞ ﾖｼﾉ","1","1"\n'
    ),
    "jidoteate_nintei_child.csv": (
        '"R8-000001","1","髙見本　翼","タカミホン　ツバサ","20150606","02","2","1","2","0000003","見本県見本市見本町無番地","例示ハイツ202","9"\n'
    ),
    "jidoteate_nintei_older.csv": '"R8-000001","1","髙橋　𠮷乃","タカハシ　ヨシノ","20050217","03","2","0","1"\n',
    "yokaigo_nintei.csv": (
        '"991018","","R8-000001","20261120","2","葛\U000e0100城　塚","カツラギ　キョウコ","19270512","0","2","0000003",'
        '"見本県見本市見本町一丁目2番3号","","","5","見本","見本県見本市見本町無番地","13","20260316","","36","・ひとつ  ・ふたつ","5","796185","見本",'
        '"ABC-123","髙﨑 𠮷乃","01","","1","見本","内科","見本","見本市","0000005076","5","髙見本　一郎","","","000-0000-6802","1","0000076390",'
        '"見本","9","3","","",""\n'
    ),
}


@pytest.mark.parametrize(
    ("layout", "procedure", "answers"),
    [("kodomo.jidoteate.nintei", "jido-teate-nintei", ALLOWANCE), ("kaigo.nintei.shinsei", "yokaigo-nintei", CARE)],
)
def test_a_file_that_ships_is_written_byte_for_byte(
    layout: str, procedure: str, answers: Mapping[str, object], tmp_path: Path
) -> None:
    head = {"receipt_number": "R8-000001", "procedure": procedure, "version": 1}
    head |= {"arrived_at": datetime(2026, 11, 19, 15, 30, tzinfo=UTC)}  # the 20th in Tokyo
    file_layout = load_layout(LAYOUTS / f"{layout}.yaml", lambda *_: answer_table(shipped()[procedure]))
    files = every_file(file_layout, tmp_path / "out", Record(head, answers, frozenset))
    contents = {name.removeprefix("991015_20261120-001_"): data for name, data in files.items()}
    wanted = {name: text for name, text in GOLDEN.items() if name in contents}
    assert len(wanted) == sum(name.endswith(".csv") for name in contents) - 1, "all but the report"
    for name, text in wanted.items():
        heading, _, lines = iconv(contents[name], "UTF-8").replace("\r\n", "\n").partition("\n")
        assert len(next(csv.reader(io.StringIO(heading)))) == len(next(csv.reader(io.StringIO(text))))
        assert lines == text
        assert contents[name].count(b"\n") == contents[name].count(b"\r\n") == 2
