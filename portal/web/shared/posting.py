"""Reads forms with limits and CSRF checks."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request

from portal.errors import BadRequest, ForgedPost, TooLarge
from portal.web.shared.router import Sent
from portal.web.shared.state import RESIDENT, STAFF, browser_of, installation_of, read_cookie

# A counter screen with five hundred rows of eight questions has some ten thousand inputs. Files have their own
# reader.
MOST_BYTES = 1024 * 1024
MOST_FIELDS = 12_000
TOKEN_FIELD = "csrf_token"

Posted = Mapping[str, list[str]]


def form_token(request: Request) -> str:
    """Bound to browser and sign-in."""
    bound = "\0".join((browser_of(request), read_cookie(request, RESIDENT), read_cookie(request, STAFF)))
    return hmac.new(installation_of(request).form_key, bound.encode(), hashlib.sha256).hexdigest()


async def read_post(request: Request) -> Posted:
    """Raises TooLarge, BadRequest, ForgedPost."""
    same_origin(request)
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise BadRequest("content type")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise TooLarge("body")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, encoding="utf-8", errors="strict"
        )
    except ValueError:
        raise BadRequest("form") from None
    posted: dict[str, list[str]] = {}
    for name, value in pairs:
        posted.setdefault(name, []).append(value)
    demand_token(request, (posted.pop(TOKEN_FIELD, None) or [""])[0])
    request.state.posted = posted  # for the page shown if the session has expired meanwhile
    return posted


def demand_token(request: Request, token: str) -> None:
    """Raises ForgedPost."""
    if not hmac.compare_digest(token.encode(), form_token(request).encode()):
        raise ForgedPost("token")


def same_origin(request: Request) -> None:
    """By Fetch Metadata and Origin. Raises ForgedPost."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise ForgedPost("sec-fetch-site")
    origin = request.headers.get("origin")
    if origin is not None and _host(origin) != request.headers.get("host", ""):
        raise ForgedPost("origin")


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def first(posted: Posted, name: str) -> str:
    return (posted.get(name) or [""])[0]


def whole(text: str, digits: int = 9) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


Post = Annotated[Posted, Sent(read_post)]
