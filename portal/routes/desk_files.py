"""Files of a case and of a visit, for staff with the right: each time one is handed out is recorded."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.drafts import draft_of_counter
from portal.services.keep_file import open_file, open_preview, open_shown_preview
from portal.services.show_pages import draw_form_page, draw_picture, open_form_page, open_picture
from portal.services.write_audit import write_audit
from portal.web.case_act import look_at
from portal.web.file_answer import file_answer, preview_answer
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router()


@router.get("/desk/{receipt:receipt_number}/files/{file}")
def of_case(request: Request, receipt: str, file: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        found = open_file(unit, case.shown_shelf, file)
        write_audit(installation, unit, signed.actor, "open file", application_id=case.row.id, detail=file)
        unit.commit()
    return file_answer(*found)


@router.get("/desk/{receipt:receipt_number}/files/{file}/preview")
def preview_of_case(request: Request, receipt: str, file: str) -> Response:
    """Its look is recorded with the case's: the page shows it by itself."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        found = open_shown_preview(unit, case.shown_shelf, file)
        unit.commit()
    return preview_answer(draw_picture(installation, signed, case, found))


@router.get("/desk/{receipt:receipt_number}/files/{file}/picture")
def picture_of_case(request: Request, receipt: str, file: str) -> Response:
    """The whole picture to be looked at beside the answers, marked with who looks; recorded as the file itself. NotFound for
    what is no picture."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        content = open_picture(installation, unit, signed, case, file)
        unit.commit()
    return preview_answer(draw_picture(installation, signed, case, content))


@router.get("/counter/drafts/{draft}/files/{file}")
def of_visit(request: Request, draft: str, file: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        visit = draft_of_counter(installation, unit, signed, draft)
        found = open_file(unit, visit.shelf, file)
        write_audit(installation, unit, signed.actor, "open file", detail=f"{visit.procedure.id} {draft} {file}")
        unit.commit()
    return file_answer(*found)


@router.get("/counter/drafts/{draft}/files/{file}/preview")
def preview_of_visit(request: Request, draft: str, file: str) -> Response:
    """A colleague's visit is recorded where its page is shown."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        visit = draft_of_counter(installation, unit, member(request, unit), draft)
        return preview_answer(open_preview(unit, visit.shelf, file))


@router.get("/counter/drafts/{draft}/files/{file}/pages/{page:row_number}")
def page_of_form(request: Request, draft: str, file: str, page: int) -> Response:
    """A page of the scanned form, beside the boxes into which it is keyed."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        visit = draft_of_counter(installation, unit, signed, draft)
        kept, content = open_form_page(installation, unit, signed, visit.shelf, file, page)
        unit.commit()
    return preview_answer(draw_form_page(installation, kept, content, page))
