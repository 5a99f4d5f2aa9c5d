"""For unsent text in the browser (D209)."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass


@dataclass(frozen=True)
class TypedKey:
    key: str  # 256 bits for AES-GCM, base64url
    mark: str  # names this member's entries, not the member


def typed_key(form_key: bytes, secret: str, staff_id: int) -> TypedKey:
    """`secret`: of a cookie that ends with sign-out."""
    return TypedKey(_derived(form_key, "key", secret, staff_id), _derived(form_key, "mark", secret, staff_id)[:16])


def _derived(form_key: bytes, use: str, secret: str, staff_id: int) -> str:
    # Form tokens come from the same key and have two NULs, this has three: neither is ever the other.
    bound = "\0".join(("typed", use, secret, str(staff_id)))
    return urlsafe_b64encode(hmac.digest(form_key, bound.encode(), hashlib.sha256)).decode().rstrip("=")
