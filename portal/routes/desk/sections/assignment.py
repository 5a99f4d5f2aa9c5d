"""担当替え to a colleague, and absences."""

from fastapi import Request
from fastapi.responses import Response

from forms.numbers.calendar import FIRST_DAY
from portal.clock import iso_day
from portal.db import Unit
from portal.errors import BadRequest, required
from portal.services.cases.cases import Case
from portal.services.desk.sections.hand_cases import (
    CANNOT,
    CHANGED,
    GIVEN,
    Handed,
    cases_of,
    choices_for,
    hand_all,
    hand_case,
)
from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member
from portal.services.staff.colleagues import absences, colleagues, end_absence, note_absence, of_duty
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first, whole
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reviewer, writing

router = Router("staff", access=staff("reviewer", "approver"))

_RESULTS = {
    GIVEN: "替えました", CANNOT: "替えていません。今、この人には渡せません（権限、不在などのため）",
    CHANGED: "替えていません。ほかの人が先に変えました",
}  # fmt: skip
_NO_DAYS = "始めの日と終わりの日を、順に入れてください。終わりの日は、今日かあとの日です。"


@router.get("/desk/{receipt:receipt_number}/assign")
def choose(request: Request, receipt: str) -> Response:
    with changing(request) as (_, unit):
        _, case = look_at(request, unit, receipt, "review")
        return _choose(request, unit, case)


def _choose(request: Request, unit: Unit, case: Case, problem: str = "") -> Response:
    every = colleagues(installation_of(request).clock, unit)
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "revision": case.row.revision,
        "people": of_duty(every, case.row.duty), "every": every, "assignee": case.row.assignee_id, "problem": problem,
        "problems": [(problem, "to")] if problem else [],
    }  # fmt: skip
    return render(request, "pages/desk/assign.html", context, wrong=problem)


@router.post("/desk/{receipt:receipt_number}/assign")
def assign(request: Request, receipt: str, posted: Post) -> Response:
    to = first(posted, "to")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        if not to:
            return _choose(request, unit, case, "渡す人を選んでください。")
        handed = hand_case(installation, unit, signed, case, revision, _number(to))
        return None if handed.result == GIVEN else _choose(request, unit, case, f"{_RESULTS[handed.result]}。")

    return act(request, receipt, posted, do, right="review", did="assign")


@router.get("/desk/assignment")
def show(request: Request) -> Response:
    whose = request.query_params.get("from", "")
    with changing(request, reviewer) as (_, unit, signed):
        return _page(request, unit, signed, _number(whose) if whose else 0)


def _page(
    request: Request, unit: Unit, signed: Member, whose: int, handed: list[Handed] | None = None, problem: str = ""
) -> Response:
    installation = installation_of(request)
    every = colleagues(installation.clock, unit)
    people = choices_for(every, signed.duties("review", tuple(installation.city.duties)))
    titles = {procedure.id: procedure.title for procedure in installation.catalogue.all()}
    rows = cases_of(installation.city, unit, signed, whose) if whose and handed is None else []
    context = {
        "people": people, "every": every, "whose": whose, "handed": handed, "results": _RESULTS,
        "rows": [(row, titles.get(row.procedure, row.procedure)) for row in rows],
        "away": absences(installation.clock, unit, people), "problem": problem, "me": signed.id,
        "problems": [(problem, "since")] if problem else [],
        "flash": {"absence": "不在を記録しました。", "back": "不在を取り消しました。"}.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/desk/assignment.html", context, wrong=problem)


@router.post("/desk/assignment")
def hand(request: Request, posted: Post) -> Response:
    with changing(request, reviewer) as (installation, unit, signed):
        whose, to = _number(first(posted, "whose")), _number(first(posted, "to"))
        handed = hand_all(installation, unit, signed, whose, _seen(posted.get("case", [])), to)
        return _page(request, unit, signed, whose, handed)


@router.post("/desk/assignment/absences")
def away(request: Request, posted: Post) -> Response:
    with writing(request, reviewer) as (installation, unit, signed):
        days = [iso_day(first(posted, name)) for name in ("since", "until")]
        since, until = days
        today = installation.clock.today()
        if since is None or until is None or not FIRST_DAY <= since <= until or until < today:
            return _page(request, unit, signed, 0, problem=_NO_DAYS)
        person, substitute = _number(first(posted, "person")), _number(first(posted, "substitute"))
        if person == substitute:
            return _page(request, unit, signed, 0, problem="代わりの人に、ほかの人を選んでください。")
        note_absence(installation, unit, signed, person, since, until, substitute)
        unit.commit()
    return see(request, "/desk/assignment?did=absence")


@router.post("/desk/assignment/absences/{absence:row_number}/end")
def back(request: Request, absence: int, _posted: Post) -> Response:
    with changing(request, reviewer) as (installation, unit, signed):
        end_absence(installation, unit, signed, absence)
    return see(request, "/desk/assignment?did=back")


def _number(text: str) -> int:
    return required(whole(text), BadRequest("number"))


def _seen(pairs: list[str]) -> dict[str, int]:
    seen = {}
    for pair in pairs[:1000]:
        number, _, revision = pair.partition(":")
        known = required(read(number), BadRequest("case"))
        seen[known] = _number(revision)
    return seen
