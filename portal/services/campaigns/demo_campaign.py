from datetime import timedelta

from portal.errors import Conflict
from portal.services.campaigns.campaigns import PREVIEW, opened
from portal.services.campaigns.plan_campaign import Plan, plan_campaign, start_campaign
from portal.services.campaigns.read_campaign_file import read_campaign_file
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import HasInvitationKey
from portal.services.shared.rights import Member
from portal.store.campaigns import campaigns
from portal.store.staff import staff_members

PROCEDURE = "jido-teate-genkyo"
STAFF = ("tanto", "kodomo")  # the list, and its start
_DAYS = 60
_CHILD = ("name", "kana", "birth", "relation", "living", "cares", "support")
_HEADS = (
    "整理番号", "氏名", "郵便番号", "住所", "生年月日", "個別対応", "cases", "capacity", "claimant.name", "claimant.kana",
    "claimant.birth", "claimant.sex", "claimant.address.postal", "claimant.address.town", "claimant.address.street",
    "claimant.phone", "claimant.january", "claimant.work", "claimant.pension", "claimant.employer",
    "claimant.employer_phone", "claimant.has_spouse", "spouse.name", "spouse.kana", "spouse.birth", "spouse.work",
    "spouse.lives", "spouse.january", *(f"children.1.{part}" for part in _CHILD),
    *(f"children.2.{part}" for part in _CHILD), "changed",
)  # fmt: skip
_CHILD_OF = "子,いっしょに住んでいる,はい,shared"
_PEOPLE = (
    "J-0001,試作　みどり,000-0013,見本県見本市緑が丘7番8号,1990-12-01,,そのほかの理由で案内が届いた,parent,試作 みどり,シサク ミドリ,"
    "1990-12-01,female,0000013,見本県見本市緑が丘,7番8号,070-0000-0003,here,会社員,厚生年金,見本医療センター,000-000-0300,"
    f"いいえ,,,,,,,試作 はると,シサク ハルト,2019-09-03,{_CHILD_OF},試作 あおい,シサク アオイ,2024-06-15,{_CHILD_OF},no_change",
    "J-0002,例示　一郎,000-0012,見本県見本市港町4丁目5番6号,1978-02-03,,invited,parent,例示 一郎,レイジ イチロウ,"
    "1978-02-03,male,0000012,見本県見本市港町,4丁目5番6号,080-0000-0002,here,self_employed,national,,,"
    "はい,例示 さくら,レイジ サクラ,1980-07-07,仕事をしていない,together,here,"
    f"例示 みなみ,レイジ ミナミ,2009-08-02,{_CHILD_OF},例示 海斗,レイジ カイト,2016-01-20,{_CHILD_OF},no_change",
    "J-0003,,,,,1" + "," * (len(_HEADS) - 6),
)
LIST = "\r\n".join((",".join(_HEADS), *_PEOPLE, ""))
_PURPOSE = "児童手当を続けて受け取れるかどうかを、6月1日の様子で確かめます。届けがないと、手当が止まることがあります。"


def plant_campaign(installation: HasInvitationKey) -> None:
    """Idempotent. Raises Conflict in production."""
    if installation.settings.env == "production":
        raise Conflict("demo campaign")
    procedure = next((candidate for candidate in installation.catalogue.all() if candidate.id == PROCEDURE), None)
    if procedure is None:
        return
    today = installation.clock.today()
    environment = installation.rules.environment(procedure, today, "online")
    read = read_campaign_file(LIST.encode(), procedure, environment, speech_of(procedure, "ja"))
    if read.faults:
        raise ValueError(read.faults[0])
    with installation.database.write() as unit:
        members = [
            Member(row.id, row.login, row.name, frozenset({("inviter", procedure.duty)}), "")
            for row in (staff_members.by_login(unit, login) for login in STAFF)
            if row is not None
        ]
        if len(members) < len(STAFF):
            return
        member, second = members
        plan = Plan("児童手当 現況届（見本）", _PURPOSE, today + timedelta(days=_DAYS), 30)
        number = plan_campaign(installation, unit, member, procedure, plan, LIST.encode(), read.people)
        row = campaigns.by_id(unit, number)
        if row is not None and row.state == PREVIEW:
            start_campaign(installation, unit, second, opened(installation.keys, row))
        unit.commit()
