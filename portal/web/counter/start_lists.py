"""What waits at the start of the counter: bookings, visits, drafts."""

# Names of others' visitors are audited.

from collections.abc import Set
from typing import Any

from fastapi import Request

from portal.db import Unit
from portal.services.bookings.reservations_today import next_comers
from portal.services.cases.name_principal import shown_name
from portal.services.counter.describe_visit import visit_line
from portal.services.counter.discard_at_counter import discarded_at_counter
from portal.services.counter.visits import open_visits
from portal.services.filing.arrival import summary
from portal.services.filing.drafts import deleted_on, open_draft
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.bookings import reservations
from portal.store.counter import visits
from portal.store.filing import drafts
from portal.store.filing.drafts import DraftRow
from portal.store.staff import staff_members
from portal.store.together import together
from portal.web.shared.state import installation_of

MOST_EXPECTED = 6  # of today's bookings: the rest is on a page of its own


def start_lists(request: Request, unit: Unit, signed: Member) -> dict[str, Any]:
    installation = installation_of(request)
    with together(unit) as ahead:
        visits.open_ones(ahead)
        visits.drafts_in_visits(ahead)
        drafts.of_colleagues(ahead, signed.id)
        drafts.of_staff(ahead, signed.id)
        reservations.on_day(ahead, installation.clock.today().isoformat())
    lines = [visit_line(installation, unit, signed, visit) for visit in open_visits(installation, unit, signed)]
    thrown_away = discarded_at_counter(installation, unit, signed)
    untils = {row.id: until for row, until in thrown_away}
    mine, others = parked_drafts(installation, unit, signed)
    expected, more = next_comers(installation, unit, signed, MOST_EXPECTED)
    seen = [*others, *(row for row, _ in thrown_away if row.staff_id != signed.id)]
    if seen:
        write_audit(installation, unit, signed.actor, "see drafts", detail=f"{len(seen)} drafts of colleagues")
    theirs = sum(not line.mine for line in lines)
    if theirs:
        write_audit(installation, unit, signed.actor, "see visits", detail=f"{theirs} visits of colleagues")
    gone = _lines(installation, unit, signed, [row for row, _ in thrown_away])
    return {
        "visits": lines,
        "expected": expected,
        "more_expected": more,
        "thrown_away": [{**draft, "until": untils[draft["id"]]} for draft in gone],
        "mine": mine,
        "others": others,
    }


def parked_drafts(
    installation: Installation, unit: Unit, signed: Member
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(mine, colleagues'). A visit's draft is listed in the line of its visit."""
    within = visits.drafts_in_visits(unit)
    others = _lines(installation, unit, signed, drafts.of_colleagues(unit, signed.id), within)
    return _lines(installation, unit, signed, drafts.of_staff(unit, signed.id), within), others


def _lines(
    installation: Installation, unit: Unit, signed: Member, rows: list[DraftRow], but: Set[str] = frozenset()
) -> list[dict[str, Any]]:  # fmt: skip
    lines, names = [], dict[int, str]()
    for row in rows:
        if row.id in but:
            continue
        draft = open_draft(installation, unit, row)
        if row.revision == 0 or not signed.may("enter", draft.procedure.duty):
            continue
        lines.append(
            {
                "id": row.id,
                "title": draft.procedure.title,
                "name": shown_name(draft.procedure, summary(draft.procedure, draft.answers)),
                "saved_at": draft.saved_at,
                "deleted_on": deleted_on(installation.settings, draft),
                "by": _name(unit, names, row.staff_id or 0),
            }
        )
    return lines


def _name(unit: Unit, names: dict[int, str], staff_id: int) -> str:
    if staff_id not in names:
        colleague = staff_members.by_id(unit, staff_id)
        names[staff_id] = colleague.name if colleague else ""
    return names[staff_id]
