from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotYours
from portal.services.cases.cases import case_of_resident
from portal.services.files.keep_file import files_in, open_file, open_preview, open_shown_preview
from portal.services.filing.drafts import Draft, draft_of_resident, draft_path
from portal.web.filing.helped_view import HELPERS
from portal.web.filing.who_files import filer
from portal.web.shared.access import owner
from portal.web.shared.file_answer import file_answer, preview_answer
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, reading

router = Router("resident", access=owner())


@router.get("/apply/{procedure}/{draft}/files/{file}")
def of_draft(request: Request, procedure: str, draft: str, file: str) -> Response:
    with installation_of(request).database.read() as unit:
        saved_draft = _draft_with(request, unit, procedure, draft, file)
        opened_file = open_file(unit, saved_draft.shelf, file)
    return file_answer(*opened_file)


@router.get("/applications/{receipt_number}/files/{file}")
def of_application(request: Request, receipt_number: str, file: str) -> Response:
    with reading(request) as (installation, unit):
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number)
        opened_file = open_file(unit, case.shown_shelf, file)
    return file_answer(*opened_file)


@router.get("/apply/{procedure}/{draft}/files/{file}/preview")
def preview_of_draft(request: Request, procedure: str, draft: str, file: str) -> Response:
    with installation_of(request).database.read() as unit:
        saved_draft = _draft_with(request, unit, procedure, draft, file)
        preview = open_preview(unit, saved_draft.shelf, file)
    return preview_answer(preview())


@router.get("/applications/{receipt_number}/files/{file}/preview")
def preview_of_application(request: Request, receipt_number: str, file: str) -> Response:
    with reading(request) as (installation, unit):
        case = case_of_resident(installation, unit, filer(request, unit), receipt_number)
        preview = open_shown_preview(unit, case.shown_shelf, file)
    return preview_answer(preview())


def _draft_with(request: Request, unit: Unit, procedure: str, draft: str, file: str) -> Draft:
    # A helper sees only files of their questions.
    installation = installation_of(request)
    saved_draft = draft_of_resident(installation, unit, filer(request, unit), procedure, draft, helpers=HELPERS)
    if saved_draft.helping and file not in files_in(draft_path(installation, saved_draft)):
        raise NotYours("file")
    return saved_draft
