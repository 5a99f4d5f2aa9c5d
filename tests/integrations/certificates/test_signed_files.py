"""Signature files of packages, as tools of others write them, and as attackers do."""

import subprocess
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto.core import UTF8String
from cryptography.hazmat.primitives.serialization import Encoding

from integrations.certificates.mock.authority import Authorities
from integrations.certificates.mock.holder import as_written
from integrations.certificates.profile import NAME, NAME_FLAGS
from integrations.sockets.certificate_sockets import Outcome
from integrations.sockets.signed_files_socket import Applicant
from tests.integrations.certificates.company import COMPANY, NOW, Register, later, sign
from tests.integrations.certificates.signed import APPLICANT, HANAKO, Pair, against, cms, judge
from tests.integrations.certificates.world import Jpki
from tests.pictures import pdf

_DER = Encoding.DER
DOCUMENT, OTHER = b"a document\r\n\x00\xff" * 50, b"another"


@pytest.fixture(scope="module")
def register() -> Register:
    return Register(NOW)


@pytest.fixture(scope="module")
def company(register: Register) -> Pair:
    return Pair.of(register.issue())


@pytest.fixture
def card(world: Jpki) -> Pair:
    return Pair.of(world.issue())


@pytest.mark.parametrize("form", ["DER", "PEM", "base64"])
def test_a_message_of_openssl_covers_the_file_whose_digest_it_has(
    world: Jpki, register: Register, card: Pair, tmp_path: Path, form: str
) -> None:
    made = cms(tmp_path, card, DOCUMENT, form="PEM" if form == "PEM" else "DER")
    if form == "base64":
        made = b64encode(made)
    files = {"a/文書.bin": DOCUMENT, "other.txt": OTHER, "sig.any": made}
    judged = judge(world, register, files, "sig.any")
    (signature,) = judged.signatures
    assert (against(signature), signature.state, signature.holder) == ({}, "accepted", "card")
    assert (signature.file, signature.format) == ("sig.any", "cms")
    assert (signature.covers, judged.uncovered, judged.unread) == (("a/文書.bin",), ("other.txt",), ())
    assert signature.certificate is not None
    assert signature.subject is None


@pytest.mark.parametrize("method", ["sha256", "sha384", "sha512"])
def test_a_company_may_sign_too_and_by_each_digest(
    world: Jpki, register: Register, company: Pair, tmp_path: Path, method: str
) -> None:
    made = cms(tmp_path, company, DOCUMENT, "-md", method)
    (signature,) = judge(world, register, {"d": DOCUMENT, "s.p7s": made}).signatures
    assert (against(signature), signature.state, signature.holder) == ({}, "accepted", "company")
    assert signature.subject is not None
    assert signature.subject.name == COMPANY.name


def test_an_enveloping_message_covers_the_same_file_beside_it_or_only_its_own_content(
    world: Jpki, register: Register, card: Pair, tmp_path: Path
) -> None:
    made = cms(tmp_path, card, DOCUMENT, "-nodetach", "-md", "sha256")
    (beside,) = judge(world, register, {"d": DOCUMENT, "s": made}).signatures
    assert (beside.format, beside.covers, beside.state) == ("cms-enveloping", ("d",), "accepted")
    alone = judge(world, register, {"d": OTHER, "s": made})
    assert against(alone.signatures[0]) == {"binding": "DOCUMENT_MISMATCH"}
    assert (alone.signatures[0].state, alone.uncovered) == ("person", ("d",))
    changed = made.replace(DOCUMENT[:20], b"A document\r\n\x00\xffa docu"[:20], 1)
    assert changed != made
    assert judge(world, register, {"d": DOCUMENT, "s": changed}).signatures[0].state == "refused"


def test_a_pdf_is_judged_by_what_is_within_it_no_matter_who_signed(
    world: Jpki, register: Register, company: Pair
) -> None:
    issued = register.issue()
    for paper, holder in ((sign(issued), "company"), (sign(Pair.of(world.issue())), "card")):  # type: ignore[arg-type]
        judged = judge(world, register, {"p.pdf": paper, "plain.pdf": pdf()})
        (signature,) = judged.signatures
        assert (signature.format, signature.holder, signature.state) == ("pdf", holder, "accepted")
        assert (signature.covers, judged.uncovered) == (("p.pdf",), ("plain.pdf",))
    twice = judge(world, register, {"p.pdf": sign(issued, sign(issued), name="Second")})
    assert [(layer.covers, layer.parts) for layer in twice.signatures] == [((), ("p.pdf",)), (("p.pdf",), ())]
    changed = sign(issued).replace(b"/MediaBox", b"/Mediabox", 1)
    refused = judge(world, register, {"p.pdf": changed})
    assert (against(refused.signatures[0])["binding"], refused.uncovered) == ("DOCUMENT_MISMATCH", ("p.pdf",))
    torn = judge(world, register, {"p.pdf": b"%PDF-1.7 /ByteRange [0 10 5 20]"})
    assert against(torn.signatures[0]) == {"signature": "CERT_MALFORMED"}


def test_a_changed_document_is_covered_by_nothing(world: Jpki, register: Register, card: Pair, tmp_path: Path) -> None:
    made = cms(tmp_path, card, DOCUMENT)
    judged = judge(world, register, {"d": DOCUMENT + b" ", "empty": b"", "s": made})
    assert against(judged.signatures[0]) == {"binding": "DOCUMENT_MISMATCH"}
    assert (judged.signatures[0].state, judged.signatures[0].covers) == ("refused", ())
    assert judged.uncovered == ("d", "empty")


def test_a_signature_over_nothing_covers_nothing(world: Jpki, register: Register, card: Pair, tmp_path: Path) -> None:
    made = cms(tmp_path, card, b"")
    judged = judge(world, register, {"empty": b"", "s": made})
    assert (judged.signatures[0].state, judged.uncovered) == ("refused", ("empty",))
    inside = cms(tmp_path, card, b"", "-nodetach", "-md", "sha256")
    assert judge(world, register, {"empty": b"", "s": inside}).signatures[0].state == "refused"


def test_a_changed_signature_is_none(world: Jpki, register: Register, card: Pair, tmp_path: Path) -> None:
    made = cms(tmp_path, card, DOCUMENT)
    changed = made[:-1] + bytes([made[-1] ^ 1])
    judged = judge(world, register, {"d": DOCUMENT, "s": changed})
    assert against(judged.signatures[0]) == {"signature": "SIGNATURE_INVALID"}
    assert (judged.signatures[0].covers, judged.uncovered) == ((), ("d",))


@pytest.mark.parametrize("method", ["sha1", "md5"])
def test_a_weak_digest_has_a_verdict_of_its_own(
    world: Jpki, register: Register, card: Pair, tmp_path: Path, method: str
) -> None:
    made = cms(tmp_path, card, DOCUMENT, "-md", method)
    judged = judge(world, register, {"d": DOCUMENT, "s": made})
    assert against(judged.signatures[0]) == {"digest": "CARD_UNSUPPORTED"}
    assert (judged.signatures[0].state, judged.uncovered) == ("refused", ("d",))


def test_without_signed_attributes_or_with_another_padding_it_is_not_judged(
    world: Jpki, register: Register, card: Pair, tmp_path: Path
) -> None:
    for options in (("-noattr",), ("-keyopt", "rsa_padding_mode:pss"), ("-nocerts",)):
        made = cms(tmp_path, card, DOCUMENT, *options, "-md", "sha256")
        (signature,) = judge(world, register, {"d": DOCUMENT, "s": made}).signatures
        assert (against(signature), signature.state) == ({"signature": "CERT_MALFORMED"}, "refused"), options


def test_each_of_several_signers_is_judged(
    world: Jpki, register: Register, card: Pair, company: Pair, tmp_path: Path
) -> None:
    cms(tmp_path, card, DOCUMENT)
    (tmp_path / "two.pem").write_bytes(company.pem)
    (tmp_path / "two.key").write_bytes(company.key_pem)
    made = cms(tmp_path, card, DOCUMENT, "-md", "sha256", "-signer", "two.pem", "-inkey", "two.key")
    judged = judge(world, register, {"d": DOCUMENT, "s": made})
    assert sorted((signature.holder, signature.state) for signature in judged.signatures) == [
        ("card", "accepted"),
        ("company", "accepted"),
    ]


def test_another_chain_names_nobody(world: Jpki, register: Register, tmp_path: Path) -> None:
    stranger = Register(NOW)
    made = cms(tmp_path, Pair.of(stranger.issue()), DOCUMENT)
    judged = judge(world, register, {"d": DOCUMENT, "s": made})
    (signature,) = judged.signatures
    assert against(signature)["chain"] == "CERT_UNTRUSTED"
    assert (signature.state, signature.subject, signature.certificate, signature.holder) == ("refused", None, None, "")
    assert judged.uncovered == ("d",), "what a stranger signed counts as not signed"


def test_the_cards_other_certificate_and_an_authority_sign_no_document(
    world: Jpki, register: Register, tmp_path: Path
) -> None:
    made = cms(tmp_path, Pair.of(world.issue("auth")), DOCUMENT)
    assert against(judge(world, register, {"d": DOCUMENT, "s": made}).signatures[0])["chain"] == "CERT_WRONG_TYPE"
    by = world.mock.authorities.of("sign", "2023")
    assert isinstance(world.mock.authorities, Authorities)
    made = cms(tmp_path, Pair(by.key, by.certificate), DOCUMENT)
    assert judge(world, register, {"d": DOCUMENT, "s": made}).signatures[0].state == "refused"


def test_an_expired_certificate_is_judged_for_the_day_of_receipt(
    world: Jpki, register: Register, company: Pair, tmp_path: Path
) -> None:
    made = {"d": DOCUMENT, "s": cms(tmp_path, Pair.of(world.issue(ends=NOW + timedelta(days=1))), DOCUMENT)}
    assert judge(world, register, made).signatures[0].state == "accepted"
    assert against(judge(world, register, made, at=later(2)).signatures[0]) == {"validity": "CERT_EXPIRED"}


def test_a_revoked_certificate_is_refused_and_an_unknown_one_waits(
    world: Jpki, register: Register, tmp_path: Path
) -> None:
    pair = Pair.of(world.issue())
    files = {"d": DOCUMENT, "s": cms(tmp_path, pair, DOCUMENT)}
    world.revocation.down = True
    (unknown,) = judge(world, register, files).signatures
    assert (against(unknown), unknown.state) == ({"revocation": "REVOCATION_UNKNOWN"}, "pending_revocation")
    world.revocation.down = False
    world.revocation.revoke(pair.certificate.public_bytes(encoding=_DER), later(-1))
    assert against(judge(world, register, files).signatures[0]) == {"revocation": "CERT_REVOKED"}


def test_the_holder_is_compared_with_whom_the_answers_name(
    world: Jpki, register: Register, card: Pair, tmp_path: Path
) -> None:
    files = {"d": DOCUMENT, "s": cms(tmp_path, card, DOCUMENT)}
    taro = replace(HANAKO, name="髙見本　太郎")
    assert judge(world, register, files, applicant=Applicant((taro, HANAKO))).signatures[0].state == "accepted"
    for people in ((taro,), ()):
        (signature,) = judge(world, register, files, applicant=Applicant(people)).signatures
        assert (against(signature), signature.state) == ({"attributes": "ATTRIBUTE_MISMATCH"}, "person")
    assert "見本" not in repr(signature)


def test_substitute_characters_are_for_a_person(world: Jpki, register: Register, tmp_path: Path) -> None:
    name, flags = as_written("見本　花子")
    names = ((NAME, UTF8String(name).dump()), (NAME_FLAGS, UTF8String("1" + flags[1:]).dump()))
    pair = Pair.of(world.issue(other_names=names))
    (signature,) = judge(world, register, {"d": DOCUMENT, "s": cms(tmp_path, pair, DOCUMENT)}).signatures
    assert against(signature) == {"attributes": "SUBSTITUTE_CHARACTERS"}


def test_another_company_is_not_the_applicant(world: Jpki, register: Register, company: Pair, tmp_path: Path) -> None:
    files = {"d": DOCUMENT, "s": cms(tmp_path, company, DOCUMENT)}
    (other,) = judge(world, register, files, applicant=Applicant((), "5000000000202")).signatures
    assert against(other) == {"attributes": "ATTRIBUTE_MISMATCH"}
    assert judge(world, register, files, applicant=Applicant()).signatures[0].state == "person"


def test_without_authorities_the_rest_is_judged_and_the_certificate_waits(
    world: Jpki, register: Register, card: Pair, company: Pair, tmp_path: Path
) -> None:
    by_card, by_company = ({"d": DOCUMENT, "s": cms(tmp_path, pair, DOCUMENT)} for pair in (card, company))
    for cards, companies, files in ((None, None, by_card), (None, register, by_card), (world, None, by_company)):
        judged = judge(cards, companies, files)
        (signature,) = judged.signatures
        assert against(signature) == {"chain": "PROVIDER_CONFIG"}
        assert (signature.state, signature.covers, judged.uncovered) == ("pending_revocation", ("d",), ())
    assert judge(world, None, by_card).signatures[0].state == "accepted"
    changed = by_card | {"d": OTHER}
    assert judge(None, None, changed).signatures[0].state == "refused"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x30", b"\x30\x80", b"MIIB", b"-----BEGIN PKCS7-----\nA\n-----END PKCS7-----", b"\x00" * 100,
        b"\x30\x82\xff\xff" + bytes.fromhex("06092a864886f70d010702"),
        b"\x30\x84\xff\xff\xff\xff" + bytes.fromhex("06092a864886f70d010702") + b"\xa0\x80" * 9999,
        bytes.fromhex("308006092a864886f70d010702a080") + b"\x30\x80" * 50_000,
    ],
)  # fmt: skip
def test_what_the_package_calls_its_signature_and_is_none_is_unreadable(
    world: Jpki, register: Register, content: bytes
) -> None:
    judged = judge(world, register, {"d": DOCUMENT, "s.sig": content}, "s.sig")
    assert judged.unread == ("s.sig",) or judged.signatures[0].state == "refused"
    assert judged.uncovered == ("d",)


def test_messages_without_end_are_bounded(world: Jpki, register: Register, card: Pair, tmp_path: Path) -> None:
    made = cms(tmp_path, card, DOCUMENT)
    files = {f"{number:03}.p7s": made for number in range(60)} | {"d": DOCUMENT, "z": made}
    judged = judge(world, register, files, "z")
    assert len(judged.signatures) == 20
    assert judged.signatures[0].file == "z", "the one that the package names goes first"


def test_a_message_with_many_certificates_is_refused(
    world: Jpki, register: Register, card: Pair, tmp_path: Path
) -> None:
    (tmp_path / "many.pem").write_bytes(b"".join(Pair.of(world.issue(key=card.key)).pem for _ in range(60)))
    made = cms(tmp_path, card, DOCUMENT, "-certfile", "many.pem", "-md", "sha256")
    assert against(judge(world, register, {"d": DOCUMENT, "s": made}).signatures[0]) == {"signature": "CERT_MALFORMED"}


def test_what_is_encrypted_or_a_bundle_of_certificates_is_no_signature(
    world: Jpki, register: Register, card: Pair, tmp_path: Path
) -> None:
    (tmp_path / "s.pem").write_bytes(card.pem)
    subprocess.run(
        ["openssl", "crl2pkcs7", "-nocrl", "-certfile", "s.pem", "-outform", "DER", "-out", "b"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    (signature,) = judge(world, register, {"s": (tmp_path / "b").read_bytes()}).signatures
    assert against(signature) == {"signature": "CERT_MALFORMED"}
    assert signature.verdicts["chain"].outcome is Outcome.NOT_ASKED
    assert APPLICANT.number
