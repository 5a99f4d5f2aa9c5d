from typing import Any

from portal.db import Unit
from portal.services.campaigns.campaigns import PREVIEW, Campaign
from portal.services.campaigns.plan_campaign import may_start
from portal.services.campaigns.select_people import choices_of, people_of, selection_of, ways_of
from portal.services.notices.delivery_words import CHANNELS
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.campaigns.segments import SegmentRow
from portal.store.staff import staff_members


def news_context(
    installation: Installation, unit: Unit, member: Member, campaign: Campaign, segment: SegmentRow
) -> dict[str, Any]:
    row, preview = campaign.row, campaign.row.state == PREVIEW
    filed, about = installation.catalogue.current(segment.procedure), installation.catalogue.current(row.procedure)
    selection = selection_of(segment.procedure, segment.conditions)
    choices = {choice.question: choice for choice in choices_of(filed, speech_of(filed, "ja"))}
    people = people_of(installation, unit, row.duty, selection) if preview else []
    writer = staff_members.by_id(unit, row.staff_id) if row.staff_id else None
    return {
        "campaign": row,
        "about": about.title,
        "filed": filed.title,
        "conditions": [
            (choices[question].label, choices[question].answers.get(answer, answer))
            for question, answer in selection.conditions
            if question in choices
        ],
        "people": len(people),
        "ways": [(CHANNELS[channel], number) for channel, number in sorted(ways_of(unit, people).items())],
        "sent": segment.sent,
        "preview": preview,
        "may_start": may_start(member, row),
        "writer": writer.name if writer else "",
    }
