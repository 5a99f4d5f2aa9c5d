"""XML signatures (XMLDSig): enveloped, enveloping, or detached with references to files of the package."""

# The library verifies; what it may be asked to verify is bounded here first, since it passes over a transform that it
# does not know. A part of a file is never taken for the file: readers of the package read all of it.

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join
from typing import Any, cast
from urllib.parse import unquote

from cryptography.exceptions import UnsupportedAlgorithm
from lxml import etree  # type: ignore[import-untyped]

from integrations.certificates.judging import OK, failed, judge_key
from integrations.certificates.leaf import Leaf, Malformed, read_leaf
from integrations.certificates.signed_form import Checked, SignedForm, bound
from integrations.certificates.signed_paper import WeakDigest
from integrations.sockets.certificate_sockets import Outcome
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.signed_files_socket import Format

MOST_BYTES = 8 * 1024 * 1024
_MOST_REFERENCES, _MOST_CERTIFICATES = 200, 10
_MOST_WORK = 64 * 1024 * 1024  # the library reads the document again for each reference
DS, _EXCLUSIVE = "http://www.w3.org/2000/09/xmldsig#", "http://www.w3.org/2001/10/xml-exc-c14n#"
_MORE, _XADES = "http://www.w3.org/2001/04/xmldsig-more#", "http://uri.etsi.org/01903/"
_ENVELOPED = f"{DS}enveloped-signature"
_C14N = frozenset(
    {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11", _EXCLUSIVE}
)
_SIGNED_WITH = frozenset({f"{_MORE}rsa-sha256", f"{_MORE}rsa-sha384", f"{_MORE}rsa-sha512"})
_DIGESTS = frozenset(
    {"http://www.w3.org/2001/04/xmlenc#sha256", f"{_MORE}sha384", "http://www.w3.org/2001/04/xmlenc#sha512"}
)
_WEAK = re.compile("(?:sha1|md5)$")
# Of encodings in which each byte of ASCII is itself, so that a document type shows in the bytes.
_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"shift_jis", b"windows-31j", b"cp932", b"euc-jp"})


class Outside(Exception): ...


def is_signed_xml(content: bytes) -> bool:
    begins = content[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    return begins[:1] == b"<" and DS.encode() in content


def signed_by_xml(name: str, content: bytes, files: Mapping[str, bytes]) -> SignedForm:
    """Raises Malformed, WeakDigest."""
    root = _parsed(content)
    signatures = list(root.iter(f"{{{DS}}}Signature"))
    if len(signatures) != 1:
        raise Malformed("not of one signature")
    (signature,) = signatures
    references = _references(signature)
    if len(references) * len(content) > _MOST_WORK:
        raise Malformed("too long")
    return _SignedXml(name, content, files, references, _certificate(signature), _has_more(signature))


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False)


def _parsed(content: bytes) -> Any:
    declared = _DECLARED.match(content)
    if len(content) > MOST_BYTES or b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Malformed("not accepted")
    if declared is not None and declared[1].lower() not in _ENCODINGS:
        raise Malformed("encoding")
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed(type(error).__name__) from None
    if root.getroottree().docinfo.doctype:
        raise Malformed("document type")
    return root


@dataclass(frozen=True)
class _Reference:
    uri: str
    canonical: bool


def _references(signature: Any) -> dict[str, _Reference]:
    if any(not isinstance(each.tag, str) for each in signature.iter()):
        raise Malformed("a comment or an instruction in the signature")
    (info,) = _children(signature, "SignedInfo", 1)
    (c14n,) = _children(info, "CanonicalizationMethod", 1)
    (method,) = _children(info, "SignatureMethod", 1)
    _demand(c14n, _C14N)
    _demand(method, _SIGNED_WITH)
    references = [_reference(each) for each in _children(info, "Reference")]
    by_uri = {reference.uri: reference for reference in references}
    if not references or len(by_uri) < len(references) or len(references) > _MOST_REFERENCES:
        raise Malformed("references")
    return by_uri


def _reference(element: Any) -> _Reference:
    uri = element.get("URI")
    (digest,) = _children(element, "DigestMethod", 1)
    _demand(digest, _DIGESTS)
    transforms = [transform for each in _children(element, "Transforms") for transform in _children(each, "Transform")]
    names = [transform.get("Algorithm", "") for transform in transforms]
    # One set: the signature taken out, then one canonical form.
    canonical = [name for name in names if name in _C14N]
    same = uri is not None and (uri == "" or uri.startswith("#"))
    if uri is None or names not in (canonical[:1], [_ENVELOPED, *canonical[:1]]) or (_ENVELOPED in names and not same):
        raise Malformed("transforms")
    for transform in transforms:
        if any(child.tag != f"{{{_EXCLUSIVE}}}InclusiveNamespaces" for child in transform):
            raise Malformed("transforms")
    if uri.startswith("#xpointer") or uri == "#":
        raise Malformed("reference")
    return _Reference(uri, bool(canonical))


def _children(element: Any, name: str, number: int | None = None) -> list[Any]:
    children = list(element.iterchildren(f"{{{DS}}}{name}"))
    if number is not None and len(children) != number:
        raise Malformed(name)
    return children


def _demand(element: Any, accepted: frozenset[str]) -> None:
    method = element.get("Algorithm", "")
    if method not in accepted:
        raise WeakDigest("digest") if _WEAK.search(method) else Malformed("algorithm")


def _certificate(signature: Any) -> bytes:
    (key,) = _children(signature, "KeyInfo", 1)
    (data,) = _children(key, "X509Data", 1)
    certificates = []
    for element in _children(data, "X509Certificate")[:_MOST_CERTIFICATES]:
        try:
            certificates.append(b64decode("".join((element.text or "").split()), validate=True))
        except (Error, ValueError):
            raise Malformed("certificate") from None
    own = [der for der in certificates if not read_leaf(der).is_authority]
    if len(own) != 1:
        raise Malformed("no certificate of the signer")
    return own[0]


def _has_more(signature: Any) -> bool:
    # Taken out before the rest is signed: what is within the signature element is not covered by it.
    spaces = {etree.QName(element).namespace for element in signature.iter()}
    return bool(_children(signature, "Object")) or not spaces <= {DS, _EXCLUSIVE}


@dataclass
class _SignedXml(SignedForm):
    name: str
    content: bytes = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)
    references: Mapping[str, _Reference]
    certificate: bytes = field(repr=False)
    has_more: bool

    format: Format = "xml"

    def check(self, leaf: Leaf) -> Checked:
        from signxml.exceptions import InvalidDigest, SignXMLException  # noqa: PLC0415 - few files need it

        key = judge_key(leaf)
        if key.outcome is not Outcome.OK:
            return Checked(key)
        try:
            results, resolved = self._verified(leaf)
        except Outside:
            return Checked(OK, failed(IdentityCode.DOCUMENT_MISMATCH, "a reference to outside the package"))
        except InvalidDigest:
            # Digests are compared after the signature over them was verified.
            return Checked(OK, failed(IdentityCode.DOCUMENT_MISMATCH, "changed after it was signed"))
        except (SignXMLException, UnsupportedAlgorithm, etree.LxmlError, ValueError, TypeError):
            return Checked(failed(IdentityCode.SIGNATURE_INVALID))
        covers, parts = self._covered(results, resolved)
        return Checked(OK, bound(covers, parts), covers, parts)

    def _verified(self, leaf: Leaf) -> tuple[list[Any], list[str]]:
        from signxml.algorithms import DigestAlgorithm, SignatureMethod  # noqa: PLC0415
        from signxml.verifier import SignatureConfiguration  # noqa: PLC0415

        resolved: list[str] = []

        def resolve(uri: str) -> Any:
            name = self._inside(uri)
            resolved.append(name)
            return _foreign(self.files[name]) if self.references[uri].canonical else self.files[name]

        config = SignatureConfiguration(
            location=".//",
            expect_references=True,  # any number
            signature_methods=frozenset(map(SignatureMethod, _SIGNED_WITH)),
            digest_algorithms=frozenset(map(DigestAlgorithm, _DIGESTS)),
            # The certificate is judged elsewhere, for the time of receipt.
            verification_time=leaf.certificate.not_valid_before_utc,
        )
        results = _verifier().verify(
            self.content, x509_cert=leaf.certificate, parser=_parser(), uri_resolver=resolve, expect_config=config
        )
        return cast(list[Any], results), resolved

    def _inside(self, uri: str) -> str:
        # Nothing is fetched, whatever the address says: it is a name of the package, or none.
        path = unquote(uri).removeprefix("./")
        for name in (join(dirname(self.name), path), path):
            if name in self.files:
                return name
        raise Outside

    def _covered(self, results: list[Any], resolved: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        # From what the library verified, never looked up again.
        covers, parts = list(resolved), []
        (info,) = _children(results[0].signature_xml, "SignedInfo")
        for reference, result in zip(_children(info, "Reference"), results, strict=True):
            uri, signed = reference.get("URI"), result.signed_xml
            if uri == "" and not self.has_more:
                covers.append(self.name)
            elif uri == "" or (uri.startswith("#") and not _is_of_signature(signed)):
                parts.append(self.name)
        return tuple(dict.fromkeys(covers)), tuple(dict.fromkeys(parts))


def _verifier() -> Any:
    from signxml.verifier import XMLVerifier  # noqa: PLC0415

    class Verifier(XMLVerifier):
        def _c14n(self, nodes: Any, *args: Any, **options: Any) -> bytes:
            # libxml2 writes xmlns="" into an element whose default namespace its parent declares, as e-Gov does. As a
            # document of its own it is written right; of a parent's xml: attributes nothing is left, which fails.
            apart = etree.fromstring(etree.tostring(nodes, with_tail=False), _parser())
            return bytes(super()._c14n(apart, *args, **options))

    return Verifier()


def _is_of_signature(signed: Any) -> bool:
    # XAdES signs what it says about the signer and the time.
    return signed is not None and str(signed.tag).startswith(f"{{{_XADES}")


def _foreign(content: bytes) -> Any:
    try:
        return _parsed(content)
    except Malformed as error:
        raise ValueError(str(error)) from None
