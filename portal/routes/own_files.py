"""Files that people handed in, back to themselves."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotYours
from portal.services.cases import case_of_resident
from portal.services.drafts import Draft, draft_of_resident, draft_path
from portal.services.keep_file import files_in, open_file, open_preview, open_shown_preview
from portal.web.file_answer import file_answer, preview_answer
from portal.web.helped_view import HELPERS
from portal.web.router import Router
from portal.web.state import installation_of
from portal.web.who_files import filer

router = Router()


@router.get("/apply/{procedure}/{draft}/files/{file}")
def of_draft(request: Request, procedure: str, draft: str, file: str) -> Response:
    with installation_of(request).database.read() as unit:
        found = _draft_with(request, unit, procedure, draft, file)
        return file_answer(*open_file(unit, found.shelf, file))


@router.get("/applications/{receipt_number}/files/{file}")
def of_application(request: Request, receipt_number: str, file: str) -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number)
        return file_answer(*open_file(unit, case.shown_shelf, file))


@router.get("/apply/{procedure}/{draft}/files/{file}/preview")
def preview_of_draft(request: Request, procedure: str, draft: str, file: str) -> Response:
    with installation_of(request).database.read() as unit:
        found = _draft_with(request, unit, procedure, draft, file)
        return preview_answer(open_preview(unit, found.shelf, file))


@router.get("/applications/{receipt_number}/files/{file}/preview")
def preview_of_application(request: Request, receipt_number: str, file: str) -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number)
        return preview_answer(open_shown_preview(unit, case.shown_shelf, file))


def _draft_with(request: Request, unit: Unit, procedure: str, draft: str, file: str) -> Draft:
    """Who helps sees the files of the questions that they were asked to see to."""
    installation = installation_of(request)
    found = draft_of_resident(installation, unit, filer(request, unit), procedure, draft, helpers=HELPERS)
    if found.helping and file not in files_in(draft_path(installation, found)):
        raise NotYours("file")
    return found
