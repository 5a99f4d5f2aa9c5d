"""Correction by the signed-in applicant."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import SignInNeeded
from portal.services.cases.mandate_acts import MEND, case_for_act
from portal.services.filing.drafts import MARK
from portal.services.shared.sessions import touch_session
from portal.web.filing.keep_typed import keep_typed_page
from portal.web.filing.who_files import filer
from portal.web.my_cases.mending_page import (
    Opened,
    Way,
    check_page,
    keep_page_piece,
    save_sent_page,
    send_mended,
    show_page,
)
from portal.web.shared.access import owner
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import see
from portal.web.shared.piece_posting import PiecePost
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, resident_actor

router = Router("resident", prefix="/applications/{receipt_number}/correct", access=owner())


def _way(request: Request, number: str) -> Way:
    def open_case(unit: Unit) -> Opened:
        installation, session = installation_of(request), filer(request, unit)
        case = case_for_act(installation, unit, session, number, MEND)
        actor = resident_actor(request, session)
        return Opened(case, actor, lambda unit: touch_session(installation.clock, unit, session))

    own = f"/applications/{number}"
    return Way(f"{own}/correct", own, f"{own}?corrected", own, open_case)


@router.get("")
def check(request: Request, receipt_number: str) -> Response:
    return check_page(request, _way(request, receipt_number))


@router.get("/{page}")
def show(request: Request, receipt_number: str, page: str) -> Response:
    return show_page(request, _way(request, receipt_number), page)


@router.post("/{page}")
def save(request: Request, receipt_number: str, page: str, sent: FilePost) -> Response:
    try:
        return save_sent_page(request, _way(request, receipt_number), page, sent)
    except SignInNeeded:
        if not keep_typed_page(request, page, sent.boxes):
            raise
        return see(request, f"/sign-in?kept=yes&next={quote(request.url.path, safe='/')}")


@router.patch("/{page}")
def keep(request: Request, receipt_number: str, page: str, piece: PiecePost) -> Response:
    return keep_page_piece(request, _way(request, receipt_number), page, piece)


@router.post("")
def send(request: Request, receipt_number: str, posted: Post) -> Response:
    return send_mended(request, _way(request, receipt_number), first(posted, MARK))
