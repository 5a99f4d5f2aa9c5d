"""Which practice certificates lost effect, when and why. In memory, as the keys that signed them."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from cryptography import x509

from integrations.certificates.mock.authority import Authority


@dataclass(frozen=True)
class Gone:
    """When it lost effect, and why."""

    at: datetime
    reason: x509.ReasonFlags


class Ledger:
    """All that was issued, by authority and serial: what became of it, None while it has effect. Threads may share
    it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._of: dict[bytes, dict[int, Gone | None]] = {}

    def issued(self, authority: Authority, certificate: x509.Certificate) -> None:
        self._write(authority, certificate, None)

    def revoke(
        self, authority: Authority, certificate: x509.Certificate, at: datetime, reason: x509.ReasonFlags
    ) -> None:
        self._write(authority, certificate, Gone(at, reason))

    def knows(self, authority: Authority, serial: int) -> bool:
        return serial in self._entries(authority)

    def gone(self, authority: Authority) -> dict[int, Gone]:
        """By serial."""
        return {serial: gone for serial, gone in self._entries(authority).items() if gone is not None}

    def _entries(self, authority: Authority) -> dict[int, Gone | None]:
        with self._lock:
            return dict(self._of.get(authority.der, {}))

    def _write(self, authority: Authority, certificate: x509.Certificate, gone: Gone | None) -> None:
        with self._lock:
            self._of.setdefault(authority.der, {})[certificate.serial_number] = gone
