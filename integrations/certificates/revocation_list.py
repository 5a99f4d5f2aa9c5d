"""CRL (RFC 5280 5); JPKI publishes daily."""

# A list counts only if valid, signed by the issuer's key, and covering the certificate.

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from integrations.cached import Cached
from integrations.certificates.authorities import issuer_of, one_of
from integrations.certificates.freshness import judged, unknown
from integrations.certificates.leaf import UNREADABLE, Leaf, Malformed, read_leaf
from integrations.http import Transport
from integrations.sockets.certificate_sockets import RevocationResult, RevocationStatus, TrustStore
from integrations.sockets.interfaces import AdapterError

DAY = timedelta(hours=24)
Lists = Callable[[], Sequence[bytes]]


class RevocationLists:
    """`max_age`: besides the list's own term."""

    name = "crl"
    fake = False

    def __init__(self, trust: TrustStore, lists: Lists, max_age: timedelta = DAY) -> None:
        self._trust, self._lists, self._max_age = trust, lists, max_age

    def check(self, certificate: bytes, at: datetime) -> RevocationResult:
        try:
            leaf = read_leaf(certificate)
            lists = self._lists()
        except Malformed:
            return unknown(self.name, "the certificate cannot be read")
        except AdapterError as error:
            return unknown(self.name, error.code)
        authority = issuer_of(leaf, one_of(self._trust.generations("sign"), self._trust.generations("auth")))
        if authority is None:
            return unknown(self.name, "no trusted authority issued the certificate")
        # Not `if match`: an empty list is falsy.
        matches = [
            match
            for match in map(_parsed, lists)
            if match is not None and _is_by(match, authority) and _covers(match, leaf)
        ]
        if not matches:
            return unknown(self.name, "no list of its authority covers the certificate")
        latest = max(matches, key=lambda match: match.last_update_utc)
        return judged(self._result_of(latest, leaf), at, self._max_age)

    def ready(self) -> bool:
        try:
            return bool(self._lists())
        except AdapterError:
            return False

    def _result_of(self, revocations: x509.CertificateRevocationList, leaf: Leaf) -> RevocationResult:
        entry = revocations.get_revoked_certificate_by_serial_number(leaf.certificate.serial_number)
        revoked = entry is not None
        return RevocationResult(
            RevocationStatus.REVOKED if revoked else RevocationStatus.GOOD,
            self.name,
            reason=_reason(entry) if entry is not None else "",
            revoked_at=entry.revocation_date_utc if entry is not None else None,
            this_update=revocations.last_update_utc,
            next_update=revocations.next_update_utc,
        )


class ListFolder:
    """LGWAN: nothing inside calls out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self) -> Sequence[bytes]:
        try:
            return [path.read_bytes() for path in sorted(self._folder.glob("*.crl"))]
        except OSError as error:
            raise AdapterError("PROVIDER_UNAVAILABLE", type(error).__name__, permanent=False) from None


class ListAddresses:
    """In an outage the last list serves while valid."""

    def __init__(self, transport: Transport, addresses: Sequence[str], keep: float = 900.0, pause: float = 5.0) -> None:
        self._each = [_Address(transport, address, keep, pause) for address in addresses]

    def __call__(self) -> Sequence[bytes]:
        latest = [address.latest() for address in self._each]
        lists = [der for der in latest if der is not None]
        if not lists:
            raise AdapterError("PROVIDER_UNAVAILABLE", "no list", permanent=False)
        return lists


class _Address:
    def __init__(self, transport: Transport, address: str, keep: float, pause: float) -> None:
        self._transport, self._address = transport, address
        self._kept = Cached(self._fetch, keep=keep, pause=pause)
        self._last: bytes | None = None

    def latest(self) -> bytes | None:
        with suppress(AdapterError):
            self._last = self._kept.get()
        return self._last

    def _fetch(self) -> bytes:
        reply = self._transport.get(self._address)
        if reply.status != 200:
            raise AdapterError("PROVIDER_UNAVAILABLE", f"no list, status {reply.status}", permanent=False)
        return reply.body


def _parsed(der: bytes) -> x509.CertificateRevocationList | None:
    try:
        revocations = x509.load_der_x509_crl(der)
        _ = revocations.extensions, revocations.issuer, revocations.last_update_utc, revocations.next_update_utc
    except UNREADABLE:
        return None
    return revocations


def _is_by(revocations: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    try:
        signed = revocations.is_signature_valid(authority.public_key())  # type: ignore[arg-type]
    except UNREADABLE:
        return False
    return signed and revocations.issuer == authority.subject


def _covers(revocations: x509.CertificateRevocationList, leaf: Leaf) -> bool:
    # Outside a list's scope is unknown, not good. A partial list counts only if the certificate points to it (RFC 5280
    # 6.3.3 b).
    critical = [extension.value for extension in revocations.extensions if extension.critical]
    if any(not isinstance(value, x509.IssuingDistributionPoint) for value in critical):
        return False
    for part in (
        extension.value
        for extension in revocations.extensions
        if isinstance(extension.value, x509.IssuingDistributionPoint)
    ):
        complete = part.only_some_reasons is None and not (
            part.indirect_crl or part.only_contains_ca_certs or part.only_contains_attribute_certs
        )
        ours = part.full_name is None or any(name in leaf.lists for name in part.full_name)
        if not (complete and ours and part.relative_name is None):
            return False
    return True


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except (x509.ExtensionNotFound, ValueError):
        return x509.ReasonFlags.unspecified.value
