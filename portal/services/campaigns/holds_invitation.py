"""Whether a code can be opened."""

from portal.services.campaigns.campaigns import OPEN, opened
from portal.services.shared.invitation_code import code_hash, read_code
from portal.services.shared.needs import HasInvitationKey
from portal.store.campaigns import campaigns, invitations


def holds_invitation(installation: HasInvitationKey, procedure: str, typed: str) -> bool:
    code = read_code(typed)
    if code is None:
        return False
    with installation.database.read() as unit:
        row = invitations.by_code(unit, code_hash(installation.invitation_key, code))
        campaign = campaigns.by_id(unit, row.campaign_id) if row else None
    if row is None or campaign is None or campaign.procedure != procedure or campaign.state != OPEN:
        return False
    return (
        row.state == "ready"
        and row.answered_by is None
        and not opened(installation.keys, campaign).expired(installation.clock.today())
    )
