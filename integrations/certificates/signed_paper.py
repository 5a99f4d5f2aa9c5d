"""Signatures within a PDF (ISO 32000-2 12.8)."""

# A signature names what it covers: all but the hexadecimal digits between two ranges. The digits are found by these
# ranges, as a verifier must, and not by asking the PDF's structure, which a hostile file may give twice.

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import new
from typing import TYPE_CHECKING

from integrations.certificates.leaf import Malformed

if TYPE_CHECKING:
    from asn1crypto import cms

MOST_SIGNATURES, _MOST_DIGITS = 5, 200_000
_RANGES = re.compile(rb"/ByteRange\s{0,9}\[" + rb"\s{0,9}([0-9]{1,10})" * 4 + rb"\s{0,9}\]")
_DIGITS = re.compile(rb"<[0-9A-Fa-f\s]*>")
_DIGESTS = frozenset({"sha256", "sha384", "sha512"})
WEAK = frozenset({"md2", "md5", "sha1"})  # two documents of one digest can be made
_MOST_CERTIFICATES = 50
_AT_END = 2  # an end of line may follow


class WeakDigest(Malformed): ...


@dataclass(frozen=True)
class SignedPart:
    covered: tuple[bytes, ...] = field(default=(), repr=False)
    message: bytes = field(default=b"", repr=False)  # CMS; b"" if the ranges are none
    whole: bool = False  # nothing was added behind it

    def digest(self, name: str) -> bytes:
        made = new(name)
        for content in self.covered:
            made.update(content)
        return made.digest()


@dataclass(frozen=True)
class SignedMessage:
    certificate: bytes = field(repr=False)
    digest_name: str
    digest: bytes
    attributes: bytes = field(repr=False)  # DER, what was signed
    signature: bytes = field(repr=False)


def signed_parts(pdf: bytes) -> Iterator[SignedPart]:
    for count, match in enumerate(_RANGES.finditer(pdf)):
        if count < MOST_SIGNATURES:
            yield _part(pdf, *map(int, match.groups()))


def _part(pdf: bytes, start: int, length: int, again: int, rest: int) -> SignedPart:
    from asn1crypto import parser  # noqa: PLC0415 - ASN.1 takes 4 MB

    digits = pdf[length:again]
    if start or not 0 < length < again or again + rest > len(pdf) or len(digits) > _MOST_DIGITS:
        return SignedPart()
    if not _DIGITS.fullmatch(digits):
        return SignedPart()
    try:
        padded = bytes.fromhex(digits[1:-1].decode("ascii"))
        message = padded[: parser.peek(padded)]
    except ValueError:
        return SignedPart()
    return SignedPart((pdf[:length], pdf[again : again + rest]), message, len(pdf) - again - rest <= _AT_END)


def read_message(der: bytes) -> SignedMessage:
    """Detached, of one signer. Raises Malformed."""
    content, messages = read_messages(der)
    if content is not None:
        raise Malformed("not detached")
    if len(messages) != 1:
        raise Malformed("not of one signer")
    return messages[0]


def read_messages(der: bytes) -> tuple[bytes | None, tuple[SignedMessage, ...]]:
    """What it has inside (None: detached), and each signer's. Raises Malformed."""
    from asn1crypto import cms, tsp  # noqa: F401, PLC0415 - see signed_data.py

    try:
        content = cms.ContentInfo.load(der, strict=True)
        if content["content_type"].native != "signed_data":
            raise Malformed("not signed data")
        data = content["content"]
        if len(data["signer_infos"]) > MOST_SIGNATURES or len(data["certificates"]) > _MOST_CERTIFICATES:
            raise Malformed("too many")
        inside = data["encap_content_info"]["content"].native
        if not isinstance(inside, bytes | None):
            raise Malformed("not a document")
        return inside, tuple(_message(data, signer) for signer in data["signer_infos"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Malformed(type(error).__name__) from None


def _message(data: "cms.SignedData", signer: "cms.SignerInfo") -> SignedMessage:
    name = signer["digest_algorithm"]["algorithm"].native
    if name in WEAK:
        raise WeakDigest(name)
    if name not in _DIGESTS or signer["signature_algorithm"].signature_algo != "rsassa_pkcs1v15":
        raise Malformed("algorithm")
    attributes = {attribute["type"].native: attribute["values"].native for attribute in signer["signed_attrs"]}
    (kind,), (digest,) = attributes["content_type"], attributes["message_digest"]
    if kind != "data" or len(attributes) < len(signer["signed_attrs"]):
        raise Malformed("signed attributes")
    return SignedMessage(
        _certificate(data, signer), name, digest, signer["signed_attrs"].untag().dump(), signer["signature"].native
    )


def _certificate(data: "cms.SignedData", signer: "cms.SignerInfo") -> bytes:
    sid = signer["sid"].chosen
    for choice in data["certificates"]:
        certificate = choice.chosen
        if choice.name != "certificate":
            continue
        if signer["sid"].name == "issuer_and_serial_number":
            named = (certificate.issuer, certificate.serial_number) == (sid["issuer"], sid["serial_number"].native)
        else:
            named = certificate.key_identifier == sid.native
        if named:
            return bytes(certificate.dump())
    raise Malformed("no certificate of the signer")
