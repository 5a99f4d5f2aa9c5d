"""Around every request: a request id, strict headers, one log line without personal data, and the page for bugs."""

import secrets
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.logs import log, log_bug
from portal.web.support import support_row

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
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def _policy(state: Mapping[str, Any]) -> str:
    """`card_agent`: the address on the clerk's own computer that a page of the counter may talk to."""
    agent = state.get("card_agent", "")
    return _POLICY.format(nonce=state["nonce"], agent=f" {agent}/" if agent else "")


class Headers:
    """ASGI middleware. The nonce and the support code are made here, so that page and header agree."""

    def __init__(self, app: ASGIApp, *, secure: bool, bug_page: Callable[[Request, Exception], ASGIApp]) -> None:
        self.app = app
        self.bug_page = bug_page
        self.fixed = _FIXED | ({"Strict-Transport-Security": "max-age=63072000"} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # No address of ours has a NUL, and PostgreSQL cannot even be asked for one: left as it was written, it is not found.
        scope["path"] = scope["path"].replace("\0", "%00")
        state = scope.setdefault("state", {})
        state["nonce"] = secrets.token_urlsafe(16)
        # Read aloud over the telephone: digits only. Staff find the log lines by it, never the data.
        state["support_code"] = f"{secrets.randbelow(10**8):08d}"
        status, shown = 0, False
        began = perf_counter()

        async def send_with_headers(message: Message) -> None:
            nonlocal status, shown
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                shown = headers.get("Content-Type", "").startswith("text/html")
                for name, value in self.fixed.items():
                    headers[name] = value
                # An answer that is no page may have a stricter one of its own.
                headers.setdefault("Content-Security-Policy", _policy(state))
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except ClientDisconnect:
            pass  # whoever hangs up in the middle of a form gets no page; as a bug it would hide the real ones
        except Exception as error:  # noqa: BLE001  # a bug is shown as one calm page and never as a trace
            log_bug(state["support_code"], error)
            state["error"] = type(error).__name__
            if status == 0:
                await self.bug_page(Request(scope, receive), error)(scope, receive, send_with_headers)
        finally:
            if shown and (row := support_row(scope, status)):
                scope["app"].state.support.note(row)
            route = scope.get("route")
            log.info(
                "request", request=state["support_code"], method=scope["method"], route=getattr(route, "path", "?"),
                status=status, milliseconds=round((perf_counter() - began) * 1000, 1),
            )  # fmt: skip
