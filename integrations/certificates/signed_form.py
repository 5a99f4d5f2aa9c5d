"""What each form of signature file is read into."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import new

from integrations.certificates.judging import NOT_ASKED, OK, failed
from integrations.certificates.leaf import Leaf
from integrations.sockets.certificate_sockets import Outcome, Verdict
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.signed_files_socket import Format


@dataclass(frozen=True)
class Checked:
    signature: Verdict
    binding: Verdict = NOT_ASKED
    covers: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


class SignedForm(ABC):
    format: Format
    certificate: bytes  # DER

    @abstractmethod
    def check(self, leaf: Leaf) -> Checked:
        """By the key of `certificate`, of which nothing is judged here."""


@dataclass
class Contents:
    """The files of a package; each is hashed once for a method."""

    files: Mapping[str, bytes]
    _digests: dict[str, dict[bytes, tuple[str, ...]]] = field(default_factory=dict)

    def of_digest(self, method: str, digest: bytes) -> tuple[str, ...]:
        """Names of all files with it. An empty file has no document to sign."""
        if method not in self._digests:
            known: dict[bytes, tuple[str, ...]] = {}
            for name, content in self.files.items():
                if content:
                    made = new(method, content).digest()
                    known[made] = (*known.get(made, ()), name)
            self._digests[method] = known
        return self._digests[method].get(digest, ())


def bound(covers: tuple[str, ...], parts: tuple[str, ...]) -> Verdict:
    if covers:
        return OK
    if parts:
        return Verdict(Outcome.PERSON, IdentityCode.DOCUMENT_MISMATCH, "only a part of a file")
    return failed(IdentityCode.DOCUMENT_MISMATCH, "no file of the package")
