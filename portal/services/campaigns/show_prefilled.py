# What a person of the list finds filled in: for staff who check the list before it starts, and who are called about a letter.

from collections.abc import Mapping
from dataclasses import dataclass

from forms.definition.field import Value
from forms.path.path import walk
from portal.db import Unit
from portal.errors import NotFound, required
from portal.services.campaigns.campaigns import Addressed, Campaign
from portal.services.procedures.check_sections import CheckSection, check_sections
from portal.services.residents.exclude_protected import hold_back
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.campaigns import invitations


@dataclass(frozen=True)
class Prefilled:
    person: Addressed
    sections: tuple[CheckSection, ...]


def show_prefilled(installation: Records, unit: Unit, member: Member, campaign: Campaign, number: int) -> Prefilled:
    # Audited. Raises NotFound, also for who answered, is stopped or is protected by now.
    row = required(invitations.by_number(unit, campaign.id, number), NotFound("invitation"))
    if row.sealed_prefill is None or not hold_back(installation.protection_key, unit, campaign, [row]):
        raise NotFound("invitation")
    procedure = installation.catalogue.current(campaign.row.procedure)
    known: Mapping[str, Value] = campaign.box.open(f"prefill:{number}", row.sealed_prefill)
    environment = installation.rules.environment(procedure, installation.clock.today(), "online")
    sections = check_sections(procedure, walk(procedure, known, environment), speech_of(procedure, "ja"))
    write_audit(installation, unit, member.actor, "see prefilled", detail=f"{campaign.id} {number}")
    return Prefilled(campaign.person(row), sections)
