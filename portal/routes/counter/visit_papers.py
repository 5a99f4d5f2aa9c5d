"""転出証明書, 出生証明書, keyed once for all procedures."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.mistakes import Mistake
from portal.db import Unit
from portal.errors import NotFound
from portal.services.counter.know_people import keep_typed, reading_of, take_paper
from portal.services.counter.scan_visit import (
    PAPERS,
    keep_visit_scans,
    shelf_of_visit,
    shows_numbers_of,
    visit_scan_field,
)
from portal.services.desk.case.show_pages import draw_form_page, open_form_page
from portal.services.files.keep_file import open_file, open_preview
from portal.services.filing.visit_facts import facts_of
from portal.services.shared.known_sources import BIRTH, MOVE_FORM, RESIDENCE, TRANSFER
from portal.services.shared.write_audit import write_audit
from portal.web.counter.people_boxes import (
    LEAST,
    NOTHING_SENT,
    expired,
    paper_questions,
    person_rows,
    read_paper,
    rows_of,
    typed_before,
    typed_boxes,
)
from portal.web.counter.read_boxes import readings
from portal.web.counter.take_reading import TROUBLE, read_papers, reader_state
from portal.web.counter.visit import part_of_page, visit_going_on
from portal.web.counter.visit_scan import visit_scan
from portal.web.files.keep_piece import keep_piece
from portal.web.files.take_files import Place, arrange, leaving, take_files
from portal.web.filing.own_questions import own_views
from portal.web.filing.question_page import problems
from portal.web.shared.access import staff
from portal.web.shared.file_answer import file_answer, preview_answer
from portal.web.shared.file_posting import FilePost
from portal.web.shared.find_towns import search_of
from portal.web.shared.page import render, see
from portal.web.shared.piece_posting import PiecePost
from portal.web.shared.posting import Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading

_GUIDES = {
    TRANSFER: "moving",
    MOVE_FORM: "moving",
    BIRTH: "birth",
}  # what the paper is about, where nothing is begun yet
_PEOPLE = {TRANSFER: "異動する人", MOVE_FORM: "異動する人", RESIDENCE: "カードの人", BIRTH: "生まれた子"}
router = Router("staff", prefix="/counter/visits/{visit}", access=staff("clerk", "reviewer"))


@router.get("/people/{paper}")
def show(request: Request, visit: str, paper: str) -> Response:
    return _page(request, visit, paper)


@router.post("/people/{paper}")
def save(request: Request, visit: str, paper: str, sent: FilePost) -> Response:
    question, installation = visit_scan_field(_known(paper)), installation_of(request)
    taken = take_files(installation, lambda unit: _place(request, unit, visit, paper), sent)
    arranged = arrange(sent, taken, [question])
    posted, scans = arranged.boxes, arranged.mistakes.get(question.id, ())
    act = first(posted, "screen-act")
    stays = arranged.stay or search_of(posted) or act in ("more", "refresh", "read")
    with installation.database.change() as unit:
        signed, current_visit = visit_going_on(request, unit, visit)
        reading = facts_of(installation, current_visit.row).typed.get(reading_of(paper), NOTHING_SENT)
        read = None if stays else read_paper(installation, paper, posted, rows_of(posted, LEAST[paper]), reading)
        complete = read is not None and not read.mistakes and not scans
        if sent.with_files:
            going, came = leaving(sent, taken, question.id), len(taken.kept.get(question.id, ()))
            keep_visit_scans(installation, unit, signed, current_visit, paper, going, came)
        if read is not None and complete:
            take_paper(installation, unit, signed, current_visit, paper, read.people, read.day, read.leaving, read.read)
        else:
            keep_typed(installation, unit, current_visit, paper, typed_boxes(posted))
    if complete:
        leads = f"guide/{_GUIDES[paper]}" if paper in _GUIDES and not current_visit.items else "people"
        return see(request, f"/counter/visits/{visit}/{leads}")
    if act == "read" and not scans:
        trouble = read_papers(request, visit, paper, posted)
        return see(
            request, f"/counter/visits/{visit}/people/{paper}{f'?trouble={trouble}' if trouble else '#paper-read'}"
        )
    return _page(request, visit, paper, posted, mistakes=read.mistakes if read else {}, scans=scans)


@router.patch("/people/{paper}")
def keep(request: Request, visit: str, paper: str, piece: PiecePost) -> Response:
    return keep_piece(request, piece, lambda unit: _place(request, unit, visit, paper))


def _known(paper: str) -> str:
    if paper not in PAPERS:
        raise NotFound(paper)
    return paper


def _place(request: Request, unit: Unit, visit: str, paper: str) -> Place:
    signed, current_visit = part_of_page(request, unit, visit)
    shelf = shelf_of_visit(installation_of(request), unit, current_visit)
    return Place(shelf, signed.actor, [visit_scan_field(_known(paper))])


def _page(
    request: Request, visit: str, paper: str, posted: Posted = NOTHING_SENT, *,
    mistakes: Mapping[str, tuple[Mistake, ...]] = {}, scans: Sequence[Mistake] = (),
) -> Response:  # fmt: skip
    installation, title = installation_of(request), PAPERS[_known(paper)]
    with installation.database.change() as unit:
        _, current_visit = visit_going_on(request, unit, visit)
        shelf = shelf_of_visit(installation, unit, current_visit)
    facts = facts_of(installation, current_visit.row)
    posted = posted or typed_before(paper, facts)
    count = rows_of(posted, LEAST[paper]) + (first(posted, "screen-act") == "more")
    paper_views, *people_views = (
        own_views(installation, "ja", question, posted, mistakes) for question in paper_questions(paper, count)
    )
    address = f"/counter/visits/{visit}"
    scan = visit_scan(installation, shelf, address, paper, scans)
    context = {
        "visit": current_visit, "paper": title, "whole": paper_views, "people": person_rows(people_views), "count": count, "scan": scan, "here": address,
        "numbers": shows_numbers_of(paper), "columns": [view.id.partition("-")[2] for view in people_views[0]],
        "read": readings(facts.typed.get(reading_of(paper), NOTHING_SENT), scan.pages), "reads": reader_state(installation, paper),
        "people_of": _PEOPLE[paper], "expired": expired(installation, paper, posted, count),
        "trouble": TROUBLE.get(request.query_params.get("trouble", ""), ""),
        "problems": problems([*([scan.view] if scan.view else []), *paper_views, *(view for person in people_views for view in person)]),
    }  # fmt: skip
    return render(request, "pages/counter/people_paper.html", context, wrong=mistakes or scans)


@router.get("/files/{file}")
def file(request: Request, visit: str, file: str) -> Response:
    with changing(request) as (installation, unit):
        signed, current_visit = part_of_page(request, unit, visit)
        opened_file = open_file(unit, shelf_of_visit(installation, unit, current_visit), file)
        write_audit(installation, unit, signed.actor, "open file", detail=f"{visit} {file}")
    return file_answer(*opened_file)


@router.get("/files/{file}/preview")
def preview(request: Request, visit: str, file: str) -> Response:
    with reading(request) as (installation, unit):
        _, current_visit = part_of_page(request, unit, visit)
        preview = open_preview(unit, shelf_of_visit(installation, unit, current_visit), file)
    return preview_answer(preview())


@router.get("/files/{file}/pages/{page:row_number}")
def page_of_scan(request: Request, visit: str, file: str, page: int) -> Response:
    """Without a watermark: the clerk holds the paper itself."""
    with changing(request) as (installation, unit):
        signed, current_visit = part_of_page(request, unit, visit)
        kept, content = open_form_page(
            installation, unit, signed, shelf_of_visit(installation, unit, current_visit), file, page
        )
    return preview_answer(draw_form_page(installation.remaker, kept, content, page))
