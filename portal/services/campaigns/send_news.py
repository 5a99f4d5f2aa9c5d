"""News to people who agreed; a second member starts it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from forms.definition.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, required
from portal.services.campaigns.campaigns import PREVIEW, Campaign, new_campaign_key
from portal.services.campaigns.plan_campaign import start_campaign
from portal.services.campaigns.select_people import Selection, people_of
from portal.services.shared.needs import Correspondence, HasInvitationKey
from portal.services.shared.notify import Addressee, notify
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.shared.write_notice import NEWS
from portal.store.campaigns import campaigns, segments
from portal.store.campaigns.campaigns import CampaignRow
from portal.store.campaigns.segments import SegmentRow

MOST_PEOPLE = 5_000
_DAYS, _KEEP_DAYS = 30, 90


@dataclass(frozen=True)
class News:
    subject: str
    text: str


def plan_news(
    installation: HasInvitationKey, unit: Unit, member: Member, about: Procedure, filed: Procedure, news: News,
    selection: Selection,
) -> int:  # fmt: skip
    """Raises NotAllowed, Conflict for too many people."""
    for procedure in (about, filed):
        member.demand("invite", procedure.duty)
    people = people_of(installation, unit, filed.duty, selection)
    if len(people) > MOST_PEOPLE:
        raise Conflict("people")
    uid, _, stored = new_campaign_key(installation.keys)
    last = installation.clock.today() + timedelta(days=_DAYS)
    row = CampaignRow(
        0, uid, about.id, filed.duty, news.subject, news.text, last.isoformat(), _KEEP_DAYS, PREVIEW, secrets.token_bytes(32),
        member.id, stored.key_id, stored.wrapped, to_micro(installation.clock.now()),
    )  # fmt: skip
    campaign_id = required(campaigns.add(unit, row), Conflict("campaign"))
    segments.add(unit, SegmentRow(campaign_id, filed.id, selection.as_text, len(people), None))
    detail = f"{about.id} {campaign_id} of {filed.id} {len(people)} people"
    write_audit(installation, unit, member.actor, "plan news", detail=detail)
    return campaign_id


def start_news(
    installation: Correspondence, unit: Unit, member: Member, campaign: Campaign, people: Sequence[str], *, shown: int
) -> None:
    """Idempotent. Raises as `start_campaign`."""
    # `shown`: how many people were read of. Nothing is taken back once it left.
    start_campaign(installation, unit, member, campaign)
    if not segments.mark_sent(unit, campaign.id, len(people)):
        return
    if len(people) != shown:
        raise Conflict("news")
    for person in people:
        notify(
            installation, unit, Addressee(person, duty=campaign.row.duty), NEWS, link=f"/procedures/{campaign.row.procedure}",
            once=f"{NEWS}:{campaign.id}:{person}", what=campaign.row.name, news=campaign.row.purpose,
        )  # fmt: skip
    write_audit(installation, unit, member.actor, "send news", detail=f"{campaign.id} {len(people)} people")
