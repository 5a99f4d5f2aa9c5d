"""Nobody who is protected is written to from a list: their office looks after them, whatever the list said and whenever the
mark came."""

from collections.abc import Sequence

from portal.db import Unit
from portal.services.campaigns import Campaign
from portal.services.installation import Installation
from portal.services.protect import protected_among
from portal.store import invitations, protections
from portal.store.invitations import InvitationRow


def hold_back(
    installation: Installation, unit: Unit, campaign: Campaign, rows: Sequence[InvitationRow]
) -> list[InvitationRow]:
    """The others. Of who is protected by now the code goes, and what was filled in; the caller commits."""
    if not protections.anybody(unit):
        return list(rows)
    kept = []
    for row in rows:
        person = campaign.person(row)
        if row.state == "ready" and protected_among(installation, unit, [(person.name, person.birth)]):
            invitations.close(unit, row.id, "by_hand")
        else:
            kept.append(row)
    return kept
