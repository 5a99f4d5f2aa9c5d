"""The letter box of the demo: what the fictional city has posted. Never in production."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.campaigns import OPEN, opened
from portal.services.installation import Installation
from portal.services.print_invitations import invitation_letter
from portal.services.print_letter import print_letter
from portal.store import campaigns, invitations
from portal.web.page import render
from portal.web.pdf_answer import pdf_answer
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/mock/letters")

_MOST = 50


def _practice(request: Request) -> Installation:
    installation = installation_of(request)
    if installation.settings.env == "production":
        raise NotFound("letters")
    return installation


@router.get("")
def box(request: Request) -> Response:
    installation = _practice(request)
    letters = []
    with installation.database.read() as unit:
        for row in campaigns.in_state(unit, OPEN)[-_MOST:]:
            campaign = opened(installation, row)
            for one in invitations.of_campaign(unit, row.id, "silent", most=_MOST):
                person = campaign.person(one)
                letters.append((person.name, row.name, person.birth, campaign.code(one), f"{row.id}/{one.number}.pdf"))
    return render(request, "pages/invited/letters.html", {"letters": letters[:_MOST]})


@router.get("/{campaign:row_number}/{number:row_number}.pdf")
def letter(request: Request, campaign: int, number: int) -> Response:
    installation = _practice(request)
    with installation.database.read() as unit:
        row, one = campaigns.by_id(unit, campaign), invitations.by_number(unit, campaign, number)
    if row is None or one is None or row.state != OPEN or one.sealed_code is None:
        raise NotFound("letter")
    procedure = installation.catalogue.current(row.procedure)
    made = print_letter(installation, [invitation_letter(installation, opened(installation, row), procedure, one)])
    return pdf_answer(made, f"letter-{number}")
