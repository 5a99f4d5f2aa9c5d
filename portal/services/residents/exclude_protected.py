"""Keeps protected people out of mass mailings."""

from collections.abc import Sequence

from portal.db import Unit
from portal.services.campaigns.campaigns import Campaign
from portal.services.residents.protect import protected_people
from portal.store.campaigns import invitations
from portal.store.campaigns.invitations import InvitationRow
from portal.store.residents import protections


def hold_back(
    protection_key: bytes, unit: Unit, campaign: Campaign, rows: Sequence[InvitationRow]
) -> list[InvitationRow]:
    """Removes codes and prefilled answers of people now protected."""
    hidden = protected_of(protection_key, unit, campaign, [row for row in rows if row.state == "ready"])
    for number in hidden:
        invitations.close(unit, number, "by_hand")
    return [row for row in rows if row.id not in hidden]


def protected_of(
    protection_key: bytes, unit: Unit, campaign: Campaign, rows: Sequence[InvitationRow]
) -> frozenset[int]:
    if not protections.anybody(unit):
        return frozenset()
    people = {row.id: (person.name, person.birth) for row in rows if (person := campaign.person(row))}
    hidden = protected_people(protection_key, unit, people.values())
    return frozenset(number for number, identity in people.items() if identity in hidden)
