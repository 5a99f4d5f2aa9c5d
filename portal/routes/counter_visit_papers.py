"""A paper that a visitor shows (転出証明書, 出生証明書): its people keyed once for all procedures of the visit, with its scan beside the
boxes; and where those scans are handed out to whoever sees the visit."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.mistakes import Mistake
from portal.db import Unit
from portal.errors import NotFound
from portal.services.keep_file import open_file, open_preview
from portal.services.know_people import keep_typed, take_paper
from portal.services.scan_visit import (
    PAPERS,
    keep_visit_scans,
    shelf_of_visit,
    shows_numbers_of,
    visit_scan_field,
)
from portal.services.show_pages import draw_form_page, open_form_page
from portal.services.visit_facts import facts_of
from portal.services.write_audit import write_audit
from portal.web.counter_visit import part_of_page, visit_going_on
from portal.web.file_answer import file_answer, preview_answer
from portal.web.file_posting import FilePost
from portal.web.find_towns import search_of
from portal.web.keep_piece import keep_piece
from portal.web.page import render, see
from portal.web.people_boxes import (
    LEAST,
    NOTHING_SENT,
    own_views,
    paper_questions,
    read_paper,
    rows_of,
    typed_before,
    typed_boxes,
)
from portal.web.piece_posting import PiecePost
from portal.web.posting import Posted, first
from portal.web.question_page import problems
from portal.web.router import Router
from portal.web.state import installation_of
from portal.web.take_files import Place, arrange, leaving, take_files
from portal.web.visit_scan import visit_scan

router = Router(prefix="/counter/visits/{visit}")


@router.get("/people/{paper}")
def show(request: Request, visit: str, paper: str) -> Response:
    return _page(request, visit, paper)


@router.post("/people/{paper}")
def save(request: Request, visit: str, paper: str, sent: FilePost) -> Response:
    """Scans and what was typed are kept whichever button was pressed; the people are known by 入れる alone."""
    question, installation = visit_scan_field(_known(paper)), installation_of(request)
    taken = take_files(installation, lambda unit: _place(request, unit, visit, paper), sent)
    arranged = arrange(sent, taken, [question])
    posted, scans = arranged.boxes, arranged.mistakes.get(question.id, ())
    stays = arranged.stay or search_of(posted) or first(posted, "screen-act") in ("more", "refresh")
    read = None if stays else read_paper(installation, paper, posted, rows_of(posted, LEAST[paper]))
    whole = read is not None and not read.mistakes and not scans
    with installation.database.write() as unit:
        signed, there = visit_going_on(request, unit, visit)
        if sent.with_files:
            going, came = leaving(sent, taken, question.id), len(taken.kept.get(question.id, ()))
            keep_visit_scans(installation, unit, signed, there, paper, going, came)
        if read is not None and whole:
            take_paper(installation, unit, signed, there, paper, read.people, read.day, read.leaving)
        else:
            keep_typed(installation, unit, there, paper, typed_boxes(posted))
        unit.commit()
    if whole:
        return see(request, f"/counter/visits/{visit}/people")
    return _page(request, visit, paper, posted, mistakes=read.mistakes if read else {}, scans=scans)


@router.patch("/people/{paper}")
def keep(request: Request, visit: str, paper: str, piece: PiecePost) -> Response:
    return keep_piece(request, piece, lambda unit: _place(request, unit, visit, paper))


def _known(paper: str) -> str:
    if paper not in PAPERS:
        raise NotFound(paper)
    return paper


def _place(request: Request, unit: Unit, visit: str, paper: str) -> Place:
    signed, there = part_of_page(request, unit, visit)
    shelf = shelf_of_visit(installation_of(request), unit, there)
    return Place(shelf, signed.actor, [visit_scan_field(_known(paper))])


def _page(
    request: Request, visit: str, paper: str, posted: Posted = NOTHING_SENT, *,
    mistakes: Mapping[str, tuple[Mistake, ...]] = {}, scans: Sequence[Mistake] = (),
) -> Response:  # fmt: skip
    """`scans`: what was not taken of the scans just now."""
    installation, title = installation_of(request), PAPERS[_known(paper)]
    with installation.database.write() as unit:
        _, there = visit_going_on(request, unit, visit)
        shelf = shelf_of_visit(installation, unit, there)
        unit.commit()
    posted = posted or typed_before(paper, facts_of(installation, there.row))
    count = rows_of(posted, LEAST[paper]) + (first(posted, "screen-act") == "more")
    whole, *people = (own_views(installation, one, posted, mistakes) for one in paper_questions(paper, count))
    here = f"/counter/visits/{visit}"
    scan = visit_scan(installation, shelf, here, paper, scans)
    context = {
        "visit": there, "paper": title, "whole": whole, "people": people, "count": count, "scan": scan, "here": here,
        "numbers": shows_numbers_of(paper),
        "problems": problems([*([scan.view] if scan.view else []), *whole, *(view for one in people for view in one)]),
    }  # fmt: skip
    return render(request, "pages/counter/people_paper.html", context, status=422 if mistakes or scans else 200)


@router.get("/files/{file}")
def file(request: Request, visit: str, file: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, there = part_of_page(request, unit, visit)
        found = open_file(unit, shelf_of_visit(installation, unit, there), file)
        write_audit(installation, unit, signed.actor, "open file", detail=f"{visit} {file}")
        unit.commit()
    return file_answer(*found)


@router.get("/files/{file}/preview")
def preview(request: Request, visit: str, file: str) -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        _, there = part_of_page(request, unit, visit)
        return preview_answer(open_preview(unit, shelf_of_visit(installation, unit, there), file))


@router.get("/files/{file}/pages/{page:row_number}")
def page_of_scan(request: Request, visit: str, file: str, page: int) -> Response:
    """Without a mark, as the scan of a paper form: who keys it has the paper itself."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, there = part_of_page(request, unit, visit)
        kept, content = open_form_page(
            installation, unit, signed, shelf_of_visit(installation, unit, there), file, page
        )
        unit.commit()
    return preview_answer(draw_form_page(installation, kept, content, page))
