"""Files that the office gives to an applicant."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from forms.path.environment import KeptFile
from portal.services.cases.note_inside import MOST_OF_WHY
from portal.services.my_cases.give_file import (
    MOST_WORDS,
    REFUSED,
    Offer,
    check_given,
    give_file,
    given_panel,
    last_day,
    open_given,
    prolong_given,
    take_given_back,
)
from portal.services.shared.form_mark import new_form
from portal.services.shared.write_audit import write_audit
from portal.web.desk.case_act import look_at
from portal.web.shared.access import staff
from portal.web.shared.file_answer import file_answer
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of

router = Router("staff", prefix="/desk/{receipt:receipt_number}/given")

_TYPED = ("words", "until", "explained")
# The box to mend, by the reason; all others are about the file.
_AT = {"long_words": "words", "no_until": "until", "printed_name": "explained"}


@router.get("", access=staff("reviewer", "approver"))
def show(request: Request, receipt: str) -> Response:
    installation = installation_of(request)
    return _page(request, receipt, {"until": last_day(installation).isoformat()}, "")


@router.post("", access=staff("reviewer", "approver"))
def give(request: Request, receipt: str, sent: FilePost) -> Response:
    installation = installation_of(request)
    uploads = sent.uploads.get("file", ())
    checked = check_given(installation, uploads[0].content if len(uploads) == 1 and uploads[0].name else b"")
    typed = {name: first(sent.boxes, name).strip() for name in _TYPED}
    if isinstance(checked, str):
        return _page(request, receipt, typed, checked)
    offer = Offer(uploads[0].name, typed["words"], typed["until"], typed["explained"][:MOST_OF_WHY])
    with installation.database.change() as unit:
        signed, case = look_at(request, unit, receipt)
        why = give_file(installation, unit, signed, case, offer, checked, first(sent.boxes, "once"))
    return _page(request, receipt, typed, why) if why else _done(request, case.row.receipt_number, "given")


@router.post("/{given:row_number}", access=staff("reviewer", "approver"))
def change(request: Request, receipt: str, given: int, posted: Post) -> Response:
    """Until another day, or taken back."""
    installation, did = installation_of(request), "given_prolonged"
    with installation.database.change() as unit:
        signed, case = look_at(request, unit, receipt)
        if "take_back" in posted:
            take_given_back(installation, unit, signed, case, given)
            did = "given_taken"
        elif not prolong_given(installation, unit, signed, case, given, first(posted, "until")):
            did = ""
    if not did:
        return _page(request, receipt, {"until": last_day(installation).isoformat()}, "no_until", of=given)
    return _done(request, case.row.receipt_number, did)


@router.get("/{given:row_number}", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def fetch(request: Request, receipt: str, given: int) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        file, content = open_given(installation, unit, case, given)
        write_audit(installation, unit, signed.actor, "open file", application_id=case.row.id, detail=f"given {given}")
    return file_answer(KeptFile("", file.name, file.media, file.bytes, ""), lambda: content)


def _done(request: Request, number: str, did: str) -> Response:
    return see(request, f"/desk/{number}?did={did}#given")


def _page(request: Request, receipt: str, typed: Mapping[str, str], why: str, *, of: int = 0) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt, "review")
        panel = given_panel(installation, unit, signed, case)
    wrong = _AT.get(why, "file") if why else ""
    if of:
        wrong = f"until-{of}"
    context = panel | {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "problem": REFUSED.get(why, ""),
        "wrong": wrong, "problems": [(REFUSED[why], wrong)] if why else [], "typed": {name: typed.get(name, "") for name in _TYPED}, "once": new_form(),
        "most_words": MOST_WORDS, "inner": installation.settings.zone == "inner",
    }  # fmt: skip
    return render(request, "pages/desk/given.html", context, wrong=why)
