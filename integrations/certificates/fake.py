from datetime import datetime

from integrations.certificates.freshness import judged, unknown
from integrations.certificates.leaf import Malformed, read_leaf
from integrations.certificates.revocation_list import DAY
from integrations.sockets.certificate_sockets import RevocationResult, RevocationStatus


class FakeRevocation:
    name = "fake"
    fake = True

    def __init__(self) -> None:
        self.down = False
        self._gone: dict[int, tuple[datetime, str]] = {}

    def revoke(self, certificate: bytes, at: datetime, reason: str = "unspecified") -> None:
        self._gone[read_leaf(certificate).certificate.serial_number] = (at, reason)

    def check(self, certificate: bytes, at: datetime) -> RevocationResult:
        if self.down:
            return unknown(self.name, "down")
        try:
            serial = read_leaf(certificate).certificate.serial_number
        except Malformed:
            return unknown(self.name, "the certificate cannot be read")
        revoked_at, reason = self._gone.get(serial, (None, ""))
        status = RevocationStatus.REVOKED if revoked_at else RevocationStatus.GOOD
        return judged(
            RevocationResult(status, self.name, reason, revoked_at, this_update=at, next_update=at + DAY), at, DAY
        )

    def ready(self) -> bool:
        return not self.down
