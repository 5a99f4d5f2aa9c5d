"""Pinned trust stores, checked at start."""

from collections.abc import Collection, Sequence
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from integrations.certificates.authorities import key_id
from integrations.certificates.profile import SYNTHETIC
from integrations.sockets.certificate_sockets import Environment, Kind
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError

SIGN_ONLY: tuple[Kind, ...] = ("sign",)
_SUFFIXES = {".cer", ".crt", ".der", ".pem"}


class PinnedTrust:
    """`pins`: SHA-256 (hex) of exactly the certificates in both stores."""

    def __init__(
        self,
        environment: Environment,
        sign: Sequence[bytes],
        auth: Sequence[bytes],
        pins: Collection[str],
        kinds: Collection[Kind] = ("sign", "auth"),  # that cannot be empty
    ) -> None:
        self.environment = environment
        self._of: dict[Kind, tuple[bytes, ...]] = {"sign": tuple(sign), "auth": tuple(auth)}
        fingerprints = [sha256(der).hexdigest() for der in (*sign, *auth)]
        if not all(self._of[kind] for kind in kinds):
            raise _refusal("an authority for each kind of certificate is needed")
        if len(set(fingerprints)) < len(fingerprints):
            raise _refusal("an authority is repeated; signing and authentication have separate authorities")
        if set(fingerprints) != {pin.replace(":", "").replace(" ", "").lower() for pin in pins}:
            raise _refusal("the pinned fingerprints are not those of the certificates")
        for der in (*sign, *auth):
            self._check(der)

    def generations(self, kind: Kind) -> tuple[bytes, ...]:
        return self._of[kind]

    def _check(self, der: bytes) -> None:
        try:
            authority = x509.load_der_x509_certificate(der)
            basic = authority.extensions.get_extension_for_class(x509.BasicConstraints).value
            usage = authority.extensions.get_extension_for_class(x509.KeyUsage).value
            key_id(authority)
        except (ValueError, x509.ExtensionNotFound):
            raise _refusal("not an authority's certificate") from None
        if not (basic.ca and usage.key_cert_sign):
            raise _refusal("not an authority's certificate")
        organisations = {
            str(name.value) for name in authority.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        }
        if self.environment == "prod" and SYNTHETIC in organisations:
            raise _refusal("a practice authority is in a store for real cards")


def load_trust(folder: Path, environment: Environment, pins: Collection[str]) -> PinnedTrust:
    """DER or PEM. Raises AdapterError PROVIDER_CONFIG if `pins` differ."""
    return PinnedTrust(environment, _certificates(folder / "sign"), _certificates(folder / "auth"), pins)


def load_registrars(folder: Path, environment: Environment, pins: Collection[str]) -> PinnedTrust:
    """Raises AdapterError."""
    return PinnedTrust(environment, _certificates(folder), (), pins, SIGN_ONLY)


def _certificates(folder: Path) -> tuple[bytes, ...]:
    files = sorted(path for path in folder.glob("*") if path.suffix in _SUFFIXES)
    return tuple(_der(path.read_bytes()) for path in files)


def _der(content: bytes) -> bytes:
    try:
        if content.startswith(b"-----BEGIN"):
            return x509.load_pem_x509_certificate(content).public_bytes(Encoding.DER)
        return x509.load_der_x509_certificate(content).public_bytes(Encoding.DER)
    except ValueError:
        raise _refusal("not a certificate (DER or PEM)") from None


def _refusal(why: str) -> AdapterError:
    return AdapterError(IdentityCode.PROVIDER_CONFIG, f"trusted authorities: {why}", permanent=True)
