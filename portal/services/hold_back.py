"""Nobody who is protected is written to from a list: their office looks after them, whatever the list said and whenever the
mark came."""

from collections.abc import Sequence

from portal.db import Unit
from portal.services.campaigns import Campaign
from portal.services.installation import Installation
from portal.services.protect import protected_people
from portal.store import invitations, protections
from portal.store.invitations import InvitationRow


def hold_back(
    installation: Installation, unit: Unit, campaign: Campaign, rows: Sequence[InvitationRow]
) -> list[InvitationRow]:
    """The others. Of who is protected by now the code goes, and what was filled in; the caller commits."""
    hidden = protected_of(installation, unit, campaign, [row for row in rows if row.state == "ready"])
    for number in hidden:
        invitations.close(unit, number, "by_hand")
    return [row for row in rows if row.id not in hidden]


def protected_of(
    installation: Installation, unit: Unit, campaign: Campaign, rows: Sequence[InvitationRow]
) -> frozenset[int]:
    """The ids of those that are of somebody protected."""
    if not protections.anybody(unit):
        return frozenset()
    people = {row.id: (person.name, person.birth) for row in rows if (person := campaign.person(row))}
    hidden = protected_people(installation, unit, people.values())
    return frozenset(number for number, one in people.items() if one in hidden)
