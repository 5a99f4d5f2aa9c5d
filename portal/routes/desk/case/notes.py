"""メモ of the section."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.desk.case.note_case import note_case, notes_of, read_note
from portal.services.shared.form_mark import new_form
from portal.web.desk.case_act import look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router("staff", prefix="/desk/{receipt:receipt_number}/notes", access=staff("reviewer", "approver"))


@router.post("")
def write(request: Request, receipt: str, posted: Post) -> Response:
    text, problem = read_note(first(posted, "text"))
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt, "review")
        if not problem:
            note_case(installation, unit, signed, case, text, first(posted, "once"))
        notes = notes_of(unit, case)
    number = case.row.receipt_number
    if not problem:
        return see(request, f"/desk/{number}?did=note#notes")
    context = {
        "receipt_number": number, "notes": notes, "reviews": True, "note_form": new_form(), "note_text": text,
        "problem": problem,
    }  # fmt: skip
    return render(request, "pages/desk/note.html", context, status=422)
