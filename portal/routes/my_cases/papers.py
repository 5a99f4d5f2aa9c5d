"""追完 papers, uploaded by the applicant."""

from datetime import date

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import case_of_resident
from portal.services.cases.mandate_acts import MEND, demand_act
from portal.services.filing.drafts import draft_environment, draft_path
from portal.services.filing.papers_that_follow import follows_until, needed_papers, papers_that_follow
from portal.services.my_cases.state_line import open_correction
from portal.services.notices.hand_in_paper import (
    asks_for,
    hand_in_paper,
    paper_to_hand_in,
    requested_papers,
    shelf_since,
)
from portal.web.files.keep_piece import keep_piece
from portal.web.files.take_files import Place
from portal.web.filing.draft_page import draft_or_receipt
from portal.web.filing.paper_page import PaperPlace, save_paper, show_paper
from portal.web.filing.who_files import filer, filer_of
from portal.web.shared.access import owner
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import see
from portal.web.shared.piece_posting import PiecePost
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, reading, resident_actor

router = Router("resident", access=owner())


@router.get("/apply/{procedure}/{draft}/papers/{paper}")
def show_in_draft(request: Request, procedure: str, draft: str, paper: str) -> Response:
    with installation_of(request).database.read() as unit:
        place = _of_draft(request, unit, procedure, draft, paper)
    return show_paper(request, place) if place is not None else see(request, f"/apply/{procedure}/{draft}/check")


@router.post("/apply/{procedure}/{draft}/papers/{paper}")
def save_in_draft(request: Request, procedure: str, draft: str, paper: str, sent: FilePost) -> Response:
    check = f"/apply/{procedure}/{draft}/check"

    def finish(unit: Unit, _place: PaperPlace, _some: bool) -> Response:
        return see(request, check)

    saved = save_paper(request, sent, lambda unit: _of_draft(request, unit, procedure, draft, paper), finish)
    return saved or see(request, check)


@router.patch("/apply/{procedure}/{draft}/papers/{paper}")
def keep_in_draft(request: Request, procedure: str, draft: str, paper: str, piece: PiecePost) -> Response:
    return keep_piece(request, piece, lambda unit: _files(_of_draft(request, unit, procedure, draft, paper)))


def _files(place: PaperPlace | None) -> Place | None:
    return place.files if place is not None else None


def _of_draft(request: Request, unit: Unit, procedure: str, draft: str, paper: str) -> PaperPlace | None:
    installation, session = installation_of(request), filer_of(request, unit, procedure)
    saved_draft = draft_or_receipt(installation, unit, session, procedure, draft)
    if isinstance(saved_draft, str):
        return None
    path = draft_path(installation, saved_draft)
    asked = papers_that_follow(saved_draft.procedure, path).get(paper)
    if asked is None:
        return None
    address = f"/apply/{procedure}/{draft}"
    due = follows_until(installation, asked.needed.paper, installation.clock.today(), path)
    return PaperPlace(
        saved_draft.procedure, path, draft_environment(installation, saved_draft), saved_draft.shelf, resident_actor(request, session),
        asked, due, address, f"{address}/check", False,
    )  # fmt: skip


@router.get("/applications/{receipt_number}/papers")
def show_requested(request: Request, receipt_number: str) -> Response:
    with reading(request) as (installation, unit):
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number)
        owed = requested_papers(unit, case)
    address = f"/applications/{case.row.receipt_number}"
    return see(request, f"{address}/papers/{owed[0].paper}" if len(owed) == 1 else f"{address}#papers")


@router.get("/applications/{receipt_number}/papers/{paper}")
def show_after(request: Request, receipt_number: str, paper: str) -> Response:
    with installation_of(request).database.read() as unit:
        place = _of_case(request, unit, receipt_number, paper)
    return show_paper(request, place)


@router.post("/applications/{receipt_number}/papers/{paper}")
def hand_in(request: Request, receipt_number: str, paper: str, sent: FilePost) -> Response:
    installation, address = installation_of(request), f"/applications/{receipt_number}"
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number)
        if paper not in {row.paper for row in requested_papers(unit, case)}:
            return see(request, f"{address}?handed" if paper in needed_papers(case.procedure, case.path) else address)

    def finish(unit: Unit, place: PaperPlace, some: bool) -> Response | None:
        if not some:
            return None
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        hand_in_paper(installation, unit, case, place.asked, place.actor)
        return see(request, f"{address}?handed")

    saved = save_paper(request, sent, lambda unit: _of_case(request, unit, receipt_number, paper), finish)
    return saved or see(request, address)


@router.patch("/applications/{receipt_number}/papers/{paper}")
def keep_after(request: Request, receipt_number: str, paper: str, piece: PiecePost) -> Response:
    return keep_piece(request, piece, lambda unit: _of_case(request, unit, receipt_number, paper).files)


def _of_case(request: Request, unit: Unit, receipt_number: str, paper: str) -> PaperPlace:
    installation, session = installation_of(request), filer(request, unit)
    case = case_of_resident(installation, unit, session, receipt_number)
    correction = open_correction(unit, case)
    if correction is not None and asks_for(correction, paper):
        demand_act(unit, case, MEND)
    row, asked = paper_to_hand_in(unit, case, paper)
    address = f"/applications/{case.row.receipt_number}"
    return PaperPlace(
        case.procedure, case.path, case.environment, shelf_since(unit, case.row.id, case.shelf, paper),
        resident_actor(request, session), asked, date.fromisoformat(row.due), address, address, True,
    )  # fmt: skip
