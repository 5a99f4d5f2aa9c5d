from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from forms.definition.kind import KINDS, WITHDRAWN
from forms.path.binding import boxes
from portal.clock import iso_day
from portal.db import Unit
from portal.errors import Conflict
from portal.services.bookings.settle_budget import lacks_budget
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.holds import demand_free
from portal.services.cases.name_principal import listed_name
from portal.services.cases.note_inside import LEAST_OF_WHY, MOST_OF_WHY
from portal.services.cases.result import follows_of, outcome_labels, outcome_of, sections_of
from portal.services.desk.case.clean_outcome import clean_outcome, is_screened, opinion_due
from portal.services.desk.case.decide_application import (
    MOST_OF_PROVISION,
    MOST_SIGNS,
    Decision,
    choices,
    is_short,
    number_and_day,
    outcome_page,
    read_decision,
)
from portal.services.desk.case.open_points import open_points
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.case.ready_reasons import picked_reason, ready_reasons, with_ready
from portal.services.desk.case.settle_outcome import (
    MOST_REASON,
    approve_outcome,
    needs_approval,
    send_outcome_back,
    settle_outcome,
    take_outcome_back,
)
from portal.services.desk.case.tick_checks import explain_unchecked, tick_checks, unticked
from portal.services.desk.queue.find_unfound import find_unfound
from portal.services.fees.refund_payment import fee_after
from portal.services.my_cases.stop_application import open_asking
from portal.services.notices.appeal_words import is_assumed
from portal.services.notices.ask_by_letter import written_to
from portal.services.notices.outcome_notice import MOST_SIGNS as MOST_OF_NUMBER
from portal.services.notices.outcome_notice import core_title, number_taken, title_of
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import STATES
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act, number_of
from portal.web.desk.result_form import ResultForm
from portal.web.filing.question_page import problems
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, Posted, first, whole
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member

router = Router("staff", prefix="/desk/{receipt:receipt_number}/decide")

_MESSAGES = {
    ("outcome", "none_chosen"): "結果を選んでください。",
    ("words", "no_words"): "申請した人への理由を書いてください。",
    (
        "words",
        "no_wish",
    ): "いつ、だれから、どうやって（電話、窓口、手紙など）やめると聞いたかと、聞いたときはその理由を書いてください。",
    ("words", "gap"): "用意した理由の〔　〕のところを、この申請のことに書きかえてください。",
    (
        "words",
        "short",
    ): "理由を、文で書いてください。どの決まりの、どこに、何があわないのかを書きます（例：世帯の収入が、要綱第3条の額を超えているため）。",
    ("provision", "no_provision"): f"認めない根拠の条項を、{MOST_OF_PROVISION}字までで書いてください。",
    ("number", "too_long"): f"文書番号を、{MOST_OF_NUMBER}字までで入れてください。",
    ("number", "taken"): "この文書番号は、今年度にもう使われています。空にすると、次の番号が付きます。",
    ("decided_on", "no_day"): "決裁日を、届いた日から今日までの日付で入れてください。",
    (
        "budget",
        "short",
    ): "予算の残りで足りません。残りは、申請のページの「予算」に出ています。先に順番を待つ申請があるときも、決められません。",
    ("asked_on", "no_day"): "やめると聞いた日を、届いた日から今日までの日付で入れてください。",
    ("words", "too_long"): f"申請した人へのことばを、{MOST_SIGNS}字までにしてください。",
}

UNCHECKED = f"確かめた印のない項目があります。確かめて印を付けるか、印のないまま決める理由を、文で（{LEAST_OF_WHY}字から{MOST_OF_WHY}字）書いてください。"


@router.post("", access=staff("reviewer", "approver"))
def decide(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | str:
        possible = choices(case.procedure, case.row)
        if case.row.revision != revision or not possible:
            raise Conflict("decide")
        number, outcome, words = first(posted, "number").strip(), first(posted, "outcome"), first(posted, "words")
        provision = first(posted, "provision") if "provision" in posted else None
        picked = picked_reason(case.procedure, case.row.kind, first(posted, "ready"), possible, outcome)
        if picked is not None:
            outcome, ready = picked
            words, provision = with_ready(words, ready), ready.law or provision
        decision = read_decision(
            installation, case, outcome, words, number, first(posted, "decided_on"),
            lambda field: boxes(field.id, posted), provision=provision, asked_on=first(posted, "asked_on"),
        )  # fmt: skip
        if picked is not None:
            return _words_page(
                request, unit, case, replace(decision, mistakes=()), revision, ResultForm(case, outcome, posted)
            )
        if is_short(outcome_of(case, outcome), decision.words):
            decision = replace(decision, mistakes=(*decision.mistakes, ("words", "short")))
        # Without a request of the applicant's own, only these words show who asked for an end that cannot be undone.
        if outcome == WITHDRAWN and not decision.words and open_asking(unit, case) is None:
            decision = replace(decision, mistakes=(*decision.mistakes, ("words", "no_wish")))
        form = ResultForm(case, outcome if outcome in possible else "", posted)
        if form.fresh and "confirmed" not in posted:
            unasked = replace(
                decision, mistakes=tuple(mistake for mistake in decision.mistakes if mistake[0] == "outcome")
            )
            return _words_page(request, unit, case, unasked, revision, form)
        if number and number_taken(installation, unit, case, number):
            decision = replace(decision, mistakes=(*decision.mistakes, ("number", "taken")))
        if not decision.mistakes and lacks_budget(installation, unit, case, decision.state, decision.result):
            decision = replace(decision, mistakes=(("budget", "short"),))
        if decision.mistakes or "again" in posted:
            return _words_page(request, unit, case, decision, revision, form)
        demand_free(installation, unit, case, decision.state)
        why = first(posted, "unchecked")
        if "confirmed" not in posted or not explain_unchecked(installation, unit, signed, case, decision.state, why):
            open_checks = unticked(installation, unit, case, decision.state, signed.id)
            return _confirm_page(request, installation, unit, case, decision, revision, open_checks, form)
        return settle_outcome(installation, unit, signed, case, revision, decision, over_stop=True)

    typed = [("申請した人へのことば", first(posted, "words"))]
    chosen = STATES.get(first(posted, "outcome"), "")
    wanted = f"結果を「{chosen}」にする" if chosen else "結果を出す"
    return act(request, receipt, posted, do, right="review", did="decide", words=typed, wanted=wanted)


@router.post("/clean", access=staff("reviewer", "approver"))
def decide_clean(request: Request, receipt: str, posted: Post) -> Response:
    """Ticks, screening and outcome in one act. Without every tick only ticks are stored."""
    was, now = frozenset(posted.get("was", ())), frozenset(posted.get("checked", ()))
    with changing(request, member) as (installation, _, signed):
        asked = {number_of(receipt): ""}
    unfound = find_unfound(installation, signed, asked)

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> str:
        outcome = clean_outcome(case)
        if case.row.revision != revision or not outcome:
            raise Conflict("decide")
        tick_checks(installation, unit, signed, case, first(posted, "answers"), was, now)
        decision = read_decision(installation, case, outcome, "", among=(outcome,))
        if decision.mistakes:
            raise Conflict("decide")
        demand_free(installation, unit, case, decision.state)
        if unticked(installation, unit, case, decision.state, signed.id):
            return "check_rest"
        if opinion_due(unit, case) is not None:
            return "opinion_waits"
        if open_asking(unit, case) is not None:
            return "stop_waits"
        if unfound:
            return "unfound"
        if not is_screened(case):
            pass_screening(installation, unit, signed, case, revision)
            case = case_of_member(installation, unit, signed, case.row.receipt_number)
        return settle_outcome(installation, unit, signed, case, case.row.revision, decision)

    return act(request, receipt, posted, do, right="review", did="decide", wanted="結果を出す")


@router.post("/approve", access=staff("approver"))
def approve(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> str:
        return approve_outcome(installation, unit, signed, case, shown=_shown(posted))

    return act(request, receipt, posted, do, did="decide", wanted="決裁する")


@router.post("/send-back", access=staff("approver"))
def send_back(request: Request, receipt: str, posted: Post) -> Response:
    reason = first(posted, "reason").strip()

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        signed.demand("approve", case.row.duty)
        if not reason or len(reason) > MOST_REASON:
            problem = f"差し戻す理由を、{MOST_REASON}字までで書いてください。"
            context = {
                "receipt_number": case.row.receipt_number, "revision": revision, "reason": reason, "decision": _shown(posted),
            }  # fmt: skip
            return render(
                request, "pages/desk/send_back.html", context | {"problems": [(problem, "back-reason")]}, status=422
            )
        send_outcome_back(installation, unit, signed, case, reason, shown=_shown(posted))
        return None

    return act(request, receipt, posted, do, did="send_back", words=[("差し戻す理由", reason)])


@router.post("/take-back", access=staff("reviewer", "approver"))
def take_back(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        # The button beside one's own act a moment ago names no proposal.
        shown = _shown(posted) if "decision" in posted else None
        take_outcome_back(installation, unit, signed, case, shown=shown)

    return act(request, receipt, posted, do, did="take_back")


def _shown(posted: Posted) -> int:
    # The proposal that was read; 0 is none.
    return whole(first(posted, "decision"), 15) or 0


def _words_page(
    request: Request, unit: Unit, case: Case, decision: Decision, revision: int, form: ResultForm
) -> Response:
    wrong = {box: _MESSAGES[box, key] for box, key in decision.mistakes if box != "result"}
    fields = form.views()
    targets = {
        "outcome": f"outcome-{choices(case.procedure, case.row)[0]}",
        "budget": f"outcome-{choices(case.procedure, case.row)[0]}",
        "words": "words",
        "provision": "provision",
        "number": "number",
        "decided_on": "decided_on",
        "asked_on": "asked_on",
    }
    context = _context(case, decision, revision, form) | {
        "choices": choices(case.procedure, case.row),
        "ready": ready_reasons(case.procedure, case.row.kind, choices(case.procedure, case.row)),
        "picked": "ready" in form.posted,
        "asked_to_stop": open_asking(unit, case) is not None,
        "wrong": wrong,
        "result_fields": fields,
        "problems": [*((sentence, targets[box]) for box, sentence in wrong.items()), *problems(fields)],
    }
    return render(request, "pages/desk/decide.html", context, wrong=context["problems"])


def _confirm_page(
    request: Request,
    installation: Installation,
    unit: Unit,
    case: Case,
    decision: Decision,
    revision: int,
    unticked_lines: tuple[str, ...],
    form: ResultForm,
) -> Response:
    _, on = number_and_day(installation.clock.today(), unit, case, decision)
    problem = UNCHECKED if "confirmed" in form.posted else ""
    context = _context(case, decision, revision, form) | {
        "unchecked": first(form.posted, "unchecked"),
        "most_of_why": MOST_OF_WHY,
        "least_of_why": LEAST_OF_WHY,
        "problems": [(problem, "unchecked")] if problem else [],
        "name": listed_name(case.procedure, case.summary),
        "unticked": unticked_lines,
        "open_points": open_points(unit, case) if decision.outcome != WITHDRAWN else (),
        "to": written_to(unit, case),
        "shown_at": outcome_page(unit, case),
        "assumed": bool(decision.appeal) and is_assumed(case, decision.outcome),
        "document": title_of(installation.city, case, decision.outcome, on) if decision.outcome != WITHDRAWN else "",
        "approval": needs_approval(installation, case) and decision.outcome != WITHDRAWN,
        "undo": installation.settings.undo if decision.outcome != WITHDRAWN else 0,
        "stays_open": decision.state in KINDS[case.row.kind].waiting,
        "core_title": core_title(installation.city, case.procedure, case.row.kind, decision.outcome, on),
        "result_sections": sections_of(case, decision.result) if decision.result else (),
        "follows": follows_of(case, decision.outcome, decision.state, decision.result),
        "fee": fee_after(installation, unit, case, iso_day(decision.asked_on))
        if decision.outcome == WITHDRAWN
        else None,
        "hidden": form.hidden(),
    }
    return render(request, "pages/desk/confirm.html", context, wrong=problem)


def _context(case: Case, decision: Decision, revision: int, form: ResultForm) -> dict[str, object]:
    return {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "decision": decision,
        "outcome_words": outcome_labels(case),
        "revision": revision,
        "list_query": first(form.posted, "list")[:500],
    }
