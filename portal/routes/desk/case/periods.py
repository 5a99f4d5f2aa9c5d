"""延期通知."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.desk.case.extend_period import (
    ExtensionNotice,
    extend_period,
    extension_letter,
    last_extension_notice,
    later_end,
    may_extend,
    read_later_end,
)
from portal.services.desk.case.return_for_correction import MOST_SIGNS
from portal.services.notices.ask_by_letter import Addressee, addressee_of
from portal.services.notices.outcome_notice import MOST_SIGNS as MOST_OF_NUMBER
from portal.services.notices.outcome_notice import number_mistake
from portal.services.notices.print_letter import Letter, print_letter
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.addressee_form import MESSAGES as ADDRESSEE
from portal.web.desk.addressee_form import posted_addressee
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, demand_inside, installation_of

router = Router("staff", prefix="/desk/{receipt:receipt_number}/period", access=staff("reviewer", "approver"))

Wrong = tuple[tuple[str, str], ...]
_MESSAGES = {
    "no_day": "決まる見込みの日を、日付で入れてください。例：2026-12-18",
    "too_early": "決まる見込みの日は、今日と今の期限よりあとの日にしてください。",
    "too_late": "決まる見込みの日は、今日から1年のうちの日にしてください。",
    "no_reason": "延ばす理由を書いてください。申請した人に見えます。",
    "too_long": f"理由を、{MOST_SIGNS}字までにしてください。",
    "number_too_long": f"文書番号を、{MOST_OF_NUMBER}字までで入れてください。",
    "number_taken": "この文書番号は、今年度にもう使われています。空にすると、次の番号が付きます。",
    **ADDRESSEE,
}


@router.get("")
def show(request: Request, receipt: str) -> Response:
    with changing(request) as (installation, unit):
        _, case = look_at(request, unit, receipt, "review")
        last_notice = last_extension_notice(unit, case)
        if not may_extend(case) and last_notice is None:
            raise Conflict("period")
    due = later_end(installation, case).isoformat() if may_extend(case) else ""
    return _page(request, case, last_notice, addressee_of(case), due=due)


@router.post("")
def extend(request: Request, receipt: str, posted: Post) -> Response:
    due, reason, number = first(posted, "due"), first(posted, "reason"), first(posted, "number").strip()

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        if not may_extend(case):
            raise Conflict("period")
        wanted = read_later_end(installation.clock, case, due, reason, number)
        slip = number_mistake(installation, unit, case, number)
        wrong = (*wanted.mistakes, ("number", f"number_{slip}")) if slip else wanted.mistakes
        if wrong:
            to, last_notice = addressee_of(case), last_extension_notice(unit, case)
            return _page(request, case, last_notice, to, due=due, reason=reason, number=number, wrong=wrong)
        extend_period(installation, unit, signed, case, revision, wanted)
        return None

    return act(request, receipt, posted, do, right="review", did="period", words=[("延ばす理由", reason)])


@router.post("/letter")
def letter(request: Request, receipt: str, posted: Post) -> Response:
    made: list[Letter] = []

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        demand_inside(request)
        signed.demand("review", case.row.duty)
        to, wrong = posted_addressee(posted)
        if wrong:
            due = later_end(installation, case).isoformat() if may_extend(case) else ""
            return _page(request, case, last_extension_notice(unit, case), to, due=due, wrong=wrong)
        made.append(extension_letter(installation, unit, signed, case, to))
        return None

    answer = act(request, receipt, posted, do, did="period")
    return pdf_answer(print_letter(installation_of(request).city, made), "extension") if made else answer


def _page(
    request: Request, case: Case, last_notice: ExtensionNotice | None, to: Addressee, *, due: str, reason: str = "", number: str = "",
    wrong: Wrong = (),
) -> Response:  # fmt: skip
    messages = {box: _MESSAGES[key] for box, key in wrong}
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "until": case.row.due,
        "basis": case.procedure.period.extension if case.procedure.period else "", "extends": may_extend(case),
        "last_notice": last_notice, "to": to, "protected": case.protected, "due": due, "reason": reason,
        "number": number,
        "revision": case.row.revision, "wrong": messages, "problems": [(sentence, box) for box, sentence in messages.items()],
    }  # fmt: skip
    return render(request, "pages/desk/period.html", context, wrong=wrong)
