"""Every download is audited."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.desk.case.show_pages import draw_form_page, draw_picture, open_form_page, open_picture
from portal.services.files.keep_file import open_file, open_preview, open_shown_preview
from portal.services.filing.drafts import draft_of_counter
from portal.services.shared.write_audit import write_audit
from portal.web.desk.case_act import look_at
from portal.web.shared.access import staff
from portal.web.shared.file_answer import file_answer, preview_answer
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member, reading

router = Router("staff")


@router.get(
    "/desk/{receipt:receipt_number}/files/{file}", access=staff("clerk", "reviewer", "approver", "exporter", "auditor")
)
def of_case(request: Request, receipt: str, file: str) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        opened_file = open_file(unit, case.shown_shelf, file)
        write_audit(installation, unit, signed.actor, "open file", application_id=case.row.id, detail=file)
    return file_answer(*opened_file)


@router.get(
    "/desk/{receipt:receipt_number}/files/{file}/preview",
    access=staff("clerk", "reviewer", "approver", "exporter", "auditor"),
)
def preview_of_case(request: Request, receipt: str, file: str) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        preview = open_shown_preview(unit, case.shown_shelf, file)
    return preview_answer(draw_picture(installation.clock, signed, case, preview()))


@router.get(
    "/desk/{receipt:receipt_number}/files/{file}/picture",
    access=staff("clerk", "reviewer", "approver", "exporter", "auditor"),
)
def picture_of_case(request: Request, receipt: str, file: str) -> Response:
    """Watermarked and audited. Raises NotFound for files that are no pictures."""
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        content = open_picture(installation, unit, signed, case, file)
    return preview_answer(draw_picture(installation.clock, signed, case, content()))


@router.get("/counter/drafts/{draft}/files/{file}", access=staff("clerk", "reviewer"))
def of_visit(request: Request, draft: str, file: str) -> Response:
    with changing(request, member) as (installation, unit, signed):
        visit = draft_of_counter(installation, unit, signed, draft)
        opened_file = open_file(unit, visit.shelf, file)
        write_audit(installation, unit, signed.actor, "open file", detail=f"{visit.procedure.id} {draft} {file}")
    return file_answer(*opened_file)


@router.get("/counter/drafts/{draft}/files/{file}/preview", access=staff("clerk", "reviewer"))
def preview_of_visit(request: Request, draft: str, file: str) -> Response:
    with reading(request) as (installation, unit):
        visit = draft_of_counter(installation, unit, member(request, unit), draft)
        preview = open_preview(unit, visit.shelf, file)
    return preview_answer(preview())


@router.get("/counter/drafts/{draft}/files/{file}/pages/{page:row_number}", access=staff("clerk", "reviewer"))
def page_of_form(request: Request, draft: str, file: str, page: int) -> Response:
    with changing(request, member) as (installation, unit, signed):
        visit = draft_of_counter(installation, unit, signed, draft)
        kept, content = open_form_page(installation, unit, signed, visit.shelf, file, page)
    return preview_answer(draw_form_page(installation.remaker, kept, content, page))
