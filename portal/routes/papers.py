"""Papers that may follow, by whoever files: along with the draft, or afterwards. Before the pages of questions: no question
is called papers."""

from datetime import date

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases import case_of_resident
from portal.services.drafts import draft_environment, draft_path
from portal.services.hand_in_paper import hand_in_paper, owed_papers, paper_to_hand_in
from portal.services.papers_that_follow import follows_until, papers_that_follow
from portal.web.draft_page import draft_or_receipt
from portal.web.file_posting import FilePost
from portal.web.keep_piece import keep_piece
from portal.web.page import see
from portal.web.paper_page import PaperPlace, save_paper, show_paper
from portal.web.piece_posting import PiecePost
from portal.web.router import Router
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of
from portal.web.take_files import Place
from portal.web.who_files import filer, filer_of

router = Router()


@router.get("/apply/{procedure}/{draft}/papers/{paper}")
def show_in_draft(request: Request, procedure: str, draft: str, paper: str) -> Response:
    with installation_of(request).database.read() as unit:
        place = _of_draft(request, unit, procedure, draft, paper)
    return show_paper(request, place) if place is not None else see(request, f"/apply/{procedure}/{draft}/check")


@router.post("/apply/{procedure}/{draft}/papers/{paper}")
def save_in_draft(request: Request, procedure: str, draft: str, paper: str, sent: FilePost) -> Response:
    """Nothing chosen is no mistake: then it follows."""
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
    """None where these answers do not ask for it, or all was sent."""
    installation, session = installation_of(request), filer_of(request, unit, procedure)
    found = draft_or_receipt(installation, unit, session, procedure, draft)
    if isinstance(found, str):
        return None
    path = draft_path(installation, found)
    asked = papers_that_follow(found.procedure, path).get(paper)
    if asked is None:
        return None
    here = f"/apply/{procedure}/{draft}"
    due = follows_until(installation, asked.needed.paper, installation.clock.today())
    return PaperPlace(
        found.procedure, path, draft_environment(installation, found), found.shelf, resident_actor(request, session),
        asked, due, here, f"{here}/check", False,
    )  # fmt: skip


@router.get("/applications/{receipt_number}/papers")
def show_owed(request: Request, receipt_number: str) -> Response:
    """Straight to the one that is owed; to the list of them where there are several."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number)
        owed = owed_papers(unit, case)
    here = f"/applications/{case.row.receipt_number}"
    return see(request, f"{here}/papers/{owed[0].paper}" if len(owed) == 1 else f"{here}#papers")


@router.get("/applications/{receipt_number}/papers/{paper}")
def show_after(request: Request, receipt_number: str, paper: str) -> Response:
    with installation_of(request).database.read() as unit:
        place = _of_case(request, unit, receipt_number, paper)
    return show_paper(request, place)


@router.post("/applications/{receipt_number}/papers/{paper}")
def hand_in(request: Request, receipt_number: str, paper: str, sent: FilePost) -> Response:
    """Commits, then answers. Sent twice, the second is led to where the first one was."""
    installation, here = installation_of(request), f"/applications/{receipt_number}"
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number)
        if paper not in {row.paper for row in owed_papers(unit, case)}:
            return see(request, f"{here}?handed" if paper in papers_that_follow(case.procedure, case.path) else here)

    def finish(unit: Unit, place: PaperPlace, some: bool) -> Response | None:
        if not some:
            return None
        session = filer(request, unit)
        case = case_of_resident(installation, unit, session, receipt_number)
        hand_in_paper(installation, unit, case, place.asked, place.actor)
        return see(request, f"{here}?handed")

    saved = save_paper(request, sent, lambda unit: _of_case(request, unit, receipt_number, paper), finish)
    return saved or see(request, here)


@router.patch("/applications/{receipt_number}/papers/{paper}")
def keep_after(request: Request, receipt_number: str, paper: str, piece: PiecePost) -> Response:
    return keep_piece(request, piece, lambda unit: _of_case(request, unit, receipt_number, paper).files)


def _of_case(request: Request, unit: Unit, receipt_number: str, paper: str) -> PaperPlace:
    """NotFound unless it is owed."""
    installation, session = installation_of(request), filer(request, unit)
    case = case_of_resident(installation, unit, session, receipt_number)
    row, asked = paper_to_hand_in(unit, case, paper)
    here = f"/applications/{case.row.receipt_number}"
    # Who may not be found is shown no picture of their papers either: a page stays open on a table.
    shown = "" if case.protected else here
    return PaperPlace(
        case.procedure, case.path, case.environment, case.shelf, resident_actor(request, session), asked,
        date.fromisoformat(row.due), shown, here, True,
    )  # fmt: skip
