"""`/.well-known/security.txt` (RFC 9116)."""

from datetime import UTC, timedelta

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from portal.errors import NotFound
from portal.web.shared.access import anyone
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("resident", access=anyone())
_PATH = "/.well-known/security.txt"
_VALID = timedelta(days=180)  # RFC 9116 2.5.5 recommends less than a year


@router.get(_PATH)
def security_txt(request: Request) -> Response:
    """404 while the city names no contact."""
    installation = installation_of(request)
    contact = installation.city.security_contact
    if not contact:
        raise NotFound(_PATH)
    expires = (installation.clock.now() + _VALID).astimezone(UTC)
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: ja",
        f"Canonical: {installation.settings.base_url}{_PATH}",
    )
    return PlainTextResponse("".join(f"{line}\n" for line in lines), headers={"Cache-Control": "no-store"})
