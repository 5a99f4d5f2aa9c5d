"""Signature files beside the documents of a package."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from integrations.sockets.certificate_sockets import (
    CertSummary,
    CompanySubject,
    RevocationResult,
    State,
    Verdict,
    state_of,
)
from integrations.sockets.interfaces import BasicFour

Format = Literal["cms", "cms-enveloping", "pdf", "xml"]
Holder = Literal["card", "company", ""]  # whose authority issued the certificate


@dataclass(frozen=True)
class FileSignature:
    """No name of a card's holder: it is compared and not kept. `covers` only what this signature was verified for."""

    file: str
    format: Format
    verdicts: Mapping[str, Verdict]
    covers: tuple[str, ...] = ()  # names of whole files
    parts: tuple[str, ...] = ()  # of files of which only a part is covered
    holder: Holder = ""
    subject: CompanySubject | None = None
    certificate: CertSummary | None = None
    revocation_result: RevocationResult | None = None

    @property
    def state(self) -> State:
        return state_of(self.verdicts)


@dataclass(frozen=True)
class SignedFiles:
    """`uncovered`: by no signature that may be one, not even in part."""

    at: datetime  # the time that the verdicts hold for
    signatures: tuple[FileSignature, ...] = ()
    unread: tuple[str, ...] = ()  # signatures in no form that is known
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Applicant:
    """As the answers name them."""

    people: Collection[BasicFour] = field(default=(), repr=False)  # name and birth
    number: str = ""  # 法人番号


class SignedFilesJudge(Protocol):
    name: str
    fake: bool

    def judge(self, files: Mapping[str, bytes], announced: str, applicant: Applicant, at: datetime) -> SignedFiles:
        """Never raises. `announced`: the file that the package calls its signature, or ""."""
