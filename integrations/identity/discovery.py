"""OpenID Connect Discovery 1.0."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from integrations.http import Transport
from integrations.sockets.interfaces import AdapterError


@dataclass(frozen=True)
class Endpoints:
    authorization: str
    token: str
    userinfo: str
    jwks: str


def discovery_address(issuer: str) -> str:
    """Discovery 4."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def read_endpoints(transport: Transport, address: str, issuer: str) -> Endpoints:
    """`issuer` must match exactly (Discovery 4.3). Raises AdapterError PROVIDER_UNAVAILABLE, ISSUER_MISMATCH, or
    PROVIDER_CONFIG (endpoint missing or without https)."""
    reply = transport.get(address)
    document = reply.json() if reply.status == 200 else None
    if not isinstance(document, dict):
        raise AdapterError("PROVIDER_UNAVAILABLE", f"no discovery document, status {reply.status}", permanent=False)
    if document.get("issuer") != issuer:
        raise AdapterError("ISSUER_MISMATCH", "in the discovery document", permanent=True)
    names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
    endpoints = [document.get(name) for name in names]
    scheme = urlsplit(issuer).scheme
    for name, endpoint in zip(names, endpoints, strict=True):
        if not (isinstance(endpoint, str) and endpoint.startswith(f"{scheme}://")):
            raise AdapterError("PROVIDER_CONFIG", f"{name} is missing or not {scheme}", permanent=True)
    return Endpoints(*map(str, endpoints))
