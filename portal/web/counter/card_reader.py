"""Uncached JSON for the script at a card reader (`static/js/card.js`)."""

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from portal.errors import Conflict, SignInFailed
from portal.web.shared.refused_sign_in import record_refusal

_NO_STORE = {"Cache-Control": "no-store"}


def question(number: str, address: str) -> Response:
    return JSONResponse({"number": number, "address": address}, headers=_NO_STORE)


def go(address: str) -> Response:
    return JSONResponse({"see": address}, headers=_NO_STORE)


def wrong(code: str) -> Response:
    return JSONResponse({"error": code}, 422, headers=_NO_STORE)


def taken(request: Request, take: Callable[[], Response]) -> Response:
    try:
        return take()
    except SignInFailed as failed:
        record_refusal(request, "refuse signature", failed.code)
        return wrong(failed.code)
    except Conflict:
        return wrong("CHANGED")
