"""Twilio's messages as its public reference describes them, and the demo's one telephone."""

import base64
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_ROOT = Path(__file__).parents[3]
_PAGES = Environment(loader=FileSystemLoader(_ROOT / "templates" / "mock"), autoescape=True, undefined=StrictUndefined)
_MOBILE = re.compile(r"\+81[789]0[0-9]{8}", re.ASCII)
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
MOST_CHARACTERS, MOST_SHOWN = 1600, 200
NOWHERE = "+817000000000"  # a number that nobody has
UNREGISTERED = "ABSENDER"  # a name that no carrier took


@dataclass
class Texts:
    account: str
    token: str
    fault: int = 0  # status of every message
    shown: list[tuple[str, str]] = field(default_factory=list)  # (number, text), oldest first


def text_pages(texts: Texts) -> APIRouter:
    router = APIRouter()
    account = f"/2010-04-01/Accounts/{texts.account}"

    def wrong(request: Request) -> Response | None:
        expected = "Basic " + base64.b64encode(f"{texts.account}:{texts.token}".encode()).decode()
        sent = request.headers.get("authorization", "")
        return None if secrets.compare_digest(sent.encode(), expected.encode()) else _error(401, 20003)

    @router.get(f"{account}.json")
    def look(request: Request) -> Response:
        return wrong(request) or JSONResponse({"sid": texts.account, "status": "active"})

    @router.post(f"{account}/Messages.json")
    async def send(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        if refused := wrong(request):
            return refused
        if texts.fault:
            return _error(texts.fault, 20500)
        to, body = form.get("To", ""), form.get("Body", "")
        if not _MOBILE.fullmatch(to):
            return _error(400, 21211)
        if to == NOWHERE:
            return _error(400, 21614)
        if not (form.get("From") or form.get("MessagingServiceSid")):
            return _error(400, 21603)
        if form.get("From") == UNREGISTERED:
            return _error(400, 21612)
        if not 0 < len(body) <= MOST_CHARACTERS:
            return _error(400, 21617)
        texts.shown = [*texts.shown, (to, body)][-MOST_SHOWN:]
        return JSONResponse({"sid": f"SM{secrets.token_hex(16)}", "status": "queued", "to": to}, 201)

    @router.get("/sms")
    def telephone() -> Response:
        return HTMLResponse(_PAGES.get_template("texts.html").render(shown=texts.shown), headers=_HEADERS)

    return router


def _error(status: int, code: int) -> Response:
    return JSONResponse({"code": code, "message": "as published", "status": status}, status)
