"""The principal confirms or denies."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.kind import WITHDRAWN
from portal.services.my_cases.stop_application import way_to_stop
from portal.services.shared.write_audit import write_audit
from portal.services.signing.answer_mandate import (
    Mandate,
    answer_mandate,
    count_try,
    mandate_of,
    mandates_of,
    open_mandate,
    own_case,
)
from portal.store.signing.delegations import VERIFIED
from portal.web.filing.who_files import mandator
from portal.web.shared.access import owner, signed_in
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, resident_actor
from portal.web.shared.words import words
from portal.web.signing.by_number import Coming, coming_page, read_typed, refuse_typed
from portal.web.signing.mandate_words import mandate_acts, mandate_line, mandate_rows
from portal.web.signing.signing_words import signing_message

router = Router("resident", prefix="/mandates")
COMING = Coming("pages/mandates/come.html", "mandate.code", "mandate.code_help", count_try)
_STOPPED = {"stopped": "stop.done", "stopping": "stop.asked"}
_DONE = {"verified": "mandate.done_verified", "revoked": "mandate.done_revoked"}


@router.get("", access=signed_in())
def ask(request: Request) -> Response:
    return coming_page(request, COMING, {}, more=_mine(request))


def _mine(request: Request) -> dict[str, object]:
    installation, language = installation_of(request), language_of(request)
    with installation.database.read() as unit:
        mandates = mandates_of(installation, unit, mandator(request, unit))
    return {"mine": [mandate_line(mandate, language) for mandate in mandates]}


@router.post("", access=signed_in())
def post_code(request: Request, posted: Post) -> Response:
    mine = _mine(request)
    typed = read_typed(request, COMING, posted, more=mine)
    if isinstance(typed, Response):
        return typed
    with changing(request, mandator) as (installation, unit, session):
        receipt = open_mandate(installation, unit, session, resident_actor(request, session), typed.number, typed.code)
    if not receipt:
        message = words(language_of(request))["mandate.wrong"].format(telephone=installation.city.telephone)
        return refuse_typed(request, COMING, typed, message, more=mine)
    return see(request, f"/mandates/{receipt}")


@router.get("/{receipt_number}", access=owner())
def show(request: Request, receipt_number: str, refused: str = "") -> Response:
    language = language_of(request)
    with changing(request, mandator) as (installation, unit, session):
        mandate = mandate_of(installation, unit, session, receipt_number)
        case = own_case(installation, unit, session, receipt_number)
        way = way_to_stop(installation, unit, case, installation.clock.today()) if mandate.may_stop else ""
        write_audit(installation, unit, resident_actor(request, session), "see mandate", detail=mandate.receipt_number)
    texts = words(language)
    context = mandate_line(mandate, language) | {
        "mandate": mandate,
        "kind": case.row.kind,
        "stop": "withdrawn" if case.row.state == WITHDRAWN else way,
        "rows": mandate_rows(mandate, language),
        "acts": mandate_acts(mandate, language),
        "refusal": signing_message(refused),
        "signable": installation.signing is not None,
        "flash": _done(mandate, request, texts),
        "office": office_view(installation.city.office(mandate.procedure.duty, installation.clock.today()), language),
    }
    return render(request, "pages/mandates/mandate.html", context)


def _done(mandate: Mandate, request: Request, texts: Any) -> str | None:
    stopped = next((key for name, key in _STOPPED.items() if name in request.query_params), "")
    if stopped:
        return str(texts[stopped])
    if "signed" in request.query_params:
        return str(texts["mandate.done_signed"]) if mandate.state == VERIFIED else None
    return texts[_DONE[mandate.state]] if "said" in request.query_params and mandate.state in _DONE else None


@router.post("/{receipt_number}", access=owner())
def answer(request: Request, receipt_number: str, posted: Post) -> Response:
    with changing(request, mandator) as (installation, unit, session):
        answer_mandate(
            installation, unit, session, resident_actor(request, session), receipt_number, first(posted, "before"),
            first(posted, "state"), posted.get("acts"),
        )  # fmt: skip
    return see(request, f"/mandates/{receipt_number}?said")
