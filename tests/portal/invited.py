"""A campaign with three people who lost a care card."""

from datetime import date

from forms.definition.procedure import Procedure
from portal.services.campaigns.campaigns import Campaign, campaign_of_member
from portal.services.campaigns.plan_campaign import Plan, plan_campaign, start_campaign
from portal.services.campaigns.read_campaign_file import ReadList, read_campaign_file
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.campaigns import invitations
from tests.portal.world import PROCEDURE, add_member

LIST = """整理番号,氏名,郵便番号,住所,生年月日,個別対応,name,birth,insured_no,cards,reason
K-1,髙見本　太郎,000-0001,見本県見本市見本町一丁目2番3号,1949-04-03,,髙見本 太郎,S24.4.3,0000000101,被保険者証;copay,なくした・焼けた
K-2,見本　花子,0000001,見本県見本市見本町一丁目2番4号,昭和30年4月2日,,見本 花子,1955-04-02,0000000102,insured,lost
K-3,秘密　守,0000001,見本県見本市かくれ町9番,1960-01-01,1,秘密 守,1960-01-01,0000000103,insured,lost
"""
LAST_DAY = date(2026, 12, 25)
BIRTH = "1949-04-03"


def read(installation: Installation, text: str | bytes, procedure: Procedure | None = None) -> ReadList:
    current = procedure or installation.catalogue.current(PROCEDURE)
    environment = installation.rules.environment(current, installation.clock.today(), "online")
    content = text.encode() if isinstance(text, str) else text
    return read_campaign_file(content, current, environment, speech_of(current, "ja"))


def plan(
    installation: Installation,
    member: Member,
    text: str = LIST,
    name: str = "再交付の案内",
    of: str = PROCEDURE,
    expires: date = LAST_DAY,
) -> Campaign:
    procedure = installation.catalogue.current(of)
    people = read(installation, text, procedure)
    assert people.faults == []
    with installation.database.write() as unit:
        settings = Plan(name, "証を新しくします。", expires, 30)
        number = plan_campaign(installation, unit, member, procedure, settings, text.encode(), people.people)
        unit.commit()
        return campaign_of_member(installation.keys, unit, member, number)


def start(
    installation: Installation, text: str = LIST, of: str = PROCEDURE, expires: date = LAST_DAY
) -> tuple[Campaign, Member]:
    """A campaign that another member started, and the member of its list."""
    member = add_member(installation, "annai", ("inviter", installation.catalogue.current(of).duty))
    planned = plan(installation, member, text, of=of, expires=expires)
    second = add_member(installation, "annai-2", ("inviter", planned.row.duty))
    with installation.database.write() as unit:
        start_campaign(installation, unit, second, planned)
        unit.commit()
        return campaign_of_member(installation.keys, unit, member, planned.id), member


def code_of(installation: Installation, campaign: Campaign, number: int = 1) -> str:
    with installation.database.read() as unit:
        row = invitations.by_number(unit, campaign.id, number)
    assert row is not None
    return campaign.code(row)
