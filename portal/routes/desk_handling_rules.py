"""割当ての決まり: what the city's file says of one's own duties, and applied to what nobody has."""

from fastapi import Request
from fastapi.responses import Response

from forms.complaints import Refused
from portal.db import Unit
from portal.errors import NotAllowed
from portal.services.assign_by_rule import KINDS, MOST, NOBODY, assign_waiting, ruled_duties
from portal.services.colleagues import Colleague, colleagues
from portal.services.hand_cases import CHANGED, GIVEN
from portal.services.handling_rules import FILE, HandlingRule, HandlingRules, read_handling_rules
from portal.services.installation import Installation
from portal.services.queue_page import counted
from portal.services.rights import Member
from portal.services.sessions import touch_session
from portal.store.queues import QueueFilter
from portal.web.page import render
from portal.web.posting import Post
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router()

_RESULTS = {GIVEN: "担当を決めました", NOBODY: "決まりにあう人がいません", CHANGED: "ほかの人が先に変えました"}


@router.get("/desk/assignment/rules")
def show(request: Request) -> Response:
    return _answer(request, apply=False)


@router.post("/desk/assignment/rules")
def apply_rules(request: Request, _posted: Post) -> Response:
    """Each with its own answer; pressed twice, the second finds only what is left."""
    return _answer(request, apply=True)


def _answer(request: Request, *, apply: bool) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        if not signed.duties("review", tuple(installation.city.duties)):
            raise NotAllowed("review")
        try:
            rules = read_handling_rules(installation.settings.city)
        except Refused as refused:
            context: dict[str, object] = {"faults": [str(one) for one in refused.complaints], "file": FILE}
        else:
            handed = assign_waiting(installation, unit, signed) if apply else None
            context = _context(installation, unit, signed, rules) | {"handed": handed}
        touch_session(installation, unit, request.state.staff_session)
        unit.commit()
    return render(request, "pages/desk/handling_rules.html", context)


def _context(installation: Installation, unit: Unit, signed: Member, rules: HandlingRules) -> dict[str, object]:
    today = installation.clock.today()
    duties = ruled_duties(installation, signed, rules, today)
    names = {one.login: one for one in colleagues(installation, unit).values()}
    told = [
        (installation.city.office(duty, today).office, [_row(installation, rule, duty, names) for rule in rules.of(duty, today)])
        for duty in duties
    ]  # fmt: skip
    waiting = counted(unit, QueueFilter(duties, unassigned=True)) if duties else "0"
    return {"told": told, "waiting": waiting, "most": MOST, "results": _RESULTS, "file": FILE, "faults": []}


def _row(
    installation: Installation, rule: HandlingRule, duty: str, names: dict[str, Colleague]
) -> tuple[str, str, str]:  # fmt: skip
    """By what, which, to whom. Whoever is named and may not review the duty is told to be so: nothing else would tell it."""
    titles = {one.id: one.title for one in installation.catalogue.all()}
    which = "、".join((*(titles.get(one, one) for one in rule.procedures), *(f"{area}に住む人" for area in rule.areas)))
    who = (
        f"{names[login].name}{_note(names[login], duty)}" if login in names else f"{login}（審査できません）"
        for login in rule.staff
    )
    return KINDS[rule.kind], which or "すべて", "、".join(who) or "審査できる人"


def _note(one: Colleague, duty: str) -> str:
    if not one.reviews(duty):
        return "（審査できません）"
    return "（不在）" if one.away else ""
