"""Numbered blank forms for power failures."""

import secrets
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotFound
from portal.services.counter.describe_visit import procedures_of
from portal.services.counter.number_blanks import (
    MOST,
    blanks_of,
    key_blank,
    make_blanks,
    open_blanks,
    print_blanks,
    record_print,
    set_blanks,
    spoil_blank,
)
from portal.services.shared.form_number import written
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.counter.clerk import clerk
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, writing

router = Router("staff", prefix="/counter/blanks", access=staff("clerk", "reviewer"))
_HERE = "/counter/blanks"


@router.get("")
def show(request: Request) -> Response:
    with installation_of(request).database.read() as unit:
        return _page(request, unit, clerk(request, unit))


def _page(
    request: Request, unit: Unit, signed: Member, problem: str = "", number: str = "", status: int = 200
) -> Response:
    installation = installation_of(request)
    context = {
        "once": secrets.token_urlsafe(16),
        "most": MOST,
        "offices": procedures_of(installation, signed),
        "made": _made(installation, unit, signed, request.query_params.get("batch", "")),
        "lines": open_blanks(installation.catalogue, unit, signed),
        "problem": problem,
        "number": number,
    }
    return render(request, "pages/counter/blanks.html", context, status=status)


def _made(installation: Installation, unit: Unit, signed: Member, batch: str) -> dict[str, Any] | None:
    try:
        rows = blanks_of(installation.catalogue, unit, signed, batch) if batch else []
    except NotFound:
        rows = []
    if not rows:
        return None
    return {"batch": batch, "many": len(rows), "first": written(rows[0].number), "last": written(rows[-1].number)}


@router.post("")
def make(request: Request, posted: Post) -> Response:
    installation, once, many = installation_of(request), first(posted, "once"), first(posted, "many")
    with installation.database.write() as unit:
        signed = clerk(request, unit)
        if not first(posted, "procedure") or not (many.isascii() and many.isdigit() and 1 <= int(many[:4]) <= MOST):
            return _page(request, unit, signed, f"手続を選び、枚数を1から{MOST}までで入れてください。", status=422)
        make_blanks(installation, unit, signed, once, first(posted, "procedure"), int(many))
        unit.commit()
    return see(request, f"{_HERE}?batch={once}")


@router.get("/{batch}/forms.pdf")
def forms(request: Request, batch: str) -> Response:
    with changing(request, clerk) as (installation, unit, signed):
        rows = blanks_of(installation.catalogue, unit, signed, batch)
        if not rows:
            raise NotFound("blanks")
        record_print(installation, unit, signed, rows)
        content = print_blanks(installation, unit, rows)
    return pdf_answer(set_blanks(installation.clock, content).pdf, f"forms-{written(rows[0].number)}")


@router.post("/key")
def key(request: Request, posted: Post) -> Response:
    typed = first(posted, "number")
    with writing(request, clerk) as (installation, unit, signed):
        draft_id, problem = key_blank(installation, unit, signed, typed)
        if problem:
            return _page(request, unit, signed, problem, typed[:40], 422)
        unit.commit()
    return see(request, f"/counter/drafts/{draft_id}")


@router.post("/spoil")
def spoil(request: Request, posted: Post) -> Response:
    typed = first(posted, "number")
    with writing(request, clerk) as (installation, unit, signed):
        if not spoil_blank(installation, unit, signed, typed):
            return _page(request, unit, signed, "その様式は、もう入力してあるか、番号がちがいます。", typed[:40], 422)
        unit.commit()
    return see(request, _HERE)
