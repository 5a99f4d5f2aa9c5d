"""The end of a case: what and why, then a second page that says what it does, then it is done."""

from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from forms.kind import KINDS, WITHDRAWN
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case
from portal.services.decide_application import MOST_SIGNS, Decision, choices, read_decision
from portal.services.holds import demand_free
from portal.services.installation import Installation
from portal.services.name_principal import shown_name
from portal.services.official_words import STATES
from portal.services.outcome_notice import MOST_SIGNS as MOST_OF_NUMBER
from portal.services.outcome_notice import notice_title, number_taken
from portal.services.rights import Member
from portal.services.settle_outcome import (
    MOST_REASON,
    approve_outcome,
    needs_approval,
    send_outcome_back,
    settle_outcome,
    take_outcome_back,
)
from portal.services.tick_checks import unticked
from portal.web.case_act import act
from portal.web.page import render
from portal.web.posting import Post, first
from portal.web.router import Router

router = Router(prefix="/desk/{receipt:receipt_number}/decide")

_SAID = {
    ("outcome", "none_chosen"): "結果を選んでください。",
    ("words", "no_words"): "申請した人への理由を書いてください。",
    ("number", "too_long"): f"文書番号を、{MOST_OF_NUMBER}字までで入れてください。",
    ("number", "taken"): "この文書番号は、今年度にもう使われています。空にすると、次の番号が付きます。",
    ("decided_on", "no_day"): "決裁日を、届いた日から今日までの日付で入れてください。",
    ("words", "too_long"): f"申請した人へのことばを、{MOST_SIGNS}字までにしてください。",
}


@router.post("")
def decide(request: Request, receipt: str, posted: Post) -> Response:
    """First shows what will happen; does it when that page is sent (`confirmed`). `again` leads back to the words."""

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | str:
        signed.demand("review", case.row.duty)
        if case.row.revision != revision or not choices(case.row):
            raise Conflict("decide")
        number = first(posted, "number").strip()
        decision = read_decision(
            installation, case, first(posted, "outcome"), first(posted, "words"), number, first(posted, "decided_on")
        )
        if number and number_taken(installation, unit, case, number):
            decision = replace(decision, mistakes=(*decision.mistakes, ("number", "taken")))
        if decision.mistakes or "again" in posted:
            return _words_page(request, case, decision, revision)
        demand_free(installation, unit, case, decision.outcome)
        if "confirmed" not in posted:
            open_checks = unticked(installation, unit, case, decision.outcome, signed.id)
            return _confirm_page(request, installation, case, decision, revision, open_checks)
        return settle_outcome(installation, unit, signed, case, revision, decision)

    typed = [("申請した人へのことば", first(posted, "words"))]
    chosen = STATES.get(first(posted, "outcome"), "")
    return act(
        request, receipt, posted, do, did="decide", words=typed, wanted=f"結果を「{chosen}」にする" if chosen else ""
    )


@router.post("/approve")
def approve(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> str:
        return approve_outcome(installation, unit, signed, case)

    return act(request, receipt, posted, do, did="decide", wanted="決裁する")


@router.post("/send-back")
def send_back(request: Request, receipt: str, posted: Post) -> Response:
    reason = first(posted, "reason").strip()

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("approve", case.row.duty)
        if not reason or len(reason) > MOST_REASON:
            said = f"差し戻す理由を、{MOST_REASON}字までで書いてください。"
            context = {"receipt_number": case.row.receipt_number, "revision": revision, "reason": reason}
            return render(
                request, "pages/desk/send_back.html", context | {"problems": [(said, "back-reason")]}, status=422
            )
        send_outcome_back(installation, unit, signed, case, reason)
        return None

    return act(request, receipt, posted, do, did="send_back", words=[("差し戻す理由", reason)])


@router.post("/take-back")
def take_back(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        take_outcome_back(installation, unit, signed, case)

    return act(request, receipt, posted, do, did="take_back")


def _words_page(request: Request, case: Case, decision: Decision, revision: int) -> Response:
    wrong = {box: _SAID[box, key] for box, key in decision.mistakes}
    targets = {
        "outcome": f"outcome-{choices(case.row)[0]}",
        "words": "words",
        "number": "number",
        "decided_on": "decided_on",
    }
    context = _context(case, decision, revision) | {
        "choices": choices(case.row),
        "wrong": wrong,
        "problems": [(sentence, targets[box]) for box, sentence in wrong.items()],
    }
    return render(request, "pages/desk/decide.html", context, status=422 if wrong else 200)


def _confirm_page(
    request: Request,
    installation: Installation,
    case: Case,
    decision: Decision,
    revision: int,
    unticked_lines: tuple[str, ...],
) -> Response:
    appeal = case.procedure.appeal
    context = _context(case, decision, revision) | {
        "name": shown_name(installation, case.procedure, case.summary),
        "unticked": unticked_lines,
        "assumed": bool(decision.appeal) and appeal is not None and appeal.certainty == "assumed",
        "document": notice_title(case.procedure, case.row.kind, decision.outcome)
        if decision.outcome != WITHDRAWN
        else "",
        "approval": needs_approval(installation, case) and decision.outcome != WITHDRAWN,
        "undo": installation.settings.undo if decision.outcome != WITHDRAWN else 0,
        "stays_open": decision.outcome in KINDS[case.row.kind].waiting,
    }
    return render(request, "pages/desk/confirm.html", context)


def _context(case: Case, decision: Decision, revision: int) -> dict[str, object]:
    return {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "decision": decision,
        "states": STATES,
        "revision": revision,
    }
