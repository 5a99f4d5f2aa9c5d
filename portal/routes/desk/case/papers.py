"""追完: received, scanned, postponed or waived."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.desk.case.receive_paper import (
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
from portal.services.desk.case.scan_paper import paper_to_scan
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act, look_at, number_of
from portal.web.desk.paper_page import QuestionOf, scan_place, show_desk_paper, take_scans
from portal.web.files.keep_piece import keep_piece
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import see
from portal.web.shared.piece_posting import PiecePost
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("staff", prefix="/desk/{receipt:receipt_number}")


@router.get("/papers/{paper}", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def show(request: Request, receipt: str, paper: str) -> Response:
    with installation_of(request).database.change() as unit:
        signed, case = look_at(request, unit, receipt)
        row = paper_row(unit, case, paper)
    return show_desk_paper(request, signed, case, row, case.row.revision)


@router.post("/papers-seen", access=staff("reviewer", "approver"))
def seen(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        see_papers(installation, unit, signed, case, frozenset(posted.get("paper", ())))

    return act(request, receipt, posted, do, did="papers_seen")


@router.post("/papers/{paper}", access=staff("clerk", "reviewer", "approver"))
def scan(request: Request, receipt: str, paper: str, sent: FilePost) -> Response:
    mistakes = take_scans(request, receipt, sent, _of(paper), paper)
    if not mistakes:
        return see(request, f"/desk/{number_of(receipt)}/papers/{paper}")
    with installation_of(request).database.change() as unit:
        signed, case = look_at(request, unit, receipt)  # reloads the files that were just stored
        row = paper_row(unit, case, paper)
    return show_desk_paper(request, signed, case, row, case.row.revision, scans=mistakes)


@router.patch("/papers/{paper}", access=staff("clerk", "reviewer", "approver"))
def keep(request: Request, receipt: str, paper: str, piece: PiecePost) -> Response:
    return keep_piece(request, piece, lambda unit: scan_place(request, unit, receipt, _of(paper)))


def _of(paper: str) -> QuestionOf:
    return lambda unit, signed, case: paper_to_scan(unit, signed, case, paper)


@router.post("/papers/{paper}/came", access=staff("clerk", "reviewer", "approver"))
def receive(request: Request, receipt: str, paper: str, posted: Post) -> Response:
    typed = {name: first(posted, name) for name in ("came_by", "came_on", "note")}

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        demand_receive(signed, case)
        row = paper_row(unit, case, paper)
        received = read_received(installation.clock, case, **typed)
        if received.mistakes:
            return show_desk_paper(request, signed, case, row, revision, received.mistakes, typed)
        receive_paper(installation, unit, signed, case, row, received)
        return None

    return act(request, receipt, posted, do, did="paper_came", words=[("控え", typed["note"])])


@router.post("/papers/{paper}/later", access=staff("reviewer", "approver"))
def later(request: Request, receipt: str, paper: str, posted: Post) -> Response:
    due, reason = first(posted, "due"), first(posted, "reason")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        row = paper_row(unit, case, paper)
        wanted = read_put_off(installation.clock, row, due, reason)
        if wanted.mistakes:
            return show_desk_paper(
                request, signed, case, row, revision, wanted.mistakes, {"due": due, "reason": reason}
            )
        put_off_paper(installation, unit, signed, case, row, wanted)
        return None

    return act(request, receipt, posted, do, right="review", did="paper_later", words=[("理由", reason)])


@router.post("/papers/{paper}/waive", access=staff("reviewer", "approver"))
def waive(request: Request, receipt: str, paper: str, posted: Post) -> Response:
    reason = first(posted, "reason")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        row = paper_row(unit, case, paper)
        wrong = tuple((f"waive-{box}", key) for box, key in read_waiver(reason))
        if wrong:
            return show_desk_paper(request, signed, case, row, revision, wrong, {"waive-reason": reason})
        waive_paper(installation, unit, signed, case, row, reason)
        return None

    return act(request, receipt, posted, do, right="review", did="paper_waived", words=[("理由", reason)])
