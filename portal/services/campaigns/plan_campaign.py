"""From a list, as a preview first."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from forms.definition.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, required
from portal.services.campaigns.campaigns import ENDED, OPEN, PREVIEW, Addressed, Campaign, expired, new_campaign_key
from portal.services.campaigns.read_campaign_file import Invitee
from portal.services.residents.protect import protected_among
from portal.services.shared.invitation_code import code_hash, draw_code, fact_hash, person_mark
from portal.services.shared.needs import Basics, HasInvitationKey
from portal.services.shared.people_in import people_in
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.campaigns import campaigns, invitations, stop_lists
from portal.store.campaigns.campaigns import CampaignRow
from portal.store.campaigns.invitations import InvitationRow


@dataclass(frozen=True)
class Plan:
    name: str
    purpose: str
    expires: date
    keep_days: int


@dataclass(frozen=True)
class SameFile:
    running: CampaignRow | None  # or not started yet
    over: CampaignRow | None
    file_hash: bytes  # for a new one


def same_file(unit: Unit, procedure: str, content: bytes, today: date) -> SameFile:
    # After one that is over the file begins another. It has a hash of its own, drawn from that one, and not a second row under the
    # same hash: pressing twice is still one campaign, here and in the other zone.
    file_hash, over = hashlib.sha256(content).digest(), None
    while (running := campaigns.by_file(unit, procedure, file_hash)) is not None and expired(running, today):
        file_hash, over = hashlib.sha256(file_hash + running.uid.encode()).digest(), running
    return SameFile(running, over, file_hash)


def plan_campaign(
    installation: HasInvitationKey, unit: Unit, member: Member, procedure: Procedure, plan: Plan, content: bytes,
    people: Sequence[Invitee],
) -> int:  # fmt: skip
    """The same file returns the existing campaign."""
    known = same_file(unit, procedure.id, content, installation.clock.today())
    if known.running is not None:
        return known.running.id
    uid, box, stored = new_campaign_key(installation.keys)
    row = CampaignRow(
        0, uid, procedure.id, procedure.duty, plan.name, plan.purpose, plan.expires.isoformat(), plan.keep_days, PREVIEW,
        known.file_hash, member.id, stored.key_id, stored.wrapped, to_micro(installation.clock.now()),
    )  # fmt: skip
    campaign_id = campaigns.add(unit, row)
    if campaign_id is None:
        existing = required(campaigns.by_file(unit, procedure.id, row.file_hash), Conflict("campaign"))
        return existing.id
    stopped = stop_lists.marks(unit, procedure.duty)
    campaign = Campaign(row, box)
    rows = [
        _row(
            installation.invitation_key,
            campaign,
            campaign_id,
            number,
            _stored_invitee(installation.protection_key, unit, procedure, invitee),
            stopped,
        )
        for number, invitee in enumerate(people, start=1)
    ]
    invitations.add(unit, rows)
    write_audit(
        installation, unit, member.actor, "upload campaign", detail=f"{procedure.id} {campaign_id} {len(people)} people"
    )
    return campaign_id


def _stored_invitee(protection_key: bytes, unit: Unit, procedure: Procedure, invitee: Invitee) -> Invitee:
    # Only the reference of those whose data concern protected people.
    about = {(invitee.name, invitee.birth), *people_in(procedure, invitee.prefill)}
    if invitee.by_hand or not protected_among(protection_key, unit, about):
        return invitee
    return Invitee(invitee.reference, "", "", "", "", "", "", True, {})


def _row(
    invitation_key: bytes, campaign: Campaign, campaign_id: int, number: int, invitee: Invitee, stopped: frozenset[bytes]
) -> InvitationRow:  # fmt: skip
    person = Addressed(
        invitee.reference,
        invitee.name,
        invitee.postal,
        invitee.address,
        invitee.building,
        invitee.birth,
        invitee.mail,
        invitee.language,
    )
    sealed = campaign.box.seal(f"person:{number}", asdict(person))
    if invitee.by_hand or person_mark(invitation_key, invitee.name, invitee.birth) in stopped:
        state = "by_hand" if invitee.by_hand else "stopped"
        return InvitationRow(0, campaign_id, number, state, None, None, sealed, None, None)
    code = draw_code()
    return InvitationRow(
        0, campaign_id, number, "ready", code_hash(invitation_key, code), fact_hash(invitation_key, code, invitee.birth), sealed,
        campaign.box.seal(f"prefill:{number}", dict(invitee.prefill)), campaign.box.seal(f"code:{number}", code),
    )  # fmt: skip


def may_start(member: Member, row: CampaignRow) -> bool:
    """Never one's own list."""
    return row.state == PREVIEW and row.staff_id != member.id


def start_campaign(installation: Basics, unit: Unit, member: Member, campaign: Campaign) -> None:
    """Idempotent. Raises NotAllowed for one's own list, Conflict after its last day."""
    if campaign.row.staff_id == member.id:
        raise NotAllowed("start own campaign")
    if campaign.expired(installation.clock.today()):
        raise Conflict("campaign")
    if campaigns.move(unit, campaign.id, PREVIEW, OPEN):
        write_audit(
            installation, unit, member.actor, "start campaign", detail=f"{campaign.row.procedure} {campaign.id}"
        )


def discard_campaign(installation: Basics, unit: Unit, member: Member, campaign: Campaign) -> None:
    """Raises Conflict once started: letters may be out."""
    if not campaigns.remove(unit, campaign.id, PREVIEW):
        raise Conflict("campaign")
    write_audit(installation, unit, member.actor, "discard campaign", detail=f"{campaign.row.procedure} {campaign.id}")


def end_campaign(installation: Basics, unit: Unit, member: Member, campaign: Campaign) -> None:
    # Before its last day, for good; who opened a letter still sends. Raises Conflict.
    if campaign.expired(installation.clock.today()) or not campaigns.move(unit, campaign.id, OPEN, ENDED):
        raise Conflict("campaign")
    invitations.forget_contents(unit, campaign.id)
    write_audit(installation, unit, member.actor, "end campaign", detail=f"{campaign.row.procedure} {campaign.id}")
