"""For whom somebody else has filed: they come with a card of their own, read what was filed, and say whether it may be."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.services.answer_mandate import (
    Mandate,
    answer_mandate,
    come_to_mandate,
    count_try,
    mandate_of,
    mandates_of,
)
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.store.delegations import VERIFIED
from portal.web.by_number import Coming, coming_page, read_typed, refuse_typed
from portal.web.mandate_words import mandate_rows, who_filed
from portal.web.page import language_of, office_view, render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.signed_in import resident, resident_actor
from portal.web.signing_words import told_of
from portal.web.state import installation_of
from portal.web.words import words

router = Router(prefix="/mandates")
COMING = Coming("pages/mandates/come.html", "mandate.code", "mandate.code_help", count_try)
_DONE = {"verified": "mandate.done_verified", "revoked": "mandate.done_revoked"}


@router.get("")
def ask(request: Request) -> Response:
    return coming_page(request, COMING, {}, more=_mine(request))


def _mine(request: Request) -> dict[str, object]:
    installation, language = installation_of(request), language_of(request)
    with installation.database.read() as unit:
        found = mandates_of(installation, unit, resident(request, unit))
    return {"mine": [_line(installation, one, language) for one in found]}


@router.post("")
def come(request: Request, posted: Post) -> Response:
    """The same words for a number that is unknown, a wrong code, and a card that is not the principal's."""
    installation = installation_of(request)
    mine = _mine(request)
    typed = read_typed(request, COMING, posted, more=mine)
    if isinstance(typed, Response):
        return typed
    with installation.database.write() as unit:
        session = resident(request, unit)
        receipt = come_to_mandate(
            installation, unit, session, resident_actor(request, session), typed.number, typed.code
        )
        unit.commit()
    if not receipt:
        told = words(language_of(request))["mandate.wrong"].format(telephone=installation.city.telephone)
        return refuse_typed(request, COMING, typed, told, more=mine)
    return see(request, f"/mandates/{receipt}")


@router.get("/{receipt_number}")
def show(request: Request, receipt_number: str, refused: str = "") -> Response:
    """`refused`: why a signature came to nothing."""
    installation, language = installation_of(request), language_of(request)
    with installation.database.write() as unit:
        session = resident(request, unit)
        found = mandate_of(installation, unit, session, receipt_number)
        write_audit(installation, unit, resident_actor(request, session), "see mandate", detail=found.receipt_number)
        unit.commit()
    said = words(language)
    context = _line(installation, found, language) | {
        "mandate": found,
        "rows": mandate_rows(found, language),
        "told": told_of(refused),
        "signable": installation.signing is not None,
        "flash": _done(found, request, said),
        "office": office_view(installation.city.office(found.procedure.duty, installation.clock.today())),
    }
    return render(request, "pages/mandates/mandate.html", context)


def _done(mandate: Mandate, request: Request, said: Any) -> str | None:
    """What was just done, by the mark in the address."""
    if "signed" in request.query_params:
        return str(said["mandate.done_signed"]) if mandate.state == VERIFIED else None
    return said[_DONE[mandate.state]] if "said" in request.query_params and mandate.state in _DONE else None


@router.post("/{receipt_number}")
def answer(request: Request, receipt_number: str, posted: Post) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = resident(request, unit)
        answer_mandate(
            installation, unit, session, resident_actor(request, session), receipt_number, first(posted, "before"),
            first(posted, "state"),
        )  # fmt: skip
        unit.commit()
    return see(request, f"/mandates/{receipt_number}?said")


def _line(installation: Installation, one: Mandate, language: str) -> dict[str, Any]:
    said = words(language)
    return {
        "href": f"/mandates/{one.receipt_number}",
        "title": installation.speech(one.procedure, language).text("title", one.procedure.title),
        "receipt_number": one.receipt_number,
        "day": one.day,
        "who": who_filed(one, language),
        "state": said["mandate.over" if one.over else f"mandate.state.{one.state}"],
    }
