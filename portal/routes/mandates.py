"""For whom somebody else has filed: they come with a card of their own, read what was filed, and say whether it may be."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.errors import TooMany
from portal.services.answer_mandate import (
    Mandate,
    answer_mandate,
    come_to_mandate,
    count_try,
    mandate_of,
    mandates_of,
)
from portal.services.installation import Installation
from portal.services.receipt_number import read
from portal.services.sessions import Session, touch_session
from portal.services.short_code import read_code
from portal.services.write_audit import write_audit
from portal.web.own_questions import own_question, own_view, wrong
from portal.web.page import language_of, office_view, render, see
from portal.web.posting import Post, Posted, first
from portal.web.question_page import problems
from portal.web.router import Router
from portal.web.signed_in import resident, resident_actor
from portal.web.state import installation_of, place_of
from portal.web.words import words

router = Router(prefix="/mandates")
NUMBER, CODE = "number", "code"
_DONE = {"verified": "mandate.done_verified", "revoked": "mandate.done_revoked"}


@router.get("")
def ask(request: Request) -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        found = mandates_of(installation, unit, resident(request, unit))
    return _page(request, found, {})


def _page(
    request: Request, found: list[Mandate], posted: Posted, mistakes: dict[str, Any] | None = None, status: int = 200,
    told: str = "",
) -> Response:  # fmt: skip
    installation, language = installation_of(request), language_of(request)
    said, wrongs = words(language), mistakes or {}
    asked = [
        own_view(installation, language, one, posted, wrongs.get(one.id, ()))
        for one in (
            own_question(NUMBER, "text", said["track.number"], help=said["track.number_help"]),
            own_question(CODE, "text", said["mandate.code"], help=said["mandate.code_help"]),
        )
    ]
    context = {
        "asked": asked, "problems": problems(asked), "told": told,
        "mine": [_line(installation, one, language) for one in found],
    }  # fmt: skip
    return render(request, "pages/mandates/come.html", context, status=status)


@router.post("")
def come(request: Request, posted: Post) -> Response:
    """The same words for a number that is unknown, a wrong code, and a card that is not the principal's."""
    installation, said, place = installation_of(request), words(language_of(request)), place_of(request)
    number, code = first(posted, NUMBER)[:100], first(posted, CODE)[:100]
    mistakes = {}
    if not read(number):
        mistakes[NUMBER] = (wrong(said["track.number_unclear"]),)
    if not read_code(code):
        mistakes[CODE] = (wrong(said["resume_code.unclear"]),)
    try:
        with installation.database.write() as unit:
            session, found = _own(request, unit)
            if mistakes:
                return _page(request, found, posted, mistakes, 422)
            try:
                count_try(installation, unit, number, place)
            finally:
                unit.commit()
    except TooMany:
        return _page(request, found, {NUMBER: [number]}, None, 429, said["resume_code.too_many"])
    with installation.database.write() as unit:
        session, found = _own(request, unit)
        receipt = come_to_mandate(installation, unit, session, resident_actor(request, session), number, code)
        touch_session(installation, unit, session)
        unit.commit()
    if not receipt:
        telephone = installation.city.telephone
        return _page(request, found, {NUMBER: [number]}, None, 422, said["mandate.wrong"].format(telephone=telephone))
    return see(request, f"/mandates/{receipt}")


def _own(request: Request, unit: Any) -> tuple[Session, list[Mandate]]:
    session = resident(request, unit)
    return session, mandates_of(installation_of(request), unit, session)


@router.get("/{receipt_number}")
def show(request: Request, receipt_number: str) -> Response:
    installation, language = installation_of(request), language_of(request)
    with installation.database.write() as unit:
        session = resident(request, unit)
        found = mandate_of(installation, unit, session, receipt_number)
        write_audit(installation, unit, resident_actor(request, session), "see mandate", detail=found.receipt_number)
        unit.commit()
    said = words(language)
    context = _line(installation, found, language) | {
        "mandate": found,
        "flash": said[_DONE[found.state]] if "said" in request.query_params and found.state in _DONE else None,
        "office": office_view(installation.city.office(found.procedure.duty, installation.clock.today())),
    }
    return render(request, "pages/mandates/mandate.html", context)


@router.post("/{receipt_number}")
def answer(request: Request, receipt_number: str, posted: Post) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = resident(request, unit)
        answer_mandate(
            installation, unit, session, resident_actor(request, session), receipt_number, first(posted, "before"),
            first(posted, "state"),
        )  # fmt: skip
        touch_session(installation, unit, session)
        unit.commit()
    return see(request, f"/mandates/{receipt_number}?said")


def _line(installation: Installation, one: Mandate, language: str) -> dict[str, Any]:
    said = words(language)
    role = said[f"proxy.as.{one.kind}"]
    return {
        "href": f"/mandates/{one.receipt_number}",
        "title": installation.speech(one.procedure, language).text("title", one.procedure.title),
        "receipt_number": one.receipt_number,
        "day": one.day,
        "who": said["mandate.by"].format(name=one.agent, role=role)
        if one.agent
        else said["mandate.by_nobody"].format(role=role),
        "state": said["mandate.over" if one.over else f"mandate.state.{one.state}"],
    }
