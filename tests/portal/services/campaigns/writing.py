"""News of a section to people who filed."""

from portal.services.campaigns.campaigns import Campaign, campaign_of_member
from portal.services.campaigns.select_people import Selection, people_of, selection_of
from portal.services.campaigns.send_news import News, plan_news, start_news
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_notice import BY_CONSENT, USES
from portal.store.campaigns import segments
from tests.portal.contacts import proved
from tests.portal.world import DUTY, PROCEDURE

NEWS = News("介護保険の説明会", "説明会をひらきます。")
WILLING = (*USES, *BY_CONSENT)


def agree(installation: Installation, person_id: str | None, channel: str = "mail", address: str = "") -> None:
    proved(installation, person_id, channel, address or f"{person_id}@example.jp", WILLING)


def selected(installation: Installation, *conditions: tuple[str, str], duty: str = DUTY) -> list[str]:
    with installation.database.read() as unit:
        return people_of(installation, unit, duty, Selection(PROCEDURE, conditions))


def planned(installation: Installation, member: Member, *conditions: tuple[str, str]) -> Campaign:
    procedure = installation.catalogue.current(PROCEDURE)
    with installation.database.write() as unit:
        number = plan_news(installation, unit, member, procedure, procedure, NEWS, Selection(PROCEDURE, conditions))
        campaign = campaign_of_member(installation.keys, unit, member, number)
        unit.commit()
    return campaign


def sent(installation: Installation, member: Member, campaign: Campaign) -> None:
    with installation.database.write() as unit:
        segment = segments.of_campaign(unit, campaign.id)
        assert segment is not None
        selection = selection_of(segment.procedure, segment.conditions)
        people = people_of(installation, unit, campaign.row.duty, selection)
        start_news(installation, unit, member, campaign, people, shown=len(people))
        unit.commit()
