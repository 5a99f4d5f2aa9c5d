"""Issued and revoked practice certificates, in memory."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from cryptography import x509

from integrations.certificates.mock.authority import Authority


@dataclass(frozen=True)
class Revocation:
    at: datetime
    reason: x509.ReasonFlags


class Ledger:
    """None while valid. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._of: dict[bytes, dict[int, Revocation | None]] = {}

    def issued(self, authority: Authority, certificate: x509.Certificate) -> None:
        self._write(authority, certificate, None)

    def revoke(
        self, authority: Authority, certificate: x509.Certificate, at: datetime, reason: x509.ReasonFlags
    ) -> None:
        self._write(authority, certificate, Revocation(at, reason))

    def knows(self, authority: Authority, serial: int) -> bool:
        return serial in self._entries(authority)

    def revocations(self, authority: Authority) -> dict[int, Revocation]:
        return {serial: revocation for serial, revocation in self._entries(authority).items() if revocation is not None}

    def _entries(self, authority: Authority) -> dict[int, Revocation | None]:
        with self._lock:
            return dict(self._of.get(authority.der, {}))

    def _write(self, authority: Authority, certificate: x509.Certificate, revocation: Revocation | None) -> None:
        with self._lock:
            self._of.setdefault(authority.der, {})[certificate.serial_number] = revocation
