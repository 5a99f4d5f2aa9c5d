from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotFound
from portal.services.counter.visits import Visit, visit_of_counter
from portal.services.filing.drafts import Draft, draft_of_counter
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.web.counter.clerk import clerk
from portal.web.shared.page import see
from portal.web.shared.state import installation_of, read_cookie

PLACE_COOKIE = "place"  # a computer belongs to one counter: the last choice is offered again


def usual_place(request: Request) -> str:
    """This window, or the only one of the city; else ""."""
    counters = installation_of(request).city.counters
    return counters[0].id if len(counters) == 1 else read_cookie(request, PLACE_COOKIE)


def draft_or_receipt(installation: Installation, unit: Unit, signed: Member, draft: str) -> Draft | str:
    """In this order, as in routes/filing/apply."""
    try:
        return draft_of_counter(installation, unit, signed, draft)
    except NotFound:
        row = applications.by_uid(unit, draft)
        if row is None or row.staff_id is None or not signed.may("see", row.duty):
            raise
        return row.receipt_number


def seen_draft(request: Request, unit: Unit, signed: Member, draft: str) -> Draft | Response:
    installation = installation_of(request)
    opened = draft_or_receipt(installation, unit, signed, draft)
    if isinstance(opened, str):
        return see(request, f"/counter/done/{opened}")
    note_seen(installation, unit, signed, opened)
    return opened


def opened_visit(request: Request, unit: Unit, visit: str) -> tuple[Member, Visit]:
    """Audited unless by the clerk in charge."""
    installation = installation_of(request)
    signed = clerk(request, unit)
    opened = visit_of_counter(installation, unit, signed, visit)
    if opened.row.staff_id != signed.id or opened.row.ended_at is not None:
        write_audit(installation, unit, signed.actor, "see visit", detail=visit)
    return signed, opened


def visit_going_on(request: Request, unit: Unit, visit: str) -> tuple[Member, Visit]:
    """Raises NotFound once it has ended."""
    return _going_on(*opened_visit(request, unit, visit))


def part_of_page(request: Request, unit: Unit, visit: str) -> tuple[Member, Visit]:
    """Its look is audited with the page's."""
    signed = clerk(request, unit)
    return _going_on(signed, visit_of_counter(installation_of(request), unit, signed, visit))


def _going_on(signed: Member, opened: Visit) -> tuple[Member, Visit]:
    if opened.row.ended_at is not None:
        raise NotFound("visit")
    return signed, opened


def note_seen(installation: Installation, unit: Unit, signed: Member, draft: Draft) -> None:
    """Commits."""
    if draft.row.staff_id != signed.id:
        detail = f"{draft.procedure.id} {draft.id}"
        write_audit(installation, unit, signed.actor, "see draft", detail=detail)
        unit.commit()
