"""個人番号 at the desk: one at a time, for a stated purpose, after a fresh sign-in; or filled in by staff with the right."""

from collections.abc import Collection, Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases import Case
from portal.services.describe_numbers import PURPOSES, NumberPlace, checks_of
from portal.services.fresh_sign_in import USE_NUMBER, demand_fresh
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.use_number import (
    SHOWN_SECONDS,
    fill_number,
    look_at_number,
    number_place,
    wrong_fill,
    wrong_look,
)
from portal.web.case_act import act, look_at
from portal.web.page import render
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/desk/{receipt:receipt_number}/numbers/{place}")


@router.get("")
def ask(request: Request, receipt: str, place: str) -> Response:
    """What it is looked at for; or, where there is none, the box to fill it in."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        found = number_place(installation, unit, signed, case, place)
        demand_fresh(installation, request.state.staff_session, USE_NUMBER)
        checks = checks_of(unit, case)
        unit.commit()
    return _page(request, case, found, case.row.revision, checks)


@router.post("")
def look(request: Request, receipt: str, place: str, posted: Post) -> Response:
    """The number is in the answer to this post alone: no address shows it again, and the page leaves by itself."""
    purpose, note = first(posted, "purpose"), first(posted, "note")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response:
        found = number_place(installation, unit, signed, case, place)
        demand_fresh(installation, request.state.staff_session, USE_NUMBER, sending=True)
        wrong = wrong_look(purpose, note)
        if wrong:
            typed = {"purpose": purpose, "note": note}
            return _page(request, case, found, revision, checks_of(unit, case), wrong=wrong, typed=typed)
        number = look_at_number(installation, unit, signed, case, place, purpose, note)
        unit.commit()
        back = f"/desk/{case.row.receipt_number}"
        context = {"receipt_number": case.row.receipt_number, "one": found, "number": number, "seconds": SHOWN_SECONDS}
        answer = render(request, "pages/desk/number_shown.html", context)
        answer.headers["Refresh"] = f"{SHOWN_SECONDS}; url={back}"
        return answer

    return act(request, receipt, posted, do, did="")


@router.post("/fill")
def fill(request: Request, receipt: str, place: str, posted: Post) -> Response:
    typed, checked, before = first(posted, "number"), posted.get("checked", ()), first(posted, "before")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        found = number_place(installation, unit, signed, case, place)
        demand_fresh(installation, request.state.staff_session, USE_NUMBER, sending=True)
        wrong = wrong_fill(unit, case, typed, checked)
        if wrong:
            return _page(request, case, found, revision, checks_of(unit, case), wrong=wrong, checked=checked)
        fill_number(installation, unit, signed, case, place, before, typed, checked)
        return None

    return act(request, receipt, posted, do, did="number")


def _page(
    request: Request, case: Case, one: NumberPlace, revision: int, checks: Mapping[str, str], *,
    wrong: Mapping[str, str] = {}, typed: Mapping[str, str] = {}, checked: Collection[str] = (),
) -> Response:  # fmt: skip
    """A number that was typed with a slip does not come back in its box."""
    context: dict[str, Any] = {
        "receipt_number": case.row.receipt_number, "one": one, "revision": revision, "purposes": PURPOSES,
        "checks": checks, "checked": checked, "wrong": wrong, "typed": {"purpose": "", "note": "", **typed},
        "problems": [(text, f"number-{box}") for box, text in wrong.items()],
    }  # fmt: skip
    return render(request, "pages/desk/number.html", context, status=422 if wrong else 200)
