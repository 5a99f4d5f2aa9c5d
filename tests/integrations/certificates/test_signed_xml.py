"""XML signatures of packages, as signxml and e-Gov's form write them, and as attackers do."""

from pathlib import Path

import pytest

from integrations.certificates.signed_xml import DS
from integrations.sockets.signed_files_socket import SignedFiles
from tests.integrations.certificates.company import NOW, Register
from tests.integrations.certificates.signed import (
    EXCLUSIVE,
    INCLUSIVE,
    Pair,
    against,
    judge,
    signed_references,
    signed_xml,
)
from tests.integrations.certificates.world import Jpki

DOCUMENT = '<package xmlns:a="urn:a"><fields><field name="氏名">見本　花子</field></fields><a:x Id="p">1</a:x></package>'.encode()
PDF, TREE = b"%PDF-1.7 nothing", b"<t><b></b></t>"
C14N = INCLUSIVE.value


@pytest.fixture(scope="module")
def register() -> Register:
    return Register(NOW)


@pytest.fixture(scope="module")
def company(register: Register) -> Pair:
    return Pair.of(register.issue())


def judged(register: Register, files: dict[str, bytes], world: Jpki | None = None) -> SignedFiles:
    return judge(world, register, files)


def refused(register: Register, files: dict[str, bytes]) -> dict[str, str]:
    package = judged(register, files)
    (signature,) = package.signatures
    assert (signature.state, signature.covers) == ("refused", ())
    return against(signature)


@pytest.mark.parametrize("c14n", [INCLUSIVE, EXCLUSIVE])
@pytest.mark.parametrize("digest", ["SHA256", "SHA384", "SHA512"])
def test_an_enveloped_signature_covers_its_own_file(world: Jpki, register: Register, c14n: object, digest: str) -> None:
    made = signed_xml(Pair.of(world.issue()), DOCUMENT, c14n=c14n, digest=digest, method=f"RSA_{digest}")  # type: ignore[arg-type]
    package = judged(register, {"package.xml": made, "x.pdf": PDF}, world)
    (signature,) = package.signatures
    assert (against(signature), signature.state, signature.format, signature.holder) == ({}, "accepted", "xml", "card")
    assert (signature.covers, signature.parts, package.uncovered) == (("package.xml",), (), ("x.pdf",))


def test_references_of_a_detached_one_are_files_of_the_package(register: Register, company: Pair) -> None:
    names = {"%E6%9B%B8.pdf": PDF, "./b/t.bin": b"x"}
    made = signed_references(company, names)
    files = {"p/sig.xml": made, "p/書.pdf": PDF, "b/t.bin": b"x", "rest": b"y"}
    package = judged(register, files)
    (signature,) = package.signatures
    assert (against(signature), signature.state, signature.holder) == ({}, "accepted", "company")
    assert signature.covers == ("p/書.pdf", "b/t.bin")
    assert package.uncovered == ("p/sig.xml", "rest")


def test_a_file_that_is_xml_may_be_signed_in_canonical_form(register: Register, company: Pair) -> None:
    made = signed_references(company, {"t.xml": TREE}, transforms=[C14N])
    assert judged(register, {"s.xml": made, "t.xml": b"<?xml version='1.0'?>\n<t ><b/></t>"}).signatures[0].covers == (
        "t.xml",
    )
    assert refused(register, {"s.xml": made, "t.xml": b"<t><b/>2</t>"}) == {"binding": "DOCUMENT_MISMATCH"}
    bomb = b'<!DOCTYPE t [<!ENTITY a "aaaa">]><t>&a;</t>'
    assert refused(register, {"s.xml": made, "t.xml": bomb}) == {"signature": "SIGNATURE_INVALID"}


def test_a_part_is_not_the_file(register: Register, company: Pair) -> None:
    made = signed_xml(company, DOCUMENT, part="p")
    package = judged(register, {"package.xml": made})
    (signature,) = package.signatures
    assert (signature.covers, signature.parts, signature.state) == ((), ("package.xml",), "person")
    assert against(signature) == {"binding": "DOCUMENT_MISMATCH"}


def test_wrapping_never_makes_what_was_not_signed_covered(register: Register, company: Pair) -> None:
    """The signed element is moved aside, and another takes its place."""
    part = signed_xml(company, DOCUMENT, part="p").decode()
    element = part[part.index("<a:x") : part.index("</a:x>") + 6]
    moved = part.replace(element, '<a:x Id="q">999</a:x>' + f"<hidden>{element}</hidden>", 1)
    (signature,) = judged(register, {"package.xml": moved.encode()}).signatures
    assert signature.covers == ()
    assert signature.state in ("person", "refused")
    twice = part.replace("<fields>", '<a:x Id="p">999</a:x><fields>', 1)
    assert refused(register, {"package.xml": twice.encode()}) == {"signature": "SIGNATURE_INVALID"}
    whole = signed_xml(company, DOCUMENT).decode()
    start = whole.index("<ds:Signature")
    inside = f"<other>{DOCUMENT.decode()[:0]}{whole[start:].replace('</package>', '')}</other>"
    assert refused(register, {"package.xml": inside.encode()}) == {"binding": "DOCUMENT_MISMATCH"}


def test_what_hides_within_the_signature_is_not_covered(register: Register, company: Pair) -> None:
    whole = signed_xml(company, DOCUMENT).decode()
    for more in (
        "<ds:Object><fields><field name='氏名'>別の人</field></fields></ds:Object>",
        "<ds:Object>text</ds:Object>",
    ):
        hidden = whole.replace("</ds:Signature>", f"{more}</ds:Signature>", 1)
        (signature,) = judged(register, {"package.xml": hidden.encode()}).signatures
        assert (signature.covers, signature.parts, signature.state) == ((), ("package.xml",), "person")
    in_key = whole.replace("</ds:KeyInfo>", "<x xmlns='urn:x'>別の人</x></ds:KeyInfo>", 1)
    (signature,) = judged(register, {"package.xml": in_key.encode()}).signatures
    assert signature.covers == ()


def test_a_changed_file_reference_or_value_is_found(register: Register, company: Pair) -> None:
    whole = signed_xml(company, DOCUMENT)
    changed = whole.replace("花子".encode(), "太郎".encode())
    assert refused(register, {"package.xml": changed}) == {"binding": "DOCUMENT_MISMATCH"}
    made = signed_references(company, {"a.pdf": PDF})
    assert refused(register, {"s.xml": made, "a.pdf": PDF + b" "}) == {"binding": "DOCUMENT_MISMATCH"}
    renamed = made.replace(b'URI="a.pdf"', b'URI="b.pdf"')
    assert refused(register, {"s.xml": renamed, "b.pdf": PDF}) == {"signature": "SIGNATURE_INVALID"}
    at = made.index(b"<SignatureValue>") + 16
    broken = made[:at] + (b"B" if made[at : at + 1] == b"A" else b"A") + made[at + 1 :]
    assert refused(register, {"s.xml": broken, "a.pdf": PDF}) == {"signature": "SIGNATURE_INVALID"}


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:9/a.pdf", "file:///etc/hostname", "/etc/hostname", "../a.pdf", "x/../a.pdf", "..%2Fa.pdf", "a.pdf#x",
        "a.pdf?x", "A.pdf", "x\\a.pdf", "%00", "//host/a.pdf",
    ],
)  # fmt: skip
def test_a_reference_to_outside_is_followed_nowhere(register: Register, company: Pair, uri: str) -> None:
    made = signed_references(company, {uri: PDF})
    assert refused(register, {"p/s.xml": made, "a.pdf": PDF}) == {"binding": "DOCUMENT_MISMATCH"}


@pytest.mark.parametrize(
    "transforms",
    [
        ["http://www.w3.org/TR/1999/REC-xpath-19991116"], ["http://www.w3.org/TR/1999/REC-xslt-19991116"], [f"{DS}base64"],
        [C14N, C14N], [f"{C14N}#WithComments"], [f"{DS}enveloped-signature"], ["urn:unknown"],
        ["http://www.w3.org/2002/06/xmldsig-filter2", C14N],
    ],
)  # fmt: skip
def test_other_transforms_are_refused_before_anything_is_verified(
    register: Register, company: Pair, transforms: list[str]
) -> None:
    made = signed_references(company, {"t.xml": TREE}, transforms=transforms)
    assert refused(register, {"s.xml": made, "t.xml": TREE}) == {"signature": "CERT_MALFORMED"}


@pytest.mark.parametrize(("digest", "method"), [("SHA1", "RSA_SHA256"), ("SHA256", "RSA_SHA1")])
def test_a_weak_digest_has_a_verdict_of_its_own(register: Register, company: Pair, digest: str, method: str) -> None:
    made = signed_xml(company, DOCUMENT, digest=digest, method=method)
    assert refused(register, {"package.xml": made}) == {"digest": "CARD_UNSUPPORTED"}


def test_a_key_in_place_of_a_certificate_signs_nothing(register: Register, company: Pair) -> None:
    whole = signed_xml(company, DOCUMENT).decode()
    start, end = whole.index("<ds:X509Data>"), whole.index("</ds:X509Data>") + len("</ds:X509Data>")
    without = whole[:start] + "<ds:KeyName>x</ds:KeyName>" + whole[end:]
    hmac = whole.replace("xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256")
    for content in (without, hmac):
        assert refused(register, {"package.xml": content.encode()}) == {"signature": "CERT_MALFORMED"}


def test_another_chain_is_refused_and_a_certificate_that_was_exchanged_too(register: Register, company: Pair) -> None:
    made = signed_xml(Pair.of(Register(NOW).issue()), DOCUMENT)
    (signature,) = judge(None, register, {"package.xml": made}).signatures
    assert against(signature) == {"chain": "PROVIDER_CONFIG"}
    exchanged = signed_xml(Pair(Pair.of(register.issue()).key, company.certificate), DOCUMENT)
    assert refused(register, {"package.xml": exchanged}) == {"signature": "SIGNATURE_INVALID"}


def test_documents_that_are_made_to_be_large_are_refused_at_once(register: Register, company: Pair) -> None:
    whole = signed_xml(company, DOCUMENT)
    laughs = b'<!DOCTYPE p [<!ENTITY a "' + b"a" * 999 + b'"><!ENTITY b "&a;&a;&a;">]>' + whole
    outside = b'<!DOCTYPE p SYSTEM "http://127.0.0.1:9/x.dtd">' + whole
    sixteen = b"\xff\xfe" + ("<!DOCTYPE p>" + whole.decode()).encode("utf-16-le") + DS.encode()
    deep = whole.replace(b"<fields>", b"<f>" * 2000 + b"</f>" * 2000 + b"<fields>", 1)
    seven = whole.replace(b"<package", b'<?xml version="1.0" encoding="utf-7"?><package', 1)
    broken = whole[:-5]
    long = whole + b" " * 8 * 1024 * 1024
    for content in (laughs, outside, deep, seven, broken, long):
        assert refused(register, {"package.xml": content}) == {"signature": "CERT_MALFORMED"}
    assert judged(register, {"package.xml": sixteen}).signatures == ()


def test_many_references_many_signatures_and_none_are_refused(register: Register, company: Pair) -> None:
    many = signed_references(company, {f"{number}.pdf": PDF for number in range(201)})
    heavy = signed_references(company, {f"{n}.pdf": PDF for n in range(100)}, root="<r>" + "x" * 700_000 + "{}</r>")
    twice = signed_references(company, {"a.pdf": PDF}, root="<r>{0}{0}</r>")
    nothing = signed_references(company, {})
    comment = signed_references(company, {"a.pdf": PDF}, more="<!-- x -->")
    for content in (many, heavy, twice, nothing, comment):
        assert refused(register, {"s.xml": content, "a.pdf": PDF}) == {"signature": "CERT_MALFORMED"}


def test_xml_without_a_signature_is_a_document(register: Register, tmp_path: Path) -> None:
    about = f'<a note="{DS}"/>'.encode()
    package = judged(register, {"a.xml": DOCUMENT, "b.xml": about})
    assert package.uncovered == ("a.xml", "b.xml")
