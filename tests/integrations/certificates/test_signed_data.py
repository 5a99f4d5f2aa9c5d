"""Our CMS envelope, checked with OpenSSL."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding

from integrations.certificates.algorithms import ALGORITHMS, ECDSA_P384, RSA_2048
from integrations.certificates.signed_data import NotSigned, packaged, read_signed_attributes, signed_attributes
from integrations.sockets.certificate_sockets import SignatureEvidence
from integrations.sockets.interfaces import AdapterError
from tests.integrations.certificates.world import DOCUMENT, START, Jpki

DIGEST = bytes(range(32))


def openssl(world: Jpki, evidence: SignatureEvidence, folder: Path, content: bytes, *kinds: str) -> tuple[int, str]:
    """Exit code and output; trusts only authorities of `kinds`."""
    trusted = [authority.certificate for authority in world.mock.authorities.all() if authority.kind in kinds]
    (folder / "signature.p7s").write_bytes(world.verifier().package(evidence))
    (folder / "document").write_bytes(content)
    (folder / "trusted.pem").write_bytes(b"".join(certificate.public_bytes(Encoding.PEM) for certificate in trusted))
    command = (
        "openssl cms -verify -binary -inform DER -in signature.p7s -content document -CAfile trusted.pem -no-CApath "
        f"-purpose any -attime {START.timestamp():.0f} -out read"
    )
    done = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("card", "algorithm"),
    [("hanako", RSA_2048.name), ("older", RSA_2048.name), ("taka", RSA_2048.name), ("next", ECDSA_P384.name)],
)
def test_openssl_reads_it(world: Jpki, tmp_path: Path, card: str, algorithm: str) -> None:
    evidence = world.sign(card, algorithm=algorithm)
    code, output = openssl(world, evidence, tmp_path, DOCUMENT.content, "sign")
    assert (code, output) == (0, "CMS Verification successful\n")
    assert (tmp_path / "read").read_bytes() == DOCUMENT.content


def test_openssl_refuses_another_document_another_signature_and_other_authorities(world: Jpki, tmp_path: Path) -> None:
    evidence = world.sign()
    assert openssl(world, evidence, tmp_path, DOCUMENT.content + b" ", "sign")[0] != 0
    assert openssl(world, evidence, tmp_path, DOCUMENT.content, "auth")[0] != 0
    changed = replace(evidence, signature=evidence.signature[::-1])
    assert openssl(world, changed, tmp_path, DOCUMENT.content, "sign")[0] != 0


def test_the_file_holds_the_certificate_and_not_the_document(world: Jpki) -> None:
    evidence = world.sign()
    data = cms.ContentInfo.load(packaged(evidence), strict=True)["content"]
    assert data["encap_content_info"]["content"].native is None
    assert [certificate.chosen.dump() for certificate in data["certificates"]] == [evidence.certificate]
    assert DOCUMENT.content not in packaged(evidence)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "raw-digestinfo"},
        {"algorithm": "none"},
        {"certificate": b"rubbish"},
        {"certificate": b""},
        {"signed_attributes": b"rubbish"},
    ],
)
def test_what_cannot_be_a_file_says_so(world: Jpki, changes: dict[str, object]) -> None:
    with pytest.raises(AdapterError, match="SIGNATURE_INVALID"):
        packaged(replace(world.sign(), **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("year", [2026, 2049, 2050])
def test_signed_attributes_are_read_as_they_were_written(year: int) -> None:
    at = datetime(year, 11, 20, 1, 2, 3, 456, tzinfo=UTC)
    read = read_signed_attributes(signed_attributes(DIGEST, at))
    assert (read.document_digest, read.at) == (DIGEST, at.replace(microsecond=0))


def test_what_is_hashed_is_a_set_as_the_standard_orders_it() -> None:
    """RFC 5652 5.4: the DER of a SET OF, whatever tag it has inside the file."""
    written = signed_attributes(DIGEST, START)
    assert written[0] == 0x31
    types = [attribute["type"].native for attribute in cms.CMSAttributes.load(written)]
    assert sorted(types) == ["content_type", "message_digest", "signing_time"]


def attributes(*pairs: tuple[str, Sequence[object]]) -> bytes:
    return bytes(
        cms.CMSAttributes([cms.CMSAttribute({"type": kind, "values": values}) for kind, values in pairs]).dump()
    )


CONTENT, MESSAGE = ("content_type", ["data"]), ("message_digest", [DIGEST])
HOUR = ("signing_time", [cms.Time("utc_time", START)])


def test_the_shape_that_follows_is_the_right_one() -> None:
    assert attributes(CONTENT, MESSAGE, HOUR) == signed_attributes(DIGEST, START)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"rubbish",
        attributes(CONTENT, MESSAGE),
        attributes(CONTENT, HOUR),
        attributes(MESSAGE, HOUR),
        attributes(CONTENT, MESSAGE, MESSAGE, HOUR),
        attributes(CONTENT, ("message_digest", [DIGEST, bytes(32)]), HOUR),
        attributes(("content_type", ["signed_data"]), MESSAGE, HOUR),
        attributes(CONTENT, MESSAGE, HOUR, ("counter_signature", [])),
        signed_attributes(DIGEST, START) + b"\0",
        signed_attributes(DIGEST, START).replace(b"\x31", b"\xa0", 1),
        bytes(2000),
    ],
)
def test_what_is_no_set_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(NotSigned):
        read_signed_attributes(content)


def test_a_long_set_is_not_read() -> None:
    with pytest.raises(NotSigned):
        read_signed_attributes(signed_attributes(bytes(2000), START))


def test_what_a_card_is_handed_is_a_digest_info_and_never_a_bare_hash(world: Jpki) -> None:
    for algorithm in ALGORITHMS.values():
        verifier = world.verifier(accepted=frozenset(ALGORITHMS))
        prepared = verifier.prepare(DOCUMENT, START, algorithm.name)
        digest = algorithm.digest_in(prepared.digest_info)
        assert digest == algorithm.hashed(prepared.signed_attributes)
        assert prepared.document_digest == algorithm.hashed(DOCUMENT.content)
        assert algorithm.digest_in(digest) is None
        assert algorithm.digest_in(prepared.digest_info + b"\0") is None
        assert algorithm.digest_in(b"\0" + prepared.digest_info[1:]) is None


def test_receipts_can_still_be_signed_after_a_signature_by_card_was_read() -> None:
    """Two libraries share a registry that one extends on import and the other reads once."""
    order = (
        "import integrations.certificates.signed_data; from asn1crypto import cms; cms.CMSAttributeType('content_type');"
        "import pyhanko.sign.signers; print(cms.CMSAttributeType('signing_certificate_v2').native)"
    )
    ran = subprocess.run([sys.executable, "-c", order], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.returncode) == ("signing_certificate_v2\n", 0), ran.stderr
