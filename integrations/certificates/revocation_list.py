"""Revocation by lists (CRL, RFC 5280 5), from a folder or over HTTP. JPKI's authority makes one anew each day.

A list is believed if the very key that issued the certificate signed it, if it says that it is about that certificate,
and for as long as it says. Everything else is no answer.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from integrations.cached import Cached
from integrations.certificate_sockets import RevocationResult, RevocationStatus, TrustStore
from integrations.certificates.authorities import issuer_of, one_of
from integrations.certificates.freshness import judged, unknown
from integrations.certificates.leaf import UNREADABLE, Leaf, Malformed, read_leaf
from integrations.http import Transport
from integrations.interfaces import AdapterError

DAY = timedelta(hours=24)
Lists = Callable[[], Sequence[bytes]]


class RevocationLists:
    """The RevocationSource. `lists` gives all that there are now, in DER. `max_age`: how old one may be at the moment
    in question, whatever it says of itself."""

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
            return unknown(self.name, "nobody here issued that certificate")
        # Not `if found`: an empty list is false, and would count as none.
        told = [
            found
            for found in map(_parsed, lists)
            if found is not None and _is_by(found, authority) and _covers(found, leaf)
        ]
        if not told:
            return unknown(self.name, "no list of its authority is about that certificate")
        latest = max(told, key=lambda found: found.last_update_utc)
        return judged(self._said(latest, leaf), at, self._max_age)

    def ready(self) -> bool:
        try:
            return bool(self._lists())
        except AdapterError:
            return False

    def _said(self, found: x509.CertificateRevocationList, leaf: Leaf) -> RevocationResult:
        entry = found.get_revoked_certificate_by_serial_number(leaf.certificate.serial_number)
        gone = entry is not None
        return RevocationResult(
            RevocationStatus.REVOKED if gone else RevocationStatus.GOOD,
            self.name,
            reason=_reason(entry) if entry is not None else "",
            revoked_at=entry.revocation_date_utc if entry is not None else None,
            this_update=found.last_update_utc,
            next_update=found.next_update_utc,
        )


class ListFolder:
    """Every `.crl` of a folder, in which another machine puts them (LGWAN: nothing inside calls out)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self) -> Sequence[bytes]:
        try:
            return [path.read_bytes() for path in sorted(self._folder.glob("*.crl"))]
        except OSError as error:
            raise AdapterError("PROVIDER_UNAVAILABLE", type(error).__name__, permanent=False) from None


class ListAddresses:
    """Lists over HTTP, each asked for again after `keep` seconds. While a neighbour is away, its last one serves as
    long as it holds, and the others are none the worse for it."""

    def __init__(self, transport: Transport, addresses: Sequence[str], keep: float = 900.0, pause: float = 5.0) -> None:
        self._each = [_Address(transport, address, keep, pause) for address in addresses]

    def __call__(self) -> Sequence[bytes]:
        found = [one.latest() for one in self._each]
        known = [der for der in found if der is not None]
        if not known:
            raise AdapterError("PROVIDER_UNAVAILABLE", "no list", permanent=False)
        return known


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
        found = x509.load_der_x509_crl(der)
        _ = found.extensions, found.issuer, found.last_update_utc, found.next_update_utc
    except UNREADABLE:
        return None
    return found


def _is_by(found: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    try:
        signed = found.is_signature_valid(authority.public_key())  # type: ignore[arg-type]
    except UNREADABLE:
        return False
    return signed and found.issuer == authority.subject


def _covers(found: x509.CertificateRevocationList, leaf: Leaf) -> bool:
    """A list may be a part: of one place's certificates, of some reasons, of changes since another. What it leaves out
    is not good, it is unknown. Only a part that the certificate itself points to is about it (RFC 5280 6.3.3 b)."""
    critical = [one.value for one in found.extensions if one.critical]
    if any(not isinstance(value, x509.IssuingDistributionPoint) for value in critical):
        return False
    for part in (one.value for one in found.extensions if isinstance(one.value, x509.IssuingDistributionPoint)):
        whole = part.only_some_reasons is None and not (
            part.indirect_crl or part.only_contains_ca_certs or part.only_contains_attribute_certs
        )
        ours = part.full_name is None or any(name in leaf.lists for name in part.full_name)
        if not (whole and ours and part.relative_name is None):
            return False
    return True


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except (x509.ExtensionNotFound, ValueError):
        return x509.ReasonFlags.unspecified.value
