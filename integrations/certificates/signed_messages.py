"""CMS (RFC 5652) in a file: DER, PEM (RFC 7468) or bare base64; and within a PDF."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import new

from integrations.certificates.company_judge import judge_binding
from integrations.certificates.judging import OK, failed, judge_bytes
from integrations.certificates.leaf import Leaf, Malformed
from integrations.certificates.signed_form import Checked, Contents, SignedForm, bound
from integrations.certificates.signed_paper import SignedMessage, SignedPart, read_message, read_messages, signed_parts
from integrations.sockets.certificate_sockets import Outcome, Verdict
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.signed_files_socket import Format

MOST_BYTES = 40 * 1024 * 1024  # an enveloping one has its document inside
_SEQUENCE = b"\x30"
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # the OID, near the start of each
_ARMOUR = re.compile(rb"\s*-----BEGIN (?:PKCS7|CMS)-----([A-Za-z0-9+/=\s]*)-----END (?:PKCS7|CMS)-----\s*")
_BASE64 = re.compile(rb"\s*(MI[A-Za-z0-9+/=\s]*)")


def message_in(content: bytes) -> bytes:
    """The DER of a file that is CMS, b"" of any other."""
    if len(content) > MOST_BYTES:
        return b""
    der = content
    if not content.startswith(_SEQUENCE):
        text = _ARMOUR.fullmatch(content) or _BASE64.fullmatch(content)
        if text is None:
            return b""
        try:
            der = b64decode(b"".join(text[1].split()), validate=True)
        except Error:
            return b""
    return der if der.startswith(_SEQUENCE) and _SIGNED_DATA in der[:32] else b""


def signed_by_message(der: bytes, contents: Contents) -> Iterator[SignedForm]:
    """Raises Malformed."""
    inside, messages = read_messages(der)
    if not messages:
        raise Malformed("of no signer")
    return (_Message(message, inside, contents) for message in messages)


class _Message(SignedForm):
    def __init__(self, message: SignedMessage, inside: bytes | None, contents: Contents) -> None:
        self.format: Format = "cms" if inside is None else "cms-enveloping"
        self.certificate = message.certificate
        self._message, self._inside, self._contents = message, inside, contents

    def check(self, leaf: Leaf) -> Checked:
        message = self._message
        signature = judge_bytes(message.attributes, message.signature, message.digest_name, leaf)
        if signature.outcome is not Outcome.OK:
            return Checked(signature)
        covers = self._contents.of_digest(message.digest_name, message.digest)
        return Checked(signature, self._bound(covers), covers)

    def _bound(self, covers: tuple[str, ...]) -> Verdict:
        if self._inside is None:
            return bound(covers, ())
        if new(self._message.digest_name, self._inside).digest() != self._message.digest:
            return failed(IdentityCode.DOCUMENT_MISMATCH, "changed after it was signed")
        if covers or not self._inside:
            return bound(covers, ())
        return Verdict(Outcome.PERSON, IdentityCode.DOCUMENT_MISMATCH, "only the content within it")


def signed_in_paper(name: str, content: bytes) -> Iterator[SignedForm | Malformed]:
    for part in signed_parts(content):
        try:
            yield _Paper(name, part, read_message(part.message))
        except Malformed as error:
            yield error


@dataclass
class _Paper(SignedForm):
    name: str
    part: SignedPart
    message: SignedMessage

    format: Format = "pdf"

    @property
    def certificate(self) -> bytes:  # type: ignore[override]
        return self.message.certificate

    def check(self, leaf: Leaf) -> Checked:
        signature = judge_bytes(self.message.attributes, self.message.signature, self.message.digest_name, leaf)
        binding = judge_binding(self.part, self.message)
        if signature.outcome is not Outcome.OK or binding.outcome is Outcome.FAILED:
            return Checked(signature, binding)
        return Checked(signature, binding, *(((self.name,), ()) if binding == OK else ((), (self.name,))))
