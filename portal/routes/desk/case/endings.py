"""取消し and 撤回 of a granted decision."""

from collections.abc import Mapping
from dataclasses import asdict, fields

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.cases.cases import Case
from portal.services.cases.holds import demand_free
from portal.services.cases.name_principal import shown_name
from portal.services.cases.result import outcome_labels, sections_of
from portal.services.desk.case.decide_application import (
    MOST_OF_PROVISION,
    MOST_SIGNS,
    Decision,
    endings_of,
    number_and_day,
    outcome_page,
)
from portal.services.desk.case.end_decision import HEARINGS, WAYS, EndingForm, read_ending
from portal.services.desk.case.settle_outcome import needs_approval, settle_outcome
from portal.services.notices.appeal_words import is_assumed
from portal.services.notices.outcome_notice import MOST_SIGNS as MOST_OF_NUMBER
from portal.services.notices.outcome_notice import number_mistake, title_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("staff", prefix="/desk", access=staff("reviewer", "approver"))
_HERE = "/{receipt:receipt_number}/end"
_MESSAGES = {
    "no_way": "取消しか撤回かを選んでください。",
    "none_chosen": "取消しか撤回かを選んでください。",
    "no_effect": "効力がなくなる最初の日を、前の決定の日から後の日付で入れてください。例：2026-12-01",
    "no_hearing": "聴聞や弁明をどうしたかを選んでください。",
    "not_heard": "聴聞や弁明の日を、申請が届いた日から今日までの日付で入れてください。例：2026-11-20",
    "no_basis": f"聴聞や弁明をしない理由と条項を、{MOST_OF_PROVISION}字までで書いてください。",
    "no_words": "申請した人に伝える理由を書いてください。",
    "no_provision": f"根拠の条項を、{MOST_OF_PROVISION}字までで書いてください。",
    "too_long": f"長すぎます。理由は{MOST_SIGNS}字、文書番号は{MOST_OF_NUMBER}字までです。",
    "taken": "この文書番号は、今年度にもう使われています。空にすると、次の番号が付きます。",
    "no_day": "決裁日を、届いた日から今日までの日付で入れてください。",
}


@router.get(_HERE)
def show(request: Request, receipt: str) -> Response:
    with installation_of(request).database.change() as unit:
        _, case = look_at(request, unit, receipt, "review")
        if not endings_of(case):
            raise NotFound("decision")
    return _page(request, case, EndingForm(), {})


def _page(request: Request, case: Case, form: EndingForm, wrong: Mapping[str, str]) -> Response:
    messages = {box: _MESSAGES[key] for box, key in wrong.items()}
    context = _context(case, form) | {
        "ways": WAYS, "hearings": HEARINGS, "wrong": messages,
        "problems": [(sentence, box) for box, sentence in messages.items()],
    }  # fmt: skip
    return render(request, "pages/desk/end.html", context, wrong=wrong)


def _context(case: Case, form: EndingForm) -> dict[str, object]:
    return {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "revision": case.row.revision,
        "typed": asdict(form),
    }  # fmt: skip


@router.post(_HERE)
def end(request: Request, receipt: str, posted: Post) -> Response:
    form = EndingForm(**{box.name: first(posted, box.name) for box in fields(EndingForm)})

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | str:
        if case.row.revision != revision or not endings_of(case):
            raise Conflict("decide")
        decision = read_ending(installation, unit, case, form)
        taken = number_mistake(installation, unit, case, decision.number)
        wrong = dict(reversed([*decision.mistakes, *([("number", taken)] if taken else [])]))
        if wrong or "again" in posted:
            return _page(request, case, form, wrong)
        demand_free(installation, unit, case, decision.state)
        if "confirmed" not in posted:
            return _confirm(request, installation, unit, case, form, decision)
        return settle_outcome(installation, unit, signed, case, revision, decision, over_stop=True)

    return act(request, receipt, posted, do, right="review", did="decide", words=(("理由", form.words),))


def _confirm(
    request: Request, installation: Installation, unit: Unit, case: Case, form: EndingForm, decision: Decision
) -> Response:
    _, on = number_and_day(installation.clock.today(), unit, case, decision)
    context = _context(case, form) | {
        "decision": decision, "name": shown_name(case.procedure, case.summary), "sections": sections_of(case, decision.result),
        "outcome_words": outcome_labels(case), "document": title_of(installation.city, case, decision.outcome, on),
        "assumed": is_assumed(case, decision.outcome), "approval": needs_approval(installation, case),
        "undo": installation.settings.undo, "shown_at": outcome_page(unit, case),
    }  # fmt: skip
    return render(request, "pages/desk/end_confirm.html", context)
