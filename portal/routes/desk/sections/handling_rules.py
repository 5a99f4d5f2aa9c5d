"""割当ての決まり of one's own duties."""

from fastapi import Request
from fastapi.responses import Response

from forms.complaint_lines import lines
from forms.complaints import Refused
from portal.db import Unit
from portal.services.desk.queue.page import counted
from portal.services.desk.sections.hand_cases import CHANGED, GIVEN
from portal.services.desk.sections.handling_rules import (
    FILE,
    KINDS,
    MOST,
    NOBODY,
    HandlingRule,
    HandlingRules,
    assign_waiting,
    read_handling_rules,
    ruled_duties,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.colleagues import Colleague, colleagues
from portal.store.desk.queues import QueueFilter
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import changing, reviewer

router = Router("staff", access=staff("reviewer", "approver"))

_RESULTS = {GIVEN: "担当を決めました", NOBODY: "決まりにあう人がいません", CHANGED: "ほかの人が先に変えました"}


@router.get("/desk/assignment/rules")
def show(request: Request) -> Response:
    return _answer(request, apply=False)


@router.post("/desk/assignment/rules")
def apply_rules(request: Request, _posted: Post) -> Response:
    return _answer(request, apply=True)


def _answer(request: Request, *, apply: bool) -> Response:
    with changing(request, reviewer) as (installation, unit, signed):
        try:
            rules = read_handling_rules(installation.city)
        except Refused as refused:
            context: dict[str, object] = {"faults": list(map(lines, refused.complaints)), "file": FILE}
        else:
            handed = assign_waiting(installation, unit, signed) if apply else None
            context = _context(installation, unit, signed, rules) | {"handed": handed}
    return render(request, "pages/desk/handling_rules.html", context)


def _context(installation: Installation, unit: Unit, signed: Member, rules: HandlingRules) -> dict[str, object]:
    today = installation.clock.today()
    duties = ruled_duties(installation.city, signed, rules, today)
    names = {colleague.login: colleague for colleague in colleagues(installation.clock, unit).values()}
    rows = [
        (installation.city.office(duty, today).office, [_row(installation, rule, duty, names) for rule in rules.of(duty, today)])
        for duty in duties
    ]  # fmt: skip
    waiting = counted(unit, QueueFilter(duties, unassigned=True)) if duties else "0"
    return {"offices": rows, "waiting": waiting, "most": MOST, "results": _RESULTS, "file": FILE, "faults": []}


def _row(
    installation: Installation, rule: HandlingRule, duty: str, names: dict[str, Colleague]
) -> tuple[str, str, str]:  # fmt: skip
    titles = {procedure.id: procedure.title for procedure in installation.catalogue.all()}
    which = "、".join(
        (
            *(titles.get(procedure_id, procedure_id) for procedure_id in rule.procedures),
            *(f"{area}に住む人" for area in rule.areas),
        )
    )
    who = (
        f"{names[login].name}{_note(names[login], duty)}" if login in names else f"{login}（審査できません）"
        for login in rule.staff
    )
    return KINDS[rule.kind], which or "すべて", "、".join(who) or "審査できる人"


def _note(colleague: Colleague, duty: str) -> str:
    if not colleague.reviews(duty):
        return "（審査できません）"
    return "（不在）" if colleague.away else ""
