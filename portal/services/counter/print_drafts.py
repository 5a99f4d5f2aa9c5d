"""The forms of a visit before it is filed: for people who come later, and sign what is prepared."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from forms.numbers.calendar import in_both_calendars
from portal.db import Unit
from portal.errors import NotFound, NotYours
from portal.services.counter.print_case import PRINTED
from portal.services.counter.visits import Visit
from portal.services.filing.drafts import Draft, draft_of_counter, draft_path
from portal.services.paper.find_official import find_official
from portal.services.paper.print_form import Filled, form_content
from portal.services.paper.typeset import Paper, typeset
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.throttle import count
from portal.services.shared.write_audit import write_audit

_MARK = "下書き（まだ受け付けていません）"


def take_drafts(installation: Records, unit: Unit, member: Member, visit: Visit) -> list[Draft]:
    """Of this member's duties. Counts and audits. Raises NotFound if there is none, TooMany."""
    drafts = []
    for item in visit.open:
        with suppress(NotFound, NotYours):
            drafts.append(draft_of_counter(installation, unit, member, item.uid))
    if not drafts:
        raise NotFound("draft")
    for draft in drafts:
        count(installation, unit, PRINTED, member.login)
        write_audit(installation, unit, member.actor, "print draft", detail=draft.id)
    return drafts


def print_drafts(installation: Basics, visit: Visit, drafts: Sequence[Draft]) -> Paper:
    """Outside a unit."""
    return typeset("visit", drafts_content(installation, visit, drafts), installation.clock.now())


def drafts_content(installation: Basics, visit: Visit, drafts: Sequence[Draft]) -> dict[str, Any]:
    city, ticket = installation.city, visit.row.ticket
    when = in_both_calendars(date.fromisoformat(visit.row.day)) + (f"　番号札 {ticket}" if ticket else "")
    return {
        "title": f"来庁の前に用意した様式 {when}", "heading": "来庁の前に用意した様式", "city": city.name, "when": when,
        "foot": f"{city.name}　{_MARK}　{when}", "hours": city.hours, "lines": [], "rest": [], "signing": None,
        "forms": [_form(installation, draft) for draft in drafts],
    }  # fmt: skip


def _form(installation: Basics, draft: Draft) -> dict[str, Any]:
    today, procedure = installation.clock.today(), draft.procedure
    filled = Filled(draft_path(installation, draft), today)
    official = find_official(installation.settings, procedure.id)
    content = form_content(procedure, installation.city, today, filled, official)
    if content["official"] is not None:
        content["official"]["title"] = f"{_MARK}{content['official']['title']}"
    return content | {"title": f"{_MARK}{content['title']}", "version": f"{_MARK}　{content['version']}"}
