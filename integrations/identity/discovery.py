"""Where a provider's endpoints are: OpenID Connect Discovery 1.0. Knows no sign-in."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from integrations.http import Transport
from integrations.interfaces import AdapterError


@dataclass(frozen=True)
class Endpoints:
    """The four addresses that a sign-in needs."""

    authorization: str
    token: str
    userinfo: str
    jwks: str


def discovery_address(issuer: str) -> str:
    """Where the document of `issuer` stands (Discovery 4)."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def read_endpoints(transport: Transport, address: str, issuer: str) -> Endpoints:
    """The endpoints of `issuer`, whose name must be the very same string (Discovery 4.3).

    AdapterError PROVIDER_UNAVAILABLE without a document, ISSUER_MISMATCH, PROVIDER_CONFIG where an endpoint is missing
    or would leave https.
    """
    reply = transport.get(address)
    document = reply.json() if reply.status == 200 else None
    if not isinstance(document, dict):
        raise AdapterError("PROVIDER_UNAVAILABLE", f"no discovery document, status {reply.status}", permanent=False)
    if document.get("issuer") != issuer:
        raise AdapterError("ISSUER_MISMATCH", "in the discovery document", permanent=True)
    names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
    addresses = [document.get(name) for name in names]
    scheme = urlsplit(issuer).scheme
    if not all(isinstance(found, str) and found.startswith(f"{scheme}://") for found in addresses):
        raise AdapterError("PROVIDER_CONFIG", f"an endpoint is missing or not {scheme}", permanent=True)
    return Endpoints(*map(str, addresses))
