"""Reminds who opened a letter signed in, or whose address stood in the list, without paper. Everybody else gets a letter."""

from portal.db import Unit
from portal.errors import Conflict
from portal.services.campaigns import OPEN, Campaign
from portal.services.hold_back import hold_back
from portal.services.installation import Installation
from portal.services.notify import Addressee, notify
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import invitations

MESSAGE = "invited_reminder"


def remind_invited(installation: Installation, unit: Unit, member: Member, campaign: Campaign) -> int:
    """How many were written to. Pressed twice on a day, nobody hears twice. Neither name nor code goes out: the letter has
    them. Conflict where nothing can be answered any more."""
    today = installation.clock.today()
    if campaign.row.state != OPEN or campaign.expired(today):
        raise Conflict("campaign")
    told = []
    for row in hold_back(installation, unit, campaign, invitations.of_campaign(unit, campaign.id, "silent")):
        person_id = invitations.person_of(unit, row.id) if row.opened_at is not None else None
        mail = campaign.person(row).mail
        once = f"invited:{row.id}:{today.isoformat()}"
        # Who gave no address of their own is reached by that of the list.
        for to, link in ((Addressee(person_id=person_id), "/applications"), (Addressee(mail=mail), "/invited")):
            if notify(installation, unit, to, MESSAGE, link=link, once=once, until=campaign.row.expires):
                told.append(row.id)
                break
    invitations.count_reminder(unit, told)
    write_audit(installation, unit, member.actor, "remind invited", detail=f"{campaign.id} {len(told)} people")
    return len(told)
