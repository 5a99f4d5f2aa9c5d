from collections.abc import Callable, Sequence

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest
from portal.services.campaigns.campaigns import Campaign, campaign_of_member
from portal.services.campaigns.follow_campaign import call_back, rest_csv, stop_writing
from portal.services.campaigns.print_invitations import print_part, print_single_letter
from portal.services.campaigns.remind_invited import remind_invited
from portal.services.campaigns.show_prefilled import show_prefilled
from portal.services.notices.print_letter import Letter, print_letter
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.campaigns.campaign_words import STATES
from portal.web.campaigns.inviting import inviting
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.page import render, see
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, demand_inside, installation_of

router = Router(
    "staff", prefix="/desk/campaigns/{campaign:row_number}", access=staff("reviewer", "approver", "inviter")
)

Do = Callable[[Installation, Unit, Member, Campaign], Sequence[Letter]]


def _act(request: Request, campaign: int, do: Do) -> Sequence[Letter]:
    with changing(request, inviting) as (installation, unit, (signed, _)):
        return do(installation, unit, signed, campaign_of_member(installation.keys, unit, signed, campaign))


def _paper(request: Request, letters: Sequence[Letter], name: str) -> Response:
    return pdf_answer(print_letter(installation_of(request).city, letters), name)


@router.post("/letters")
def letters(request: Request, campaign: int, posted: Post) -> Response:
    """Throttled: each sheet carries a valid code."""
    part, reminder = first(posted, "part"), "reminder" in posted

    def do(installation: Installation, unit: Unit, signed: Member, campaign: Campaign) -> Sequence[Letter]:
        demand_inside(request)
        if not (part.isascii() and part.isdigit() and len(part) < 5 and int(part)):
            raise BadRequest("part")
        return print_part(installation, unit, signed, campaign, int(part), reminder=reminder)

    return _paper(request, _act(request, campaign, do), f"letters-{campaign}-{part}")


@router.post("/remind")
def remind(request: Request, campaign: int, _posted: Post) -> Response:
    with changing(request, inviting) as (installation, unit, (signed, _)):
        opened = campaign_of_member(installation.keys, unit, signed, campaign)
        count = remind_invited(installation, unit, signed, opened)
    return see(request, f"/desk/campaigns/{campaign}?did=remind&of={count}")


@router.get("/people/{number:row_number}")
def prefilled(request: Request, campaign: int, number: int) -> Response:
    with changing(request, inviting) as (installation, unit, (signed, _)):
        opened = campaign_of_member(installation.keys, unit, signed, campaign)
        shown = show_prefilled(installation, unit, signed, opened, number)
    context = {
        "campaign": opened.row,
        "person": shown.person,
        "sections": [
            (section.title, [(row.label, row.value, "") for row in section.rows]) for section in shown.sections
        ],
    }
    return render(request, "pages/campaigns/prefilled.html", context)


@router.post("/people/{number:row_number}/letter")
def letter(request: Request, campaign: int, number: int, _posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, campaign: Campaign) -> Sequence[Letter]:
        demand_inside(request)
        return print_single_letter(installation, unit, signed, campaign, number)

    return _paper(request, _act(request, campaign, do), f"letter-{campaign}-{number}")


@router.post("/people/{number:row_number}/stop")
def stop(request: Request, campaign: int, number: int, _posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, campaign: Campaign) -> Sequence[Letter]:
        stop_writing(installation, unit, signed, campaign, number)
        return ()

    _act(request, campaign, do)
    return see(request, f"/desk/campaigns/{campaign}?did=stop")


@router.post("/people/{number:row_number}/revoke")
def revoke(request: Request, campaign: int, number: int, _posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, campaign: Campaign) -> Sequence[Letter]:
        call_back(installation, unit, signed, campaign, number)
        return ()

    _act(request, campaign, do)
    return see(request, f"/desk/campaigns/{campaign}?did=revoke")


@router.get("/rest.csv")
def rest(request: Request, campaign: int) -> Response:
    with changing(request, inviting) as (installation, unit, (signed, _)):
        opened = campaign_of_member(installation.keys, unit, signed, campaign)
        content = rest_csv(installation, unit, signed, opened, STATES)
    return csv_answer([content], f"campaign-{campaign}-rest")
