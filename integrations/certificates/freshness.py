"""Whether what was said about revocation still counts for the moment in question. What is said later than that moment
always does: an application may wait for an answer, and then its arrival is judged by tomorrow's list."""

from dataclasses import replace
from datetime import datetime, timedelta

from integrations.certificate_sockets import RevocationResult, RevocationStatus
from integrations.identity_codes import IdentityCode


def unknown(source: str, about: str, code: IdentityCode = IdentityCode.REVOCATION_UNKNOWN) -> RevocationResult:
    """Nothing is known; `about` names nobody."""
    return RevocationResult(RevocationStatus.UNKNOWN, source, code=code, about=about)


def judged(said: RevocationResult, at: datetime, max_age: timedelta) -> RevocationResult:
    """`said` as it counts for `at`: stale after its own term or after `max_age`, and not yet in force for what lost
    effect later."""
    made = said.this_update
    ended = said.next_update is not None and at >= said.next_update
    if made is None or ended or at - made > max_age:
        about = "its own term has passed" if ended else "older than is accepted"
        return replace(said, status=RevocationStatus.UNKNOWN, code=IdentityCode.REVOCATION_STALE, about=about)
    if said.revoked_at is not None and said.revoked_at > at:
        return replace(said, status=RevocationStatus.GOOD)
    return said
