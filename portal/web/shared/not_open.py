"""Middleware: production answers to its own host alone; before a city is set up, residents are asked to come later, and staff are led to what is open (D309)."""

from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.services.administration.begin_city import is_not_open
from portal.services.shared.installation import Installation

_WORDS = "ただいま準備中です。しばらくしてから、もう一度開いてください。 / Not open yet. Please come again later.\n"
_OPEN = ("/admin", "/staff", "/desk/workshop", "/static", "/healthz", "/readyz", "/metrics")
# A Prometheus on this machine can name no other host than the address that it reads.
_WATCHED = ("/healthz", "/readyz", "/metrics")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class OwnHost:
    def __init__(self, app: ASGIApp, *, host: str) -> None:
        self.app, self.guarded = app, TrustedHostMiddleware(app, allowed_hosts=[host])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        watched = scope["type"] == "http" and scope["path"] in _WATCHED
        by_address = watched and Request(scope).url.hostname in _LOOPBACK
        await (self.app if by_address else self.guarded)(scope, receive, send)


class NotOpen:
    def __init__(self, app: ASGIApp, *, installation: Installation) -> None:
        self.app, self.installation = app, installation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or path.startswith(_OPEN) or not is_not_open(self.installation):
            await self.app(scope, receive, send)
        elif path.startswith("/desk"):
            await RedirectResponse("/admin/first", 303)(scope, receive, send)
        else:
            await PlainTextResponse(_WORDS, 503, {"Retry-After": "600"})(scope, receive, send)
