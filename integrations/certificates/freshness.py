"""Later results count: an application may wait."""

from dataclasses import replace
from datetime import datetime, timedelta

from integrations.sockets.certificate_sockets import RevocationResult, RevocationStatus
from integrations.sockets.identity_codes import IdentityCode


def unknown(source: str, about: str) -> RevocationResult:
    return RevocationResult(RevocationStatus.UNKNOWN, source, code=IdentityCode.REVOCATION_UNKNOWN, about=about)


def judged(result: RevocationResult, at: datetime, max_age: timedelta) -> RevocationResult:
    """Stale after its own term or `max_age`; a later revocation does not count yet."""
    made = result.this_update
    ended = result.next_update is not None and at >= result.next_update
    if made is None or ended or at - made > max_age:
        about = "its own term has passed" if ended else "older than accepted"
        return replace(result, status=RevocationStatus.UNKNOWN, code=IdentityCode.REVOCATION_STALE, about=about)
    if result.revoked_at is not None and result.revoked_at > at:
        return replace(result, status=RevocationStatus.GOOD)
    return result
