"""Settings of the city's token server, whose access tokens the machine API takes."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings

if TYPE_CHECKING:
    from portal.config.settings import Settings


class TokenServerSettings(BaseSettings):
    token_server: str = Field(
        "",
        description="issuer of an authorization server whose access tokens the machine API takes too, exactly as it names itself; empty: only our own tokens; see api.md",
    )
    token_server_introspection: str = Field("", description="address at which it answers introspection (RFC 7662)")
    token_server_client_id: str = Field("", description="client id with which this service asks it")
    token_server_secret_file: str = Field(
        "",
        description="file that contains only the client's secret (client_secret_basic); empty: private_key_jwt with our own key (/.well-known/jwks.json)",
    )
    token_server_audience: str = Field(
        "", description="what its tokens for this service name as `aud`; empty: the address of this service"
    )


def token_server_faults(settings: "Settings", practice: tuple[str, ...]) -> list[str]:
    """`practice`: parts of addresses that are not real."""
    addresses = {
        "KAKANAI_TOKEN_SERVER": settings.token_server,
        "KAKANAI_TOKEN_SERVER_INTROSPECTION": settings.token_server_introspection,
    }
    needed, faults = [*addresses.values(), settings.token_server_client_id], []
    others = (settings.token_server_secret_file, settings.token_server_audience)
    if any((*needed, *others)) and not all(needed):
        faults.append(
            "KAKANAI_TOKEN_SERVER, KAKANAI_TOKEN_SERVER_INTROSPECTION and KAKANAI_TOKEN_SERVER_CLIENT_ID go together; one of them is missing."
        )
    if settings.token_server and settings.zone == "outer":
        faults.append("KAKANAI_TOKEN_SERVER cannot be set in zone outer: it has no API for machines.")
    for name, address in addresses.items():
        if address and not _is_address(address, secure=settings.env == "production"):
            kind = "an https:// address in production" if settings.env == "production" else "an http address"
            faults.append(f"{name} must be {kind}.")
        if settings.env == "production" and any(word in address.lower() for word in practice):
            faults.append(f"{name} names a test or sandbox server; production needs the real one.")
    return faults


def _is_address(address: str, *, secure: bool) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in (("https",) if secure else ("https", "http")) and bool(parts.hostname)
