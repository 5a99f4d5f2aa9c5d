"""What the script at a counter's reader (`static/js/card.js`) is answered: JSON that no cache keeps, a code where nothing was taken."""

from collections.abc import Callable

from fastapi.responses import JSONResponse, Response

from portal.errors import Conflict, SignInFailed
from portal.logs import log

_NO_STORE = {"Cache-Control": "no-store"}


def question(number: str, address: str) -> Response:
    """The number of a question, and the address at the agent that it is posted to."""
    return JSONResponse({"number": number, "address": address}, headers=_NO_STORE)


def go(address: str) -> Response:
    """Where the page goes, now that it was signed."""
    return JSONResponse({"see": address}, headers=_NO_STORE)


def wrong(code: str) -> Response:
    return JSONResponse({"error": code}, 422, headers=_NO_STORE)


def taken(take: Callable[[], Response]) -> Response:
    """What came of an answer, or the code of why it was not taken."""
    try:
        return take()
    except SignInFailed as failed:
        log.warning("signature", code=failed.code)
        return wrong(failed.code)
    except Conflict:
        return wrong("CHANGED")
