"""Reads the scans of a paper, at a clerk's press, into the boxes of its page."""

from collections.abc import Iterator

from fastapi import Request

from forms.path.environment import KeptFile
from portal.errors import NotFound
from portal.services.counter.know_people import keep_typed
from portal.services.counter.reading_papers.printed_papers import PrintedPaper, load_papers
from portal.services.counter.reading_papers.read_scan import AWAY, UNKNOWN, ScanRead, read_scan
from portal.services.counter.scan_visit import shelf_of_visit, visit_scan_field
from portal.services.desk.case.show_pages import draw_form_page, open_form_page
from portal.services.shared.installation import Installation
from portal.services.shared.throttle import Limit, count
from portal.services.shared.write_audit import write_audit
from portal.web.counter.people_boxes import typed_boxes
from portal.web.counter.read_boxes import take_reading
from portal.web.counter.visit import visit_going_on
from portal.web.shared.posting import Posted
from portal.web.shared.state import installation_of

MOST = 4  # pictures of one paper: each takes seconds
NOTHING = "nothing"
_DOTS = 250  # an inch of a PDF
_READ = Limit("papers read by a member", 40, 600)  # each picture takes seconds of CPU
TROUBLE = {
    NOTHING: "読み取る写しがありません。写真かスキャンを入れてから押してください。",
    UNKNOWN: "写しが、この書類だとわかりませんでした。まっすぐに、紙の全部がうつるように写しなおすか、書類を見て入れてください。",
    AWAY: "いま読み取れません。書類を見て入れてください。",
}  # fmt: skip


def reader_state(installation: Installation, paper: str) -> str:
    """ "ready", "missing" (its program) or "" where this paper is not read."""
    if installation.reader is None or not papers_for(installation, paper):
        return ""
    return "ready" if installation.reader.ready() else "missing"


def papers_for(installation: Installation, paper: str) -> tuple[PrintedPaper, ...]:
    """() without a reader."""
    if installation.reader is None:
        return ()
    return tuple(printed for printed in load_papers(installation.settings.printed_papers) if printed.paper == paper)


def read_papers(request: Request, visit: str, paper: str, posted: Posted) -> str:
    """ "" or why nothing was read. `posted` is kept."""
    installation, pictures = installation_of(request), list(_pictures(request, visit, paper))
    read: list[tuple[str, ScanRead]] = []
    refused = "" if pictures else NOTHING
    for address, content in pictures:
        assert installation.reader is not None  # noqa: S101 - `papers_for`
        result = (
            read_scan(installation.reader, installation.remaker, content, papers_for(installation, paper))
            if content
            else AWAY
        )
        if isinstance(result, str):
            refused = refused or result
        else:
            read.append((address, result))
    if not read:
        return refused
    with installation.database.change() as unit:
        signed, current_visit = visit_going_on(request, unit, visit)
        filled, reading = take_reading(installation, paper, read, posted)
        keep_typed(installation, unit, current_visit, paper, typed_boxes(filled), reading)
        write_audit(installation, unit, signed.actor, "read print", detail=f"{visit} {paper} {len(read)}")
    return ""


def _pictures(request: Request, visit: str, paper: str) -> Iterator[tuple[str, bytes]]:
    installation, opened = installation_of(request), list[tuple[int, KeptFile, bytes]]()
    with installation.database.change() as unit:
        signed, current_visit = visit_going_on(request, unit, visit)
        count(installation, unit, _READ, signed.login)
        shelf = shelf_of_visit(installation, unit, current_visit)
        for file in shelf.chosen_for(visit_scan_field(paper).id):
            left = MOST - len(opened) if papers_for(installation, paper) and not file.waiting else 0
            pages = range(1, min(file.pages, left) + 1)
            opened += [(page, *open_form_page(installation, unit, signed, shelf, file.id, page)) for page in pages]
    for page, kept, content in opened:
        address = f"/counter/visits/{visit}/files/{kept.id}/pages/{page}"
        try:
            yield address, draw_form_page(installation.remaker, kept, content, page, _DOTS)
        except NotFound:
            yield address, b""
