"""Takes in a list of people as a campaign: first as a preview that opens to nobody, then started or thrown away."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from forms.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.campaigns import OPEN, PREVIEW, Addressed, Campaign, new_campaign_key
from portal.services.installation import Installation
from portal.services.invitation_code import code_hash, draw_code, fact_hash, person_mark
from portal.services.people_in import people_in
from portal.services.protect import protected_among
from portal.services.read_campaign_file import Invitee
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import campaigns, invitations, stop_lists
from portal.store.campaigns import CampaignRow
from portal.store.invitations import InvitationRow


@dataclass(frozen=True)
class Plan:
    """What a member of staff says of a campaign. `expires`: the last day on which a code opens."""

    name: str
    purpose: str
    expires: date
    keep_days: int


def file_hash(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def plan_campaign(
    installation: Installation, unit: Unit, member: Member, procedure: Procedure, plan: Plan, content: bytes,
    people: Sequence[Invitee],
) -> int:  # fmt: skip
    """The campaign's number. The same file for the same procedure leads to the campaign that is there."""
    uid, box, stored = new_campaign_key(installation)
    row = CampaignRow(
        0, uid, procedure.id, procedure.duty, plan.name, plan.purpose, plan.expires.isoformat(), plan.keep_days, PREVIEW,
        file_hash(content), member.id, stored.key_id, stored.wrapped, to_micro(installation.clock.now()),
    )  # fmt: skip
    campaign_id = campaigns.add(unit, row)
    if campaign_id is None:
        there = campaigns.by_file(unit, procedure.id, row.file_hash)
        if there is None:
            raise Conflict("campaign")
        return there.id
    stopped = stop_lists.marks(unit, procedure.duty)
    campaign = Campaign(row, box)
    rows = [
        _row(installation, campaign, campaign_id, at, _told(installation, unit, procedure, one), stopped)
        for at, one in enumerate(people, start=1)
    ]
    invitations.add(unit, rows)
    write_audit(
        installation, unit, member.actor, "upload campaign", detail=f"{procedure.id} {campaign_id} {len(people)} people"
    )
    return campaign_id


def _told(installation: Installation, unit: Unit, procedure: Procedure, one: Invitee) -> Invitee:
    """Of who is protected, or would be told of somebody who is, nothing but the reference, as if the list had the flag."""
    about = {(one.name, one.birth), *people_in(procedure, one.prefill)}
    if one.by_hand or not protected_among(installation, unit, about):
        return one
    return Invitee(one.reference, "", "", "", "", "", "", True, {})


def _row(
    installation: Installation, campaign: Campaign, campaign_id: int, number: int, one: Invitee, stopped: frozenset[bytes]
) -> InvitationRow:  # fmt: skip
    person = Addressed(one.reference, one.name, one.postal, one.address, one.building, one.birth, one.mail)
    sealed = campaign.box.seal(f"person:{number}", asdict(person))
    if one.by_hand or person_mark(installation, one.name, one.birth) in stopped:
        state = "by_hand" if one.by_hand else "stopped"
        return InvitationRow(0, campaign_id, number, state, None, None, sealed, None, None)
    code = draw_code()
    return InvitationRow(
        0, campaign_id, number, "ready", code_hash(installation, code), fact_hash(installation, code, one.birth), sealed,
        campaign.box.seal(f"prefill:{number}", dict(one.prefill)), campaign.box.seal(f"code:{number}", code),
    )  # fmt: skip


def start_campaign(installation: Installation, unit: Unit, member: Member, campaign: Campaign) -> None:
    """From now on its codes open. Pressed twice, the second changes nothing. Conflict if its last day is over."""
    if campaign.expired(installation.clock.today()):
        raise Conflict("campaign")
    if campaigns.move(unit, campaign.id, PREVIEW, OPEN):
        write_audit(
            installation, unit, member.actor, "start campaign", detail=f"{campaign.row.procedure} {campaign.id}"
        )


def discard_campaign(installation: Installation, unit: Unit, member: Member, campaign: Campaign) -> None:
    """Conflict once it was started: letters may be out."""
    if not campaigns.remove(unit, campaign.id, PREVIEW):
        raise Conflict("campaign")
    write_audit(installation, unit, member.actor, "discard campaign", detail=f"{campaign.row.procedure} {campaign.id}")
