"""RFC 7636, S256 only: `plain` protects nothing."""

import hashlib
from base64 import urlsafe_b64encode


def challenge(verifier: str) -> str:
    """`verifier`: 43 to 128 unreserved characters (RFC 7636 4.2)."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
