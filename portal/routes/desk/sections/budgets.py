"""予算: all, and what is held of one."""

from fastapi import Request
from fastapi.responses import Response

from portal.clock import from_micro
from portal.errors import NotFound, required
from portal.services.bookings.describe_budgets import held_of, months_of, section_budgets
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import STATES
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member

router = Router("staff", prefix="/desk/budgets", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))

_MOST = 500  # applications on the page


@router.get("")
def all_budgets(request: Request) -> Response:
    with changing(request) as (installation, unit):
        budgets = section_budgets(installation, unit, _duties(installation, member(request, unit)))
    return render(request, "pages/desk/budgets.html", {"budgets": budgets})


@router.get("/{procedure}")
def show(request: Request, procedure: str) -> Response:
    year = request.query_params.get("year", "")
    with changing(request, member) as (installation, unit, signed):
        budgets = section_budgets(installation, unit, _duties(installation, signed), procedure)
        budget = required(next((line for line in budgets if year in ("", str(line.year))), None), NotFound("budget"))
        held = held_of(installation, unit, budget)
        write_audit(installation, unit, signed.actor, "see budget", detail=f"{procedure} {budget.year}")
    context = {
        "budget": budget, "budgets": budgets, "months": months_of(held), "held": held[:_MOST], "number": len(held),
        "most": _MOST, "states": STATES, "at": from_micro,
    }  # fmt: skip
    return render(request, "pages/desk/budget.html", context)


def _duties(installation: Installation, signed: Member) -> tuple[str, ...]:
    return signed.demand_duties("see", installation.city.duties)
