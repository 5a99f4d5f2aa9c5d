"""個人番号: singly, for a stated purpose after a fresh sign-in, or filled in."""

from collections.abc import Collection, Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.use_number import (
    SHOWN_SECONDS,
    fill_number,
    look_at_number,
    number_place,
    wrong_fill,
    wrong_look,
)
from portal.services.desk.case.describe_numbers import PURPOSES, NumberPlace, checks_of
from portal.services.residents.fresh_sign_in import USE_NUMBER, demand_fresh
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router(
    "staff",
    prefix="/desk/{receipt:receipt_number}/numbers/{place}",
    access=staff("clerk", "reviewer", "approver", "exporter", "auditor", beside="my_number"),
)


@router.get("")
def ask(request: Request, receipt: str, place: str) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        number_box = number_place(installation.number_keys, unit, signed, case, place)
        demand_fresh(installation, request.state.staff_session, USE_NUMBER)
        checks = checks_of(unit, case)
    return _page(request, case, number_box, case.row.revision, checks)


@router.post("")
def look(request: Request, receipt: str, place: str, posted: Post) -> Response:
    """Only this response has the number; the page leaves by itself."""
    purpose, note = first(posted, "purpose"), first(posted, "note")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response:
        number_box = number_place(installation.number_keys, unit, signed, case, place)
        demand_fresh(installation, request.state.staff_session, USE_NUMBER, sending=True)
        wrong = wrong_look(purpose, note)
        if wrong:
            typed = {"purpose": purpose, "note": note}
            return _page(request, case, number_box, revision, checks_of(unit, case), wrong=wrong, typed=typed)
        number = look_at_number(installation, unit, signed, case, place, purpose, note)
        unit.commit()
        back = f"/desk/{case.row.receipt_number}"
        context = {
            "receipt_number": case.row.receipt_number,
            "number_box": number_box,
            "number": number,
            "seconds": SHOWN_SECONDS,
        }
        answer = render(request, "pages/desk/number_shown.html", context)
        answer.headers["Refresh"] = f"{SHOWN_SECONDS}; url={back}"
        return answer

    return act(request, receipt, posted, do, did="")


@router.post("/fill")
def fill(request: Request, receipt: str, place: str, posted: Post) -> Response:
    typed, checked, before = first(posted, "number"), posted.get("checked", ()), first(posted, "before")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        number_box = number_place(installation.number_keys, unit, signed, case, place)
        demand_fresh(installation, request.state.staff_session, USE_NUMBER, sending=True)
        wrong = wrong_fill(unit, case, typed, checked)
        if wrong:
            return _page(request, case, number_box, revision, checks_of(unit, case), wrong=wrong, checked=checked)
        fill_number(installation, unit, signed, case, place, before, typed, checked)
        return None

    return act(request, receipt, posted, do, did="number")


def _page(
    request: Request, case: Case, number_box: NumberPlace, revision: int, checks: Mapping[str, str], *,
    wrong: Mapping[str, str] = {}, typed: Mapping[str, str] = {}, checked: Collection[str] = (),
) -> Response:  # fmt: skip
    context: dict[str, Any] = {
        "receipt_number": case.row.receipt_number, "number_box": number_box, "revision": revision, "purposes": PURPOSES,
        "checks": checks, "checked": checked, "wrong": wrong, "typed": {"purpose": "", "note": "", **typed},
        "problems": [(text, f"number-{box}") for box, text in wrong.items()],
    }  # fmt: skip
    return render(request, "pages/desk/number.html", context, wrong=wrong)
