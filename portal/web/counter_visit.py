"""A visit that is being entered, as pages of the counter find it."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotFound
from portal.services.drafts import Draft, draft_of_counter
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.visits import Visit, visit_of_counter
from portal.services.write_audit import write_audit
from portal.store import applications
from portal.web.clerk import clerk
from portal.web.page import see
from portal.web.state import installation_of

PLACE_COOKIE = "place"  # a computer stands at one counter: what was chosen last is offered again


def draft_or_receipt(installation: Installation, unit: Unit, signed: Member, draft: str) -> Draft | str:
    """The draft, or the receipt number if it was registered before; in this order, as on the phone (routes/apply)."""
    try:
        return draft_of_counter(installation, unit, signed, draft)
    except NotFound:
        row = applications.by_uid(unit, draft)
        if row is None or row.staff_id is None or not signed.may("see", row.duty):
            raise
        return row.receipt_number


def seen_draft(request: Request, unit: Unit, signed: Member, draft: str) -> Draft | Response:
    """The draft, with a record that a colleague's was seen; or the page of its receipt, if it was registered meanwhile."""
    installation = installation_of(request)
    found = draft_or_receipt(installation, unit, signed, draft)
    if isinstance(found, str):
        return see(request, f"/counter/done/{found}")
    note_seen(installation, unit, signed, found)
    return found


def opened_visit(request: Request, unit: Unit, visit: str) -> tuple[Member, Visit]:
    """The visit, and a record that somebody other than who serves them looked."""
    installation = installation_of(request)
    signed = clerk(request, unit)
    found = visit_of_counter(installation, unit, signed, visit)
    if found.row.staff_id != signed.id or found.row.ended_at is not None:
        write_audit(installation, unit, signed.actor, "see visit", detail=visit)
    return signed, found


def visit_going_on(request: Request, unit: Unit, visit: str) -> tuple[Member, Visit]:
    """As `opened_visit`. NotFound once it has ended: nothing of it is asked any more."""
    return _going_on(*opened_visit(request, unit, visit))


def part_of_page(request: Request, unit: Unit, visit: str) -> tuple[Member, Visit]:
    """As `visit_going_on`, of what its page shows by itself or sends ahead: its look is recorded with the page's."""
    signed = clerk(request, unit)
    return _going_on(signed, visit_of_counter(installation_of(request), unit, signed, visit))


def _going_on(signed: Member, found: Visit) -> tuple[Member, Visit]:
    if found.row.ended_at is not None:
        raise NotFound("visit")
    return signed, found


def note_seen(installation: Installation, unit: Unit, signed: Member, draft: Draft) -> None:
    """Records that a colleague's draft was seen, at once: the page shows it whatever comes of the post."""
    if draft.row.staff_id != signed.id:
        detail = f"{draft.procedure.id} {draft.id}"
        write_audit(installation, unit, signed.actor, "see draft", detail=detail)
        unit.commit()
