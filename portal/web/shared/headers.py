"""Middleware: the city's translations, request id (in all log lines of the request), security headers, log line, error page."""

import secrets
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from opentelemetry import trace
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forms.text.translations import SPOKEN, CityTexts
from portal.logs import bound_contextvars, log, log_bug
from portal.meters import LATENCY, REQUESTS
from portal.services.shared.catalogue import changing
from portal.services.shared.city_rules import one_city
from portal.traces import REQUEST
from portal.web.shared.support import support_row

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
}
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; connect-src 'self'{agent}; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def _policy(state: Mapping[str, Any]) -> str:
    # `card_agent`: callable URL on the clerk's computer. `starts_worker`: the page may start workers of this address.
    agent, workers = state.get("card_agent", ""), "; worker-src 'self'" if state.get("starts_worker") else ""
    return _POLICY.format(nonce=state["nonce"], agent=f" {agent}/" if agent else "") + workers


class Headers:
    def __init__(
        self, app: ASGIApp, *, secure: bool, bug_page: Callable[[Request, Exception], ASGIApp], texts: CityTexts
    ) -> None:  # fmt: skip
        self.app = app
        self.bug_page, self.texts = bug_page, texts
        self.fixed = _FIXED | ({"Strict-Transport-Security": "max-age=63072000; includeSubDomains"} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        # Digits, since it is read out by telephone. Staff find log lines by it, never data.
        state["support_code"] = f"{secrets.randbelow(10**8):08d}"
        before = SPOKEN.set(self.texts.own)
        try:
            changes = scope["method"] not in ("GET", "HEAD")
            with bound_contextvars(request=state["support_code"]), one_city(), changing(changes):
                await self._answer(scope, state, receive, send)
        finally:
            SPOKEN.reset(before)

    async def _answer(self, scope: Scope, state: dict[str, Any], receive: Receive, send: Send) -> None:
        method = scope["method"]
        if method == "HEAD":
            # Every page answers as to GET. The server keeps its own scope, by which it knows that no body follows.
            scope = {**scope, "method": "GET"}
            send = _without_body(send)
        # No URL has a NUL, and PostgreSQL rejects it: escaped, the path is simply not found.
        scope["path"] = scope["path"].replace("\0", "%00")
        state["nonce"] = secrets.token_urlsafe(16)
        status, shown = 0, False
        began = perf_counter()

        async def send_with_headers(message: Message) -> None:
            nonlocal status, shown
            if message["type"] == "http.response.start":
                status = message["status"]
                _name_span(method, getattr(scope.get("route"), "path", "?"), state["support_code"])
                headers = MutableHeaders(scope=message)
                shown = headers.get("Content-Type", "").startswith("text/html")
                for name, value in self.fixed.items():
                    headers[name] = value
                # A response that is not a page may have a stricter policy.
                headers.setdefault("Content-Security-Policy", _policy(state))
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except ClientDisconnect:
            pass  # the client disconnected within a form; logged as a bug, it would hide real ones
        except Exception as error:  # noqa: BLE001  # a bug is shown as a plain page, never as a traceback
            log_bug(state["support_code"], error)
            state["error"] = type(error).__name__
            if status == 0:
                await self.bug_page(Request(scope, receive), error)(scope, receive, send_with_headers)
        finally:
            if shown and (row := support_row(scope, status)):
                scope["app"].state.support.note(row)
            route, seconds = getattr(scope.get("route"), "path", "?"), perf_counter() - began
            REQUESTS.labels(route, str(status)).inc()
            LATENCY.labels(route).observe(seconds)
            log.info("request", method=method, route=route, status=status, milliseconds=round(seconds * 1000, 1))


def _name_span(method: str, route: str, code: str) -> None:
    span = trace.get_current_span()
    if span.is_recording():
        span.update_name(f"{method} {route}")
        span.set_attributes({"http.route": route, REQUEST: code})


def _without_body(send: Send) -> Send:
    # Ends the response after its headers.
    ended = False

    async def send_headers(message: Message) -> None:
        nonlocal ended
        if message["type"] == "http.response.start":
            await send(message)
        elif not ended:
            ended = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return send_headers
