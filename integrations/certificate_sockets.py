"""The sockets of certificates and signatures (公的個人認証, JPKI). Beside the other sockets (interfaces.py) because of their
size.

Certificates are DER everywhere, moments are aware. Whoever signs, checks or asks for revocation is a plug of its own,
because the right to do each is another's: a city may sign by one provider and ask a second one about revocation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from integrations.identity_codes import IdentityCode
from integrations.interfaces import AdapterError, BasicFour, Callback, SignInRequest

# 署名用 and 利用者証明用: two certificates, two authorities, two stores that never mix.
Kind = Literal["sign", "auth"]
Environment = Literal["prod", "test"]
SignatureFormat = Literal["raw-digestinfo", "cms-detached"]


# --- who is trusted ---------------------------------------------------------------------------------------------


class TrustStore(Protocol):
    """The authorities' own certificates, every one pinned by its SHA-256. `environment` says for which cards."""

    environment: Environment

    def generations(self, kind: Kind) -> tuple[bytes, ...]:
        """All that are trusted for `kind`. Several bear one and the same name; ended ones stay, for what they
        signed."""


# --- revocation -------------------------------------------------------------------------------------------------


class RevocationStatus(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class RevocationResult:
    """What `source` said. GOOD and REVOKED hold for the moment that was asked about. `reason` as RFC 5280 5.3.1 writes
    it. A list tells `this_update` and `next_update`, a responder `produced_at` besides. `code` and `about`: why nothing
    is known."""

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
    """Knows which certificates lost effect. `name` is the plug's name."""

    name: str
    fake: bool

    def check(self, certificate: bytes, at: datetime) -> RevocationResult:
        """Whether it was in effect at `at`. Never raises for a neighbour's sake: what cannot be known is UNKNOWN."""

    def ready(self) -> bool:
        """Whether it could answer now; for `/readyz`."""


# --- what is signed ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CanonicalDocument:
    """What the server keeps and the person saw. `nonce`, `procedure_id` and `application_id` stand in `content` too, so
    that a signature goes with nothing else. `signer`: name and birth of the one who is to sign; None where anybody
    may."""

    content: bytes = field(repr=False)
    nonce: str
    procedure_id: str
    application_id: str
    signer: BasicFour | None = None


@dataclass(frozen=True)
class ToSign:
    """What a card is handed: `digest_info` is a DER DigestInfo (RFC 8017 9.2), never a bare hash, or no library of the
    world would find the signature good. `signed_attributes` (RFC 5652 5.3) is what was hashed for cms-detached, b""
    otherwise."""

    format: SignatureFormat
    algorithm: str
    document_digest: bytes
    digest_info: bytes
    signed_attributes: bytes = b""


@dataclass(frozen=True)
class SignatureEvidence:
    """A signature as it came, with all that is needed to judge it in ten years. `claimed_at` is the signer's clock and
    counts for nothing. `signature` is the bare value; `SignatureVerifier.package` makes the file that others can
    read."""

    transaction: str
    provider: str
    format: SignatureFormat
    algorithm: str
    document_digest: bytes
    signature: bytes = field(repr=False)
    certificate: bytes = field(repr=False)
    nonce: str
    procedure_id: str
    application_id: str
    signed_attributes: bytes = b""
    claimed_at: datetime | None = None


# --- what is found ----------------------------------------------------------------------------------------------


class Outcome(StrEnum):
    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"  # ask again later
    PERSON = "person"  # somebody has to look
    NOT_ASKED = "not_asked"  # something before it failed


@dataclass(frozen=True)
class Verdict:
    """`about` is for staff and the log, and names nobody."""

    outcome: Outcome
    code: IdentityCode | None = None
    about: str = ""


@dataclass(frozen=True)
class CertSummary:
    """A certificate without what it says of its holder. `serial` (発行番号, decimal) is what revocation is asked by;
    `authority` the SHA-256 of the authority's certificate, "" where none fits; `kind` is that of the authority."""

    serial: str
    authority: str
    kind: Kind | None
    not_before: datetime
    not_after: datetime
    algorithm: str
    policies: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class CardAttributes:
    """The 基本4情報 that a signing certificate certifies. Flags have one digit a character, 1 for each that stands in for
    one that the card cannot write (代替文字). `other`: what came under a name that we do not know, (OID, text)."""

    four: BasicFour
    name_flags: str = ""
    address_flags: str = ""
    other: tuple[tuple[str, str], ...] = ()

    @property
    def has_substitutes(self) -> bool:
        return "1" in self.name_flags + self.address_flags


@dataclass(frozen=True)
class VerificationReport:
    """The verdicts apart, and what they rest on. `at` is the moment all of it holds for, `basis` says whose moment that
    is."""

    provider: str
    environment: Environment
    at: datetime
    basis: str
    signature: Verdict
    chain: Verdict
    policy: Verdict
    key_usage: Verdict
    validity: Verdict
    revocation: Verdict
    binding: Verdict
    attributes: Verdict
    certificate: CertSummary | None = None
    told: CardAttributes | None = field(default=None, repr=False)
    revocation_result: RevocationResult | None = None

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """By name, in the order in which they are shown."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in found.items() if isinstance(value, Verdict)}

    @property
    def state(self) -> Literal["accepted", "refused", "pending_revocation", "person"]:
        """`accepted` only if each verdict is OK. Without an answer about revocation nothing is accepted: it waits."""
        outcomes = {verdict.outcome for verdict in self.verdicts.values()}
        if outcomes & {Outcome.FAILED, Outcome.NOT_ASKED}:
            return "refused"
        if Outcome.UNKNOWN in outcomes:
            return "pending_revocation"
        return "person" if Outcome.PERSON in outcomes else "accepted"


class SignatureVerifier(Protocol):
    """Judges signatures, and says what has to be signed so that it can. `name` is the plug's name."""

    name: str
    fake: bool

    def prepare(self, document: CanonicalDocument, at: datetime, algorithm: str) -> ToSign:
        """What a card with `algorithm` has to sign. AdapterError CARD_UNSUPPORTED for one that is not accepted."""

    def challenges(self, document: CanonicalDocument) -> Mapping[str, ToSign]:
        """What a card signs to prove that it is here, for each algorithm that is accepted: the document itself, in format
        raw-digestinfo."""

    def verify(
        self,
        evidence: SignatureEvidence,
        document: CanonicalDocument,
        at: datetime,
        known: RevocationResult | None = None,
    ) -> VerificationReport:
        """Never raises, whatever the evidence holds. `at`: when it was received, by the server's clock. Nonces are
        consumed by the caller, in one statement and before this. `known`: what was said about revocation then, when a
        signature is judged once more years later; nobody is asked again."""

    def package(self, evidence: SignatureEvidence) -> bytes:
        """The signature as a file that the world's tools read. AdapterError SIGNATURE_INVALID where it cannot be
        one."""


# --- who signs --------------------------------------------------------------------------------------------------


class PinRefused(AdapterError):
    """PIN_WRONG with the tries that are `left`, or PIN_LOCKED with none."""

    def __init__(self, left: int) -> None:
        code = IdentityCode.PIN_WRONG if left else IdentityCode.PIN_LOCKED
        super().__init__(code, permanent=True)
        self.left = left


@dataclass(frozen=True)
class CardSignature:
    """What a card gives back."""

    signature: bytes = field(repr=False)
    certificate: bytes = field(repr=False)
    algorithm: str = ""


class SigningCards(Protocol):
    """Cards that are within reach. The PIN goes to the card and nowhere else."""

    def sign(self, card: str, pin: str, digest_info: bytes) -> CardSignature:
        """With the key for signatures. PinRefused; AdapterError CARD_UNSUPPORTED where the card has none, or not for
        such a digest."""

    def tries_left(self, card: str) -> int:
        """Of the PIN for signatures. 0: it is locked."""


@dataclass(frozen=True)
class SignRequest:
    """One attempt to have `to_sign` signed; `attempt` as at a sign-in. The other three are the document's."""

    attempt: SignInRequest
    to_sign: ToSign
    nonce: str
    procedure_id: str
    application_id: str


@dataclass(frozen=True)
class SignHandle:
    """`address`: where to send the browser; `transaction`: the provider's name for it, kept by the portal until the
    browser is back."""

    address: str
    transaction: str


class SignatureProvider(Protocol):
    """Lets a person sign with their card. `name` is the plug's name."""

    name: str
    fake: bool

    def begin_signature(self, request: SignRequest, now: datetime) -> SignHandle:
        """AdapterError where the provider does not take it."""

    def complete_signature(
        self, callback: Callback, request: SignRequest, handle: SignHandle, now: datetime
    ) -> SignatureEvidence:
        """What was signed, unjudged. The portal has consumed the state already. AdapterError otherwise."""

    def ready(self) -> bool:
        """Whether the neighbour answers; for `/readyz`."""
