"""A support code's page and error, without data."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.text.foreign_day import is_foreign
from forms.text.translations import IN_JAPANESE
from portal.clock import TOKYO, from_micro
from portal.services.shared.installation import Installation
from portal.services.shared.log_support import DAYS, look_up, plain_code
from portal.store.shared.support_entries import SupportRow
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member
from portal.web.shared.words import words

router = Router(
    "staff", prefix="/desk", access=staff("clerk", "reviewer", "approver", "exporter", "administrator", "auditor")
)
_NO_CODE = "サポート番号は、画面の一番下にある8けたの数字です。もう一度聞いて、入れてください。"


@router.get("/support")
def support(request: Request, code: str = "") -> Response:
    number = plain_code(code)
    problem = _NO_CODE if code and not number else ""
    with changing(request, member) as (installation, unit, signed):
        signed.demand_duties("look up support code", installation.city.duties)
        rows = look_up(installation, unit, signed.actor, number) if number else ()
    context = {
        "code": number or code[:40],
        "number": number,
        "problem": problem,
        "days": DAYS,
        "requests": [_shown(installation, row) for row in rows],
    }
    return render(request, "pages/desk/support.html", context, wrong=problem)


def _shown(installation: Installation, row: SupportRow) -> dict[str, Any]:
    offered = {procedure.id: procedure for procedure in installation.catalogue.all()}
    procedure = offered.get(row.procedure)
    page = next((page for page in procedure.pages if page.id == row.page), None) if procedure else None
    texts = words("ja" if is_foreign(row.language) else row.language)
    # Only pages without ids open for staff as well: a procedure's and public ones.
    same = row.route.replace("{procedure}", row.procedure) if row.procedure else row.route
    return {
        "at": from_micro(row.at).astimezone(TOKYO),
        "route": f"{row.method} {row.route}",
        "same": same if row.method == "GET" and "{" not in same and not same.startswith("/apply") else "",
        "status": row.status,
        "error": row.error,
        "refusal": (texts.get(f"refusal.{row.error}.title", ""), texts.get(f"refusal.{row.error}.text", "")),
        "places": row.places.split(),
        "language": IN_JAPANESE[row.language],
        "procedure": procedure.title if procedure else "",
        "page": (page.title or page.fields[0].label) if page else "",
    }
