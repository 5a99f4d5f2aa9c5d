"""Whether a code is a letter's that can still be opened: what the socket for invitations asks of the portal."""

from portal.services.campaigns import OPEN, opened
from portal.services.installation import Installation
from portal.services.invitation_code import code_hash, read_code
from portal.store import campaigns, invitations


def holds_invitation(installation: Installation, procedure: str, typed: str) -> bool:
    code = read_code(typed)
    if code is None:
        return False
    with installation.database.read() as unit:
        row = invitations.by_code(unit, code_hash(installation, code))
        found = campaigns.by_id(unit, row.campaign_id) if row else None
    if row is None or found is None or found.procedure != procedure or found.state != OPEN:
        return False
    return (
        row.state == "ready"
        and row.answered_by is None
        and not opened(installation, found).expired(installation.clock.today())
    )
