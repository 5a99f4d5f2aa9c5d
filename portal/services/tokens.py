"""Random tokens and their stored form."""

import hashlib
import secrets


def new_token() -> str:
    """256 bits, URL-safe."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token: it has 256 bits of its own, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()
