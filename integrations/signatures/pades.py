"""PAdES (ETSI EN 319 142-1, baseline B), for PDFs that typst made: a table of objects, none in streams.

Written here: pyHanko makes an object of ASN.1 for each part, and a signature took longer than the page. It still reads, and its tests
validate what is written."""

import io
import re
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

_ROOM = 8192  # hexadecimal digits for the signature; ours takes about 2,000
_END = re.compile(rb"trailer\s*<<(.*)>>\s*startxref\s*(\d+)\s*%%EOF\s*", re.DOTALL)
_TABLE = re.compile(rb"xref\s+0 \d+\r?\n")
_ENTRY = 20  # bytes, by the standard
_RANGE = b"%010d %010d %010d]/Contents "
_EXTENSION = b"/Extensions<</ESIC<</Type/DeveloperExtensions/BaseVersion/1.7/ExtensionLevel 1>>>>"
# Object identifiers, DER.
_SIGNED_DATA, _DATA = bytes.fromhex("06092A864886F70D010702"), bytes.fromhex("06092A864886F70D010701")
_CONTENT_TYPE, _DIGEST = bytes.fromhex("06092A864886F70D010903"), bytes.fromhex("06092A864886F70D010904")
_CERTIFICATE = bytes.fromhex("060B2A864886F70D010910022F")  # signing-certificate-v2
_SHA_256, _ECDSA = bytes.fromhex("300D06096086480165030402010500"), bytes.fromhex("300A06082A8648CE3D040302")
_INTEGER, _OCTETS, _SEQUENCE, _SET, _NAMED, _FOURTH = 0x02, 0x04, 0x30, 0x31, 0xA0, 0xA4
_ONE = bytes.fromhex("020101")


def sign(
    pdf: bytes, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, at: datetime, reason: str, place: str
) -> bytes:
    """Appended, so that the pages stay as they are. Raises ValueError for a PDF that typst did not make."""
    prefix, suffix = _with_hole(pdf, at, reason, place)
    message = _message(sha256(prefix + suffix).digest(), certificate, key).hex().encode()
    return b"".join((prefix, b"<", message.ljust(_ROOM, b"0"), b">", suffix))


def _with_hole(pdf: bytes, at: datetime, reason: str, place: str) -> tuple[bytes, bytes]:
    """What is before and after the signature's digits."""
    end = _END.search(pdf, pdf.rindex(b"trailer"))
    if end is None:
        raise ValueError("no table of objects")
    trailer, table = end[1], int(end[2])
    root, size = _number(rb"/Root (\d+) 0 R", trailer), _number(rb"/Size (\d+)", trailer)
    catalog = _object(pdf, table, root)
    page = _number(rb"/Pages (\d+) 0 R", catalog)
    while b"/Kids" in (first := _object(pdf, table, page)):
        page = _number(rb"/Kids\s*\[\s*(\d+) 0 R", first)
    form, field, signature = size, size + 1, size + 2
    when = at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    facts = f"/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M({when})/Reason{_text(reason)}/Location{_text(place)}"
    objects = {
        page: _with_field(first, b"%d 0 R" % field),
        root: b"%s/AcroForm %d 0 R%s>>" % (catalog[:-2], form, _EXTENSION),
        form: b"<</Fields[%d 0 R]/SigFlags 3>>" % field,
        field: b"<</FT/Sig/T(receipt)/Type/Annot/Subtype/Widget/F 132/Rect[0 0 0 0]/P %d 0 R/V %d 0 R>>" % (page, signature),
    }  # fmt: skip
    head, places = bytearray(pdf + b"\n"), dict[int, int]()
    for number, body in objects.items():
        places[number] = len(head)
        head += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    places[signature] = len(head)
    head += b"%d 0 obj\n<<%s/ByteRange [0 " % (signature, facts.encode())
    hole = len(head) + len(_RANGE % (0, 0, 0))
    behind = hole + _ROOM + 2
    changed = trailer.replace(b"/Size %d" % size, b"/Size %d/Prev %d" % (signature + 1, table), 1)
    rest = b">>\nendobj\n"
    tail = b"%s%strailer\n<<%s>>\nstartxref\n%d\n%%%%EOF" % (rest, _places(places), changed, behind + len(rest))
    return bytes(head) + _RANGE % (hole, behind, len(tail)), tail


def _number(pattern: bytes, text: bytes) -> int:
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(pattern.decode())
    return int(found[1])


def _object(pdf: bytes, table: int, number: int) -> bytes:
    """Its dictionary."""
    head = _TABLE.match(pdf, table)
    if head is None:
        raise ValueError("no table of objects")
    start = head.end() + _ENTRY * number
    place = int(pdf[start : start + 10])
    name, _, body = pdf[place : pdf.index(b"endobj", place)].partition(b" obj")
    if name != b"%d 0" % number or not body.rstrip().endswith(b">>"):
        raise ValueError(f"object {number}")
    return body.strip()


def _with_field(page: bytes, field: bytes) -> bytes:
    if b"/Annots" not in page:
        return b"%s/Annots[%s]>>" % (page[:-2], field)
    more, times = re.subn(rb"/Annots\s*\[", b"/Annots[%s " % field, page)
    if times != 1:
        raise ValueError("annotations")
    return more


def _text(words: str) -> str:
    return f"<{(chr(0xFEFF) + words).encode('utf-16-be').hex()}>"


def _places(places: dict[int, int]) -> bytes:
    lines = (b"%d 1\n%010d 00000 n\r\n" % entry for entry in sorted(places.items()))
    return b"xref\n" + b"".join(lines)


def _message(digest: bytes, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> bytes:
    """CMS SignedData (RFC 5652), DER."""
    whole, issuer = certificate.public_bytes(Encoding.DER), certificate.issuer.public_bytes()
    number = certificate.serial_number
    serial = _der(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))
    named = _der(_SEQUENCE, _der(_SEQUENCE, _der(_FOURTH, issuer)), serial)
    own = _der(_SEQUENCE, _der(_OCTETS, sha256(whole).digest()), named)
    attributes = (
        _der(_SEQUENCE, _CONTENT_TYPE, _der(_SET, _DATA)),
        _der(_SEQUENCE, _DIGEST, _der(_SET, _der(_OCTETS, digest))),
        _der(_SEQUENCE, _CERTIFICATE, _der(_SET, _der(_SEQUENCE, _der(_SEQUENCE, own)))),
    )
    listed = sorted(attributes)  # as DER orders a set
    signature = key.sign(_der(_SET, *listed), ec.ECDSA(hashes.SHA256()))
    signer = _der(
        _SEQUENCE, _ONE, _der(_SEQUENCE, issuer, serial), _SHA_256, _der(_NAMED, *listed), _ECDSA, _der(_OCTETS, signature)
    )  # fmt: skip
    data = _der(_SEQUENCE, _ONE, _der(_SET, _SHA_256), _der(_SEQUENCE, _DATA), _der(_NAMED, whole), _der(_SET, signer))
    return _der(_SEQUENCE, _SIGNED_DATA, _der(_NAMED, data))


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + content


def facts(pdf: bytes) -> tuple[datetime | None, str]:
    """(signing time, reason)."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - it takes long to load

    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return signature.self_reported_timestamp, str(signature.sig_object["/Reason"])
