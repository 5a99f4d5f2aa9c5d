"""Papers that follow, for staff: came by post or over the counter, scanned, later day, not needed, once more; what came is seen."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.receive_paper import (
    demand_receive,
    paper_row,
    put_off_paper,
    read_put_off,
    read_received,
    read_waiver,
    receive_paper,
    see_papers,
    waive_paper,
)
from portal.services.rights import Member
from portal.services.scan_paper import paper_to_scan
from portal.web.case_act import act, look_at, number_of
from portal.web.desk_paper_page import QuestionOf, scan_place, show_desk_paper, take_scans
from portal.web.file_posting import FilePost
from portal.web.keep_piece import keep_piece
from portal.web.page import see
from portal.web.piece_posting import PiecePost
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/desk/{receipt:receipt_number}/papers")


@router.get("/{paper}")
def show(request: Request, receipt: str, paper: str) -> Response:
    with installation_of(request).database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        row = paper_row(unit, case, paper)
        unit.commit()
    return show_desk_paper(request, signed, case, row, case.row.revision)


@router.post("/seen")
def seen(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        see_papers(installation, unit, signed, case)

    return act(request, receipt, posted, do, did="papers_seen")


@router.post("/{paper}")
def scan(request: Request, receipt: str, paper: str, sent: FilePost) -> Response:
    """What came on paper, scanned. The page comes back."""
    mistakes = take_scans(request, receipt, sent, _of(paper), paper)
    if not mistakes:
        return see(request, f"/desk/{number_of(receipt)}/papers/{paper}")
    with installation_of(request).database.write() as unit:
        signed, case = look_at(request, unit, receipt)  # with the files as they are now
        row = paper_row(unit, case, paper)
        unit.commit()
    return show_desk_paper(request, signed, case, row, case.row.revision, scans=mistakes)


@router.patch("/{paper}")
def keep(request: Request, receipt: str, paper: str, piece: PiecePost) -> Response:
    return keep_piece(request, piece, lambda unit: scan_place(request, unit, receipt, _of(paper)))


def _of(paper: str) -> QuestionOf:
    return lambda unit, signed, case: paper_to_scan(unit, signed, case, paper)


@router.post("/{paper}/came")
def came(request: Request, receipt: str, paper: str, posted: Post) -> Response:
    typed = {name: first(posted, name) for name in ("came_by", "came_on", "note")}

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        demand_receive(signed, case)
        row = paper_row(unit, case, paper)
        found = read_received(installation, case, **typed)
        if found.mistakes:
            return show_desk_paper(request, signed, case, row, revision, found.mistakes, typed)
        receive_paper(installation, unit, signed, case, row, found)
        return None

    return act(request, receipt, posted, do, did="paper_came", words=[("控え", typed["note"])])


@router.post("/{paper}/later")
def later(request: Request, receipt: str, paper: str, posted: Post) -> Response:
    """A later day, or the same paper once more."""
    due, reason = first(posted, "due"), first(posted, "reason")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("review", case.row.duty)
        row = paper_row(unit, case, paper)
        wanted = read_put_off(installation, row, due, reason)
        if wanted.mistakes:
            return show_desk_paper(
                request, signed, case, row, revision, wanted.mistakes, {"due": due, "reason": reason}
            )
        put_off_paper(installation, unit, signed, case, row, wanted)
        return None

    return act(request, receipt, posted, do, did="paper_later", words=[("理由", reason)])


@router.post("/{paper}/waive")
def waive(request: Request, receipt: str, paper: str, posted: Post) -> Response:
    reason = first(posted, "reason")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("review", case.row.duty)
        row = paper_row(unit, case, paper)
        wrong = tuple((f"waive-{box}", key) for box, key in read_waiver(reason))
        if wrong:
            return show_desk_paper(request, signed, case, row, revision, wrong, {"waive-reason": reason})
        waive_paper(installation, unit, signed, case, row, reason)
        return None

    return act(request, receipt, posted, do, did="paper_waived", words=[("理由", reason)])
