"""Certificates and signatures (公的個人認証, JPKI): DER, aware datetimes."""

# Signing, verification and revocation may have different providers.

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError, BasicFour, Callback, SignInRequest

# 署名用 and 利用者証明用: separate certificates, authorities and trust stores.
Kind = Literal["sign", "auth"]
Environment = Literal["prod", "test"]
SignatureFormat = Literal["raw-digestinfo", "cms-detached"]


# --- who is trusted ---------------------------------------------------------------------------------------------


class TrustStore(Protocol):
    """Pinned by SHA-256."""

    environment: Environment  # production or test cards

    def generations(self, kind: Kind) -> tuple[bytes, ...]:
        """Several share one name; expired ones verify what they signed."""


# --- revocation -------------------------------------------------------------------------------------------------


class RevocationStatus(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class RevocationResult:
    """For the requested time. `reason`: RFC 5280 5.3.1. `code` and `about`: why UNKNOWN."""

    status: RevocationStatus
    source: str
    reason: str = ""
    revoked_at: datetime | None = None
    this_update: datetime | None = None
    next_update: datetime | None = None
    produced_at: datetime | None = None
    code: IdentityCode | None = None
    about: str = ""


class RevocationSource(Protocol):
    name: str
    fake: bool

    def check(self, certificate: bytes, at: datetime) -> RevocationResult:
        """Never raises for a neighbour: the status is UNKNOWN then."""

    def ready(self) -> bool: ...


# --- what is signed ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CanonicalDocument:
    # Contains `nonce`, `procedure_id` and `application_id`, so that a signature fits no other document.
    content: bytes = field(repr=False)
    nonce: str
    procedure_id: str
    application_id: str
    signer: BasicFour | None = None  # name and birth of the required signer; None if anybody may sign


@dataclass(frozen=True)
class ToSign:
    format: SignatureFormat
    algorithm: str
    document_digest: bytes
    digest_info: bytes  # a DER DigestInfo (RFC 8017 9.2), never a bare hash, which no library would verify
    signed_attributes: bytes = b""  # (RFC 5652 5.3) what was hashed for cms-detached, else b""


@dataclass(frozen=True)
class SignatureEvidence:
    """For verification in ten years."""

    transaction: str
    provider: str
    format: SignatureFormat
    algorithm: str
    document_digest: bytes
    signature: bytes = field(repr=False)  # the bare value
    certificate: bytes = field(repr=False)
    nonce: str
    procedure_id: str
    application_id: str
    signed_attributes: bytes = b""
    claimed_at: datetime | None = None  # the signer's clock, not trusted


# --- what is found ----------------------------------------------------------------------------------------------


class Outcome(StrEnum):
    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"  # retry later
    PERSON = "person"  # needs a person's judgement
    NOT_ASKED = "not_asked"  # an earlier check failed


@dataclass(frozen=True)
class Verdict:
    """`about` has no personal data."""

    outcome: Outcome
    code: IdentityCode | None = None
    about: str = ""


@dataclass(frozen=True)
class CertSummary:
    serial: str  # 発行番号 (decimal)
    authority: str  # SHA-256 of the authority's certificate, "" if none fits
    kind: Kind | None  # that authority's
    not_before: datetime
    not_after: datetime
    algorithm: str
    policies: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class CardAttributes:
    """基本4情報; flags: 1 per substitute character (代替文字)."""

    four: BasicFour
    name_flags: str = ""
    address_flags: str = ""
    other: tuple[tuple[str, str], ...] = ()  # (OID, text) of unknown attributes

    @property
    def has_substitutes(self) -> bool:
        return "1" in self.name_flags + self.address_flags


@dataclass(frozen=True)
class VerificationReport:
    provider: str
    environment: Environment
    at: datetime  # the time that the verdicts hold for
    basis: str  # where that time comes from
    signature: Verdict
    chain: Verdict
    policy: Verdict
    key_usage: Verdict
    validity: Verdict
    revocation: Verdict
    binding: Verdict
    attributes: Verdict
    certificate: CertSummary | None = None
    card_attributes: CardAttributes | None = field(default=None, repr=False)
    revocation_result: RevocationResult | None = None

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """By name, in display order."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, Verdict)}

    @property
    def state(self) -> "State":
        return state_of(self.verdicts)


State = Literal["accepted", "refused", "pending_revocation", "person"]


def state_of(verdicts: Mapping[str, Verdict]) -> State:
    # Unknown revocation waits.
    outcomes = {verdict.outcome for verdict in verdicts.values()}
    if outcomes & {Outcome.FAILED, Outcome.NOT_ASKED}:
        return "refused"
    if Outcome.UNKNOWN in outcomes:
        return "pending_revocation"
    return "person" if Outcome.PERSON in outcomes else "accepted"


@dataclass(frozen=True)
class CompanySubject:
    # As registered (商業登記).
    name: str
    number: str  # 法人番号
    address: str
    representative: str
    title: str  # 資格
    office: str  # 登記所


@dataclass(frozen=True)
class CompanySignature:
    # `subject` and `certificate` only of a trusted authority.
    provider: str
    environment: Environment
    at: datetime
    verdicts: Mapping[str, Verdict]
    subject: CompanySubject | None = None
    certificate: CertSummary | None = None
    revocation_result: RevocationResult | None = None

    @property
    def state(self) -> State:
        return state_of(self.verdicts)


class CompanyJudge(Protocol):
    name: str
    fake: bool

    def judge(self, paper: bytes, number: str, at: datetime) -> tuple[CompanySignature, ...]:
        """Of each signature in a PDF. Never raises. `number`: 法人番号 or ""."""


class SignatureVerifier(Protocol):
    name: str
    fake: bool

    def prepare(self, document: CanonicalDocument, at: datetime, algorithm: str) -> ToSign:
        """Raises AdapterError CARD_UNSUPPORTED."""

    def challenges(self, document: CanonicalDocument) -> Mapping[str, ToSign]:
        """To prove the card's presence, for each accepted algorithm: the document itself, as raw-digestinfo."""

    def verify(
        self,
        evidence: SignatureEvidence,
        document: CanonicalDocument,
        at: datetime,
        known: RevocationResult | None = None,
    ) -> VerificationReport:
        """Never raises. `at`: time of receipt by the server's clock. The caller has consumed the nonce. `known`: stored
        revocation result, for a later verification without calls."""

    def package(self, evidence: SignatureEvidence) -> bytes:
        """For standard tools. Raises AdapterError SIGNATURE_INVALID."""


# --- who signs --------------------------------------------------------------------------------------------------


class PinRefused(AdapterError):
    """PIN_WRONG, or PIN_LOCKED if no try is `left`."""

    def __init__(self, left: int) -> None:
        code = IdentityCode.PIN_WRONG if left else IdentityCode.PIN_LOCKED
        super().__init__(code, permanent=True)
        self.left = left


@dataclass(frozen=True)
class CardSignature:
    signature: bytes = field(repr=False)
    certificate: bytes = field(repr=False)
    algorithm: str = ""


class SigningCards(Protocol):
    def sign(self, card: str, pin: str, digest_info: bytes) -> CardSignature:
        """Raises PinRefused, or AdapterError CARD_UNSUPPORTED for a missing key or a digest that does not fit."""

    def tries_left(self, card: str) -> int:
        """Of the signing PIN; 0 if locked."""


@dataclass(frozen=True)
class SignRequest:
    attempt: SignInRequest
    to_sign: ToSign
    nonce: str
    procedure_id: str
    application_id: str


@dataclass(frozen=True)
class SignHandle:
    address: str  # where to send the browser
    transaction: str  # the provider's identifier, stored until the browser returns


class SignatureProvider(Protocol):
    name: str
    fake: bool

    def begin_signature(self, request: SignRequest, now: datetime) -> SignHandle:
        """Raises AdapterError."""

    def complete_signature(
        self, callback: Callback, request: SignRequest, handle: SignHandle, now: datetime
    ) -> SignatureEvidence:
        """Unverified. The portal has consumed the state. Raises AdapterError."""

    def ready(self) -> bool: ...
