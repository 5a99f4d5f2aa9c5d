"""延期通知: the end of a statutory period, put off by a notice with the expected day and the reason; and the same on paper."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict
from portal.services.ask_by_letter import Addressee, addressee_of
from portal.services.cases import Case
from portal.services.extend_period import (
    Told,
    extend_period,
    extension_letter,
    last_told,
    later_end,
    may_extend,
    read_later_end,
)
from portal.services.installation import Installation
from portal.services.outcome_notice import MOST_SIGNS as MOST_OF_NUMBER
from portal.services.outcome_notice import number_mistake
from portal.services.print_letter import Letter, print_letter
from portal.services.return_for_correction import MOST_SIGNS
from portal.services.rights import Member
from portal.web.addressee_form import SAID as ADDRESSEE
from portal.web.addressee_form import posted_addressee
from portal.web.case_act import act, look_at
from portal.web.page import render
from portal.web.pdf_answer import pdf_answer
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/desk/{receipt:receipt_number}/period")

Wrong = tuple[tuple[str, str], ...]
_SAID = {
    "no_day": "決まる見込みの日を、日付で入れてください。例：2026-12-18",
    "too_early": "決まる見込みの日は、今日と今の期限よりあとの日にしてください。",
    "too_late": "決まる見込みの日は、今日から1年のうちの日にしてください。",
    "no_reason": "延ばすわけを書いてください。申請した人に見えます。",
    "too_long": f"わけを、{MOST_SIGNS}字までにしてください。",
    "number_too_long": f"文書番号を、{MOST_OF_NUMBER}字までで入れてください。",
    "number_taken": "この文書番号は、今年度にもう使われています。空にすると、次の番号が付きます。",
    **ADDRESSEE,
}


@router.get("")
def show(request: Request, receipt: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        signed.demand("review", case.row.duty)
        told = last_told(unit, case)
        if not may_extend(case) and told is None:
            raise Conflict("period")
        unit.commit()
    due = later_end(installation, case).isoformat() if may_extend(case) else ""
    return _page(request, case, told, addressee_of(installation, case), due=due)


@router.post("")
def extend(request: Request, receipt: str, posted: Post) -> Response:
    due, reason, number = first(posted, "due"), first(posted, "reason"), first(posted, "number").strip()

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("review", case.row.duty)
        if not may_extend(case):
            raise Conflict("period")
        wanted = read_later_end(installation, case, due, reason, number)
        slip = number_mistake(installation, unit, case, number)
        wrong = (*wanted.mistakes, ("number", f"number_{slip}")) if slip else wanted.mistakes
        if wrong:
            to, told = addressee_of(installation, case), last_told(unit, case)
            return _page(request, case, told, to, due=due, reason=reason, number=number, wrong=wrong)
        extend_period(installation, unit, signed, case, revision, wanted)
        return None

    return act(request, receipt, posted, do, did="period", words=[("延ばすわけ", reason)])


@router.post("/letter")
def letter(request: Request, receipt: str, posted: Post) -> Response:
    """Recorded before the sheet is set."""
    made: list[Letter] = []

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("review", case.row.duty)
        to, wrong = posted_addressee(posted)
        if wrong:
            due = later_end(installation, case).isoformat() if may_extend(case) else ""
            return _page(request, case, last_told(unit, case), to, due=due, wrong=wrong)
        made.append(extension_letter(installation, unit, signed, case, to))
        return None

    answer = act(request, receipt, posted, do, did="period")
    return pdf_answer(print_letter(installation_of(request), made), "extension") if made else answer


def _page(
    request: Request, case: Case, told: Told | None, to: Addressee, *, due: str, reason: str = "", number: str = "",
    wrong: Wrong = (),
) -> Response:  # fmt: skip
    said = {box: _SAID[key] for box, key in wrong}
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "until": case.row.due,
        "basis": case.procedure.period.extension if case.procedure.period else "", "extends": may_extend(case),
        "told": told, "to": to, "protected": case.protected, "due": due, "reason": reason,
        "number": number,
        "revision": case.row.revision, "wrong": said, "problems": [(sentence, box) for box, sentence in said.items()],
    }  # fmt: skip
    return render(request, "pages/desk/period.html", context, status=422 if wrong else 200)
