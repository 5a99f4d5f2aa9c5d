"""A known revocation outlives later responses."""

import hashlib
from datetime import datetime

from integrations.sockets.certificate_sockets import RevocationResult, RevocationSource, RevocationStatus
from portal.clock import from_micro, to_micro
from portal.db import Database
from portal.store.signing import known_revocations
from portal.store.signing.known_revocations import RevocationRow

_HOLD = "certificateHold"  # a card reported as lost and found again: the only revocation that ends (RFC 5280 5.3.1)


class RememberedRevocation:
    """Outside a unit. A revocation is stored at once."""

    def __init__(self, source: RevocationSource, database: Database) -> None:
        self._source, self._database = source, database
        self.name, self.fake = source.name, source.fake

    def ready(self) -> bool:
        return self._source.ready()

    def check(self, certificate: bytes, at: datetime) -> RevocationResult:
        fingerprint = hashlib.sha256(certificate).digest()
        with self._database.read() as unit:
            known = known_revocations.of(unit, fingerprint)
        # A signature received before the certificate was revoked is judged for that time, and stays good.
        if known is not None and (known.revoked_at is None or known.revoked_at <= to_micro(at)):
            return _result(known)
        result = self._source.check(certificate, at)
        if result.status is RevocationStatus.REVOKED and result.reason != _HOLD:
            revoked_at = to_micro(result.revoked_at) if result.revoked_at else None
            row = RevocationRow(fingerprint, result.source, result.reason, revoked_at, to_micro(at))
            with self._database.change() as unit:
                known_revocations.add(unit, row)
        return result


def _result(row: RevocationRow) -> RevocationResult:
    learned = from_micro(row.learned_at)
    revoked_at = from_micro(row.revoked_at) if row.revoked_at is not None else None
    return RevocationResult(
        RevocationStatus.REVOKED, row.source, row.reason, revoked_at, learned, None, learned, about="learned before"
    )
