"""By contact or mail; others get a letter."""

from portal.db import Unit
from portal.errors import Conflict
from portal.services.campaigns.campaigns import OPEN, Campaign
from portal.services.residents.exclude_protected import hold_back
from portal.services.shared.needs import Correspondence
from portal.services.shared.notify import Addressee, notify
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.campaigns import invitations

MESSAGE = "invited_reminder"


def remind_invited(installation: Correspondence, unit: Unit, member: Member, campaign: Campaign) -> int:
    """At most once a day each; without name and code."""
    today = installation.clock.today()
    if campaign.row.state != OPEN or campaign.expired(today):
        raise Conflict("campaign")
    reminded = []
    for row in hold_back(
        installation.protection_key, unit, campaign, invitations.of_campaign(unit, campaign.id, "silent")
    ):
        person_id = invitations.person_of(unit, row.id) if row.opened_at is not None else None
        mail = campaign.person(row).mail
        once = f"invited:{row.id}:{today.isoformat()}"
        # The list's address serves people without a contact of their own.
        for to, link in ((Addressee(person_id=person_id), "/applications"), (Addressee(mail=mail), "/invited")):
            if notify(installation, unit, to, MESSAGE, link=link, once=once, until=campaign.row.expires):
                reminded.append(row.id)
                break
    invitations.count_reminder(unit, reminded)
    write_audit(installation, unit, member.actor, "remind invited", detail=f"{campaign.id} {len(reminded)} people")
    return len(reminded)
