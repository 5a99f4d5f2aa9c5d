"""Staff type the support code that somebody reads out, and see that page and its error, not the data."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.clock import TOKYO, from_micro
from portal.errors import NotAllowed
from portal.services.installation import Installation
from portal.services.log_support import DAYS, look_up, plain_code
from portal.store.support_entries import SupportRow
from portal.web.page import render
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of
from portal.web.words import words

router = Router(prefix="/desk")
_NO_CODE = "サポート番号は、画面の一番下にある8けたの数字です。もう一度聞いて、入れてください。"


@router.get("/support")
def support(request: Request, code: str = "") -> Response:
    installation = installation_of(request)
    number = plain_code(code)
    problem = _NO_CODE if code and not number else ""
    with installation.database.write() as unit:
        signed = member(request, unit)
        if not signed.duties("look up support code", tuple(installation.city.duties)):
            raise NotAllowed("look up support code")
        found = look_up(installation, unit, signed.actor, number) if number else ()
        unit.commit()
    context = {
        "code": number or code[:40],
        "number": number,
        "problem": problem,
        "days": DAYS,
        "found": [_shown(installation, row) for row in found],
    }
    return render(request, "pages/desk/support.html", context, status=422 if problem else 200)


def _shown(installation: Installation, row: SupportRow) -> dict[str, Any]:
    offered = {procedure.id: procedure for procedure in installation.catalogue.all()}
    procedure = offered.get(row.procedure)
    page = next((one for one in procedure.pages if one.id == row.page), None) if procedure else None
    said = words(row.language)
    # Without ids the same page can be opened by staff: that of a procedure, and every page that is for everybody.
    same = row.route.replace("{procedure}", row.procedure) if row.procedure else row.route
    return {
        "at": from_micro(row.at).astimezone(TOKYO),
        "route": f"{row.method} {row.route}",
        "same": same if row.method == "GET" and "{" not in same and not same.startswith("/apply") else "",
        "status": row.status,
        "error": row.error,
        "said": (said.get(f"refusal.{row.error}.title", ""), said.get(f"refusal.{row.error}.text", "")),
        "places": row.places.split(),
        "language": row.language,
        "procedure": procedure.title if procedure else "",
        "page": (page.title or page.fields[0].label) if page else "",
    }
