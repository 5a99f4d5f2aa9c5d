"""What an answer that is no page says to the person before the screen."""

import httpx

from portal.outages import AWAY, BUSY, FULL, READ_ONLY
from portal.web.shared.words import words

_OUTAGES = (AWAY, FULL, READ_ONLY, BUSY)


def setback(answer: httpx.Response) -> str:
    """The status, with the outage that the page's sentence names."""
    status = answer.status_code
    kind = next((kind for kind in _OUTAGES if words("ja")[f"refusal.{kind}.title"] in answer.text), "")
    return f"{status} {kind}".rstrip()


def fault(answer: httpx.Response) -> str:
    """An error of the server must be a 503 that says which outage, and when to come again; else what it is."""
    if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
        return ""
    if (
        answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
        and " " in setback(answer)
        and "Retry-After" in answer.headers
    ):
        return ""
    return f"{answer.request.method} {answer.request.url.path} was answered with {setback(answer)}"
