"""Letters of a campaign, reminders, and what is done for one person of it."""

from collections.abc import Callable, Sequence

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest
from portal.services.campaigns import Campaign, campaign_of_member
from portal.services.follow_campaign import call_back, rest_csv, stop_writing
from portal.services.installation import Installation
from portal.services.print_invitations import print_one, print_part
from portal.services.print_letter import Letter, print_letter
from portal.services.remind_invited import remind_invited
from portal.services.rights import Member
from portal.web.campaign_words import STATES
from portal.web.csv_answer import csv_answer
from portal.web.inviting import inviting
from portal.web.page import see
from portal.web.pdf_answer import pdf_answer
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/desk/campaigns/{campaign:row_number}")

Do = Callable[[Installation, Unit, Member, Campaign], Sequence[Letter]]


def _act(request: Request, campaign: int, do: Do) -> Sequence[Letter]:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, _ = inviting(request, unit)
        done = do(installation, unit, signed, campaign_of_member(installation, unit, signed, campaign))
        unit.commit()
    return done


def _paper(request: Request, letters: Sequence[Letter], name: str) -> Response:
    """Set outside of any unit of work: it takes a while."""
    return pdf_answer(print_letter(installation_of(request), letters), name)


@router.post("/letters")
def letters(request: Request, campaign: int, posted: Post) -> Response:
    """One part as one PDF; counted, because each sheet opens something."""
    part, reminder = first(posted, "part"), "reminder" in posted

    def do(installation: Installation, unit: Unit, signed: Member, found: Campaign) -> Sequence[Letter]:
        if not (part.isascii() and part.isdigit() and len(part) < 5 and int(part)):
            raise BadRequest("part")
        return print_part(installation, unit, signed, found, int(part), reminder=reminder)

    return _paper(request, _act(request, campaign, do), f"letters-{campaign}-{part}")


@router.post("/remind")
def remind(request: Request, campaign: int, _posted: Post) -> Response:
    """By mail or LINE, to whom that reaches."""

    def do(installation: Installation, unit: Unit, signed: Member, found: Campaign) -> Sequence[Letter]:
        remind_invited(installation, unit, signed, found)
        return ()

    _act(request, campaign, do)
    return see(request, f"/desk/campaigns/{campaign}?did=remind")


@router.post("/people/{number:row_number}/letter")
def letter(request: Request, campaign: int, number: int, _posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, found: Campaign) -> Sequence[Letter]:
        return print_one(installation, unit, signed, found, number)

    return _paper(request, _act(request, campaign, do), f"letter-{campaign}-{number}")


@router.post("/people/{number:row_number}/stop")
def stop(request: Request, campaign: int, number: int, _posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, found: Campaign) -> Sequence[Letter]:
        stop_writing(installation, unit, signed, found, number)
        return ()

    _act(request, campaign, do)
    return see(request, f"/desk/campaigns/{campaign}?did=stop")


@router.post("/people/{number:row_number}/revoke")
def revoke(request: Request, campaign: int, number: int, _posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, found: Campaign) -> Sequence[Letter]:
        call_back(installation, unit, signed, found, number)
        return ()

    _act(request, campaign, do)
    return see(request, f"/desk/campaigns/{campaign}?did=revoke")


@router.get("/rest.csv")
def rest(request: Request, campaign: int) -> Response:
    """Who has not answered, recorded."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, _ = inviting(request, unit)
        found = campaign_of_member(installation, unit, signed, campaign)
        content = rest_csv(installation, unit, signed, found, STATES)
        unit.commit()
    return csv_answer([content], f"campaign-{campaign}-rest")
