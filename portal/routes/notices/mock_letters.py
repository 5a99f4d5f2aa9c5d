"""The demo's letter box. Never in production."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.campaigns.campaigns import OPEN, opened
from portal.services.campaigns.print_invitations import invitation_letter
from portal.services.notices.print_letter import print_letter
from portal.services.shared.installation import Installation
from portal.store.campaigns import campaigns, invitations
from portal.web.shared.access import anyone
from portal.web.shared.page import render
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("resident", prefix="/mock/letters", access=anyone())

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
            campaign = opened(installation.keys, row)
            for invitation in invitations.of_campaign(unit, row.id, "silent", most=_MOST):
                person = campaign.person(invitation)
                letters.append(
                    (
                        person.name,
                        row.name,
                        person.birth,
                        campaign.code(invitation),
                        f"{row.id}/{invitation.number}.pdf",
                    )
                )
    return render(request, "pages/invited/letters.html", {"letters": letters[:_MOST]})


@router.get("/{campaign:row_number}/{number:row_number}.pdf")
def letter(request: Request, campaign: int, number: int) -> Response:
    installation = _practice(request)
    with installation.database.read() as unit:
        row, invitation = campaigns.by_id(unit, campaign), invitations.by_number(unit, campaign, number)
    if row is None or invitation is None or row.state != OPEN or invitation.sealed_code is None:
        raise NotFound("letter")
    procedure = installation.catalogue.current(row.procedure)
    made = print_letter(
        installation.city, [invitation_letter(installation, opened(installation.keys, row), procedure, invitation)]
    )
    return pdf_answer(made, f"letter-{number}")
