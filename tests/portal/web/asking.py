"""Requests without a server, as the web layer receives them."""

import asyncio
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.types import Message

from portal.services.shared.installation import Installation
from portal.web.shared.posting import Posted, form_token, read_post

HOST = "city.example"
FORM = "application/x-www-form-urlencoded"


def request(
    installation: Installation,
    path: str = "/",
    *,
    headers: Mapping[str, str] = {},
    cookies: Mapping[str, str] = {},
    body: Iterable[bytes] = (),
    state: Mapping[str, Any] = {},
) -> Request:
    """`cookies` by their names without TLS."""
    lines = {"host": HOST, **headers}
    if cookies:
        lines["cookie"] = "; ".join(f"kakanai_{name}={value}" for name, value in cookies.items())
    chunks = [*body]

    async def receive() -> Message:
        chunk = chunks.pop(0) if chunks else b""
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    path, _, query = path.partition("?")
    scope = {
        "type": "http", "method": "POST" if chunks else "GET", "path": path, "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in lines.items()],
        "server": (HOST, 80), "scheme": "http", "state": dict(state), "client": ("192.0.2.1", 1234),
        "app": SimpleNamespace(
            state=SimpleNamespace(installation=installation, secure=installation.settings.secure)
        ),
    }  # fmt: skip
    return Request(scope, receive)


def token(installation: Installation, **cookies: str) -> str:
    return form_token(request(installation, cookies=cookies))


def post(
    installation: Installation,
    boxes: Iterable[tuple[str, str]] | bytes,
    *,
    headers: Mapping[str, str] = {},
    cookies: Mapping[str, str] = {},
) -> Posted:
    """The result of `read_post`; errors are raised."""
    body = boxes if isinstance(boxes, bytes) else urlencode([*boxes]).encode()
    parts = [body[start : start + 65_536] for start in range(0, len(body), 65_536)] or [b""]
    http_request = request(installation, headers={"content-type": FORM, **headers}, cookies=cookies, body=parts)
    return asyncio.run(read_post(http_request))
