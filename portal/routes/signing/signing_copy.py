"""An ID's copy as remedy."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from forms.mistakes import Mistake
from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases.cases import Case, case_of_resident
from portal.services.files.identity_files import copy_field
from portal.services.shared.catalogue import speech_of
from portal.services.shared.sessions import Session, touch_session
from portal.services.signing.hand_in_copy import copied_instead, hand_in_copy
from portal.store.signing import signatures
from portal.store.signing.signatures import SignatureRow
from portal.web.desk.hand_in_files import files_view, hand_in_files
from portal.web.files.keep_piece import keep_piece
from portal.web.files.take_files import Place
from portal.web.filing.question_page import problems
from portal.web.filing.who_files import filer
from portal.web.shared.access import owner
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.piece_posting import PiecePost
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, resident_actor
from portal.web.shared.words import words

router = Router("resident", prefix="/applications/{receipt_number}/signature/copy", access=owner())


@dataclass(frozen=True)
class _CopyPlace:
    session: Session
    case: Case
    row: SignatureRow
    files: Place


@router.get("")
def show(request: Request, receipt_number: str) -> Response:
    with installation_of(request).database.read() as unit:
        place = _place(request, unit, receipt_number)
    return see(request, f"/applications/{receipt_number}") if place is None else _page(request, place, (), "")


def _page(request: Request, place: _CopyPlace, mistakes: Sequence[Mistake], problem: str) -> Response:
    installation, language, case = installation_of(request), language_of(request), place.case
    view = files_view(
        request, case.procedure, case.environment, place.files, label=words(language)["mend.copy_files"], required=True,
        mistakes=mistakes, problem=problem,
    )  # fmt: skip
    number = case.row.receipt_number
    context = {
        "receipt_number": number,
        "title": speech_of(case.procedure, language).text("title", case.procedure.title),
        "view": view,
        "problems": problems([view]),
        "here": f"/applications/{number}",
        "days": installation.settings.identity_copy_days,
        "office": office_view(installation.city.office(case.row.duty, installation.clock.today()), language),
    }
    return render(request, "pages/signing/copy.html", context, wrong=view.errors)


@router.post("")
def hand_in(request: Request, receipt_number: str, sent: FilePost) -> Response:
    installation, address = installation_of(request), f"/applications/{receipt_number}"

    def place_of(unit: Unit) -> _CopyPlace | None:
        place = _place(request, unit, receipt_number)
        if place is not None and sent.with_files:
            signatures.note_copy(unit, place.row.id, to_micro(installation.clock.now()))
        return place

    def finish(unit: Unit, place: _CopyPlace, some: bool) -> Response | None:
        if not some:
            return None
        hand_in_copy(installation, unit, place.case, place.row, place.files.actor)
        touch_session(installation.clock, unit, place.session)
        return see(request, f"{address}?copied")

    answer = hand_in_files(
        request, sent, place_of, finish, lambda place, mistakes, problem: _page(request, place, mistakes, problem)
    )
    return answer or see(request, address)


@router.patch("")
def keep(request: Request, receipt_number: str, piece: PiecePost) -> Response:
    def files(unit: Unit) -> Place | None:
        place = _place(request, unit, receipt_number)
        return place.files if place is not None else None

    return keep_piece(request, piece, files)


def _place(request: Request, unit: Unit, receipt_number: str) -> _CopyPlace | None:
    session = filer(request, unit)
    case = case_of_resident(installation_of(request), unit, session, receipt_number)
    row = copied_instead(unit, case, session.person_id)
    if row is None:
        return None
    return _CopyPlace(session, case, row, Place(case.shelf, resident_actor(request, session), [copy_field()]))
