"""One letter of the 発送簿."""

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, Conflict
from portal.services.cases.cases import Case
from portal.services.cases.note_inside import MOST_OF_WHY
from portal.services.notices.ask_by_letter import Addressee
from portal.services.notices.check_letter import check_letter, line_of_member, read_check, shown_to, uncheck_letter
from portal.services.notices.dispatch_line import STOPPED, title_and_number
from portal.services.notices.dispatch_list import STATES, WHY
from portal.services.notices.dispatch_note import note_of
from portal.services.notices.enclose import (
    REFUSED,
    TO_EXPLAIN,
    enclose_file,
    enclose_upload,
    enclosed,
    take_enclosure_out,
)
from portal.services.notices.pack_letters import CAME_BACK, may_undo, record_return, undo_sent, unpack_letter
from portal.services.notices.put_in_dispatch import DROPS, MOST_SIGNS, drop_line, put_again
from portal.services.notices.read_paper import NOTHING, read_paper
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.notices.dispatches import DispatchRow
from portal.web.desk.addressee_form import MESSAGES
from portal.web.desk.case_act import act
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member, writing

router = Router("staff", prefix="/desk")

_WRONG = {
    **MESSAGES, "other_name": "申請の人とちがうあて名に送る理由を入れてください。",
    "confirmed": "あて名と住所を申請とくらべたら、「くらべました」に印を付けてください。",
    "address": "住所を入れてください。1行60字まで、4行までです。",
}  # fmt: skip
_DID = {
    "checked": "確かめました。束にして送れます。", "unchecked": "もう一度確かめられます。", "enclosed": "同封するものを変えました。",
    "undone": "記録を取り消しました。", "unpacked": "束から出しました。", "came_back": "戻ってきたことを記録しました。",
    "dropped": "送らないことにしました。", "again": "発送簿に入れました。",
}  # fmt: skip
_NOT_DONE = {
    "late": "ほかの人が先に変えました。いまの状態を見てください。",
    "early": "戻った日が、送った日より前です。日を直して、もう一度記録してください。",
}
Do = Callable[[Installation, Unit, Member, DispatchRow], str | None]  # a key of `_NOT_DONE`, if not done


@router.get("/dispatches/{line:row_number}", access=staff("clerk", "reviewer", "approver", "auditor"))
def show(request: Request, line: int) -> Response:
    with changing(request, member) as (installation, unit, signed):
        row, case = line_of_member(installation, unit, signed, line, "see deliveries")
        write_audit(installation, unit, signed.actor, "see letter", application_id=case.row.id, detail=str(row.id))
        return _page(request, unit, signed, row, case)


@router.post("/dispatches/{line:row_number}", access=staff("clerk", "reviewer", "approver"))
def check(request: Request, line: int, posted: Post) -> Response:
    typed = (first(posted, "name"), first(posted, "postal"), first(posted, "address"))
    try:
        with writing(request, member) as (installation, unit, signed):
            row, case = line_of_member(installation, unit, signed, line, "deliver")
            registered = first(posted, "registered") == "1"
            note, wrong = read_check(
                unit, case, row, typed, first(posted, "other_name")[:MOST_SIGNS],
                confirmed=first(posted, "confirmed") == "1",
            )  # fmt: skip
            slips = {box: _WRONG[key] for box, key in wrong}
            if slips:
                return _page(request, unit, signed, row, case, wrong=slips, to=note.to, registered=registered)
            compared = posted.get("enclosed", ())
            stopped = check_letter(
                installation, unit, signed, case, row, note, registered=registered, enclosed=compared
            )
            if stopped:
                answer = _page(request, unit, signed, row, case, stopped=STOPPED[stopped], to=note.to)
            unit.commit()
    except Conflict:
        return see(request, f"/desk/dispatches/{line}?did=late")
    return answer if stopped else see(request, f"/desk/dispatches?duty={row.duty}&did=checked&of={line}")


@router.post("/dispatches/{line:row_number}/enclosures", access=staff("clerk", "reviewer", "approver"))
def enclose(request: Request, line: int, sent: FilePost) -> Response:
    installation = installation_of(request)
    file_id, out, brought = first(sent.boxes, "file"), first(sent.boxes, "out"), sent.uploads.get("brought", ())
    printed = read_paper(installation.remaker, brought[0].content) if len(brought) == 1 else NOTHING
    why = first(sent.boxes, "explained")[:MOST_OF_WHY]
    try:
        with installation.database.change() as unit:
            signed = member(request, unit)
            row, case = line_of_member(installation, unit, signed, line, "deliver")
            refused = ""
            if out.isascii() and out.isdigit() and len(out) < 16:
                take_enclosure_out(unit, signed, row, int(out))
            elif len(brought) == 1 and brought[0].name:
                refused = enclose_upload(installation, unit, signed, case, row, brought[0], printed, why)
            elif file_id:
                refused = enclose_file(installation, unit, signed, case, row, file_id)
            else:
                refused = "none"
            wrong = {"brought": REFUSED[refused]} if refused else {}
            explain = why if refused in TO_EXPLAIN else None
            answer = _page(request, unit, signed, row, case, wrong=wrong, explain=explain) if refused else None
    except Conflict:
        return see(request, f"/desk/dispatches/{line}?did=late")
    return answer or see(request, f"/desk/dispatches/{line}?did=enclosed")


@router.post("/dispatches/{line:row_number}/uncheck", access=staff("clerk", "reviewer", "approver"))
def uncheck(request: Request, line: int, _posted: Post) -> Response:
    return _act(request, line, uncheck_letter, "unchecked")


@router.post("/dispatches/{line:row_number}/unpack", access=staff("clerk", "reviewer", "approver"))
def unpack(request: Request, line: int, _posted: Post) -> Response:
    return _act(request, line, unpack_letter, "unpacked")


@router.post("/dispatches/{line:row_number}/undo", access=staff("clerk", "reviewer", "approver"))
def undo(request: Request, line: int, _posted: Post) -> Response:
    return _act(request, line, undo_sent, "undone")


@router.post("/dispatches/{line:row_number}/drop", access=staff("clerk", "reviewer", "approver"))
def drop(request: Request, line: int, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, row: DispatchRow) -> None:
        drop_line(installation, unit, signed, row, first(posted, "why"))

    return _act(request, line, do, "dropped")


@router.post("/dispatches/{line:row_number}/came-back", access=staff("clerk", "reviewer", "approver"))
def post_return(request: Request, line: int, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, row: DispatchRow) -> str:
        recorded = record_return(installation, unit, signed, row, first(posted, "on"), first(posted, "why"))
        return "" if recorded else "early"

    return _act(request, line, do, "came_back")


@router.post("/{receipt:receipt_number}/dispatch", access=staff("clerk", "reviewer", "approver"))
def again(request: Request, receipt: str, posted: Post) -> Response:
    notice, reason = first(posted, "notice"), first(posted, "reason")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> Response | None:
        signed.demand("deliver", case.row.duty)
        if not (notice.isascii() and notice.isdigit() and len(notice) < 16):
            raise BadRequest("notice")
        put_again(installation, unit, signed, case, int(notice), reason)
        return None

    return act(
        request, receipt, posted, do, did="dispatch", words=[("もう一度送る理由", reason)], wanted="発送簿に入れる"
    )


def _act(request: Request, line: int, do: Do, did: str) -> Response:
    try:
        with changing(request, member) as (installation, unit, signed):
            row, _ = line_of_member(installation, unit, signed, line, "deliver")
            did = do(installation, unit, signed, row) or did
    except Conflict:
        did = "late"
    return see(request, f"/desk/dispatches/{line}?did={did}")


def _page(
    request: Request, unit: Unit, signed: Member, row: DispatchRow, case: Case, *, wrong: dict[str, str] | None = None,
    stopped: str = "", to: Addressee | None = None, registered: bool = False, explain: str | None = None,
) -> Response:  # fmt: skip
    installation, slips = installation_of(request), wrong or {}
    shown, applicant = shown_to(unit, case, row)
    title, number = title_and_number(unit, row)
    note = note_of(case, row)
    did = request.query_params.get("did", "")
    context: dict[str, Any] = {
        "row": row, "receipt_number": case.row.receipt_number, "procedure": case.procedure, "title": title, "number": number,
        "to": to or shown, "applicant": applicant, "protected": case.protected, "shows": not case.protected or case.shows_all,
        "state": STATES[row.state], "why": WHY.get(row.why, ""), "reason": note.reason, "other_name": note.other_name,
        "enclosed": enclosed(unit, case, row), "files": [file for file in case.shown_shelf.files.values() if not file.waiting],
        "delivers": signed.may("deliver", row.duty), "drops": DROPS, "undoes": may_undo(installation.clock, row),
        "came_back": CAME_BACK, "today": installation.clock.today().isoformat(), "wrong": slips, "stopped": stopped,
        "explain": explain,
        "registered": registered or bool(row.registered),
        "problems": [(words, box) for box, words in slips.items()],
        "flash": _DID.get(did), "problem": _NOT_DONE.get(did, ""),
    }  # fmt: skip
    return render(request, "pages/dispatches/line.html", context, wrong=slips or stopped)
