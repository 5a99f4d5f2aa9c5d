"""What a company signed with its 商業登記電子証明書, and what others pretend."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from cryptography import x509

from integrations.certificates.company_subject import CORPORATION, POLICIES
from integrations.certificates.mock.lists import list_of
from integrations.certificates.mock.registrar import Issued
from integrations.certificates.revocation_list import RevocationLists
from integrations.remaking.document import remake_document
from integrations.sockets.certificate_sockets import CompanySignature, CompanySubject
from tests.integrations.certificates.company import COMPANY, NOW, NUMBER, Register, later, sign
from tests.pictures import pdf


@pytest.fixture(scope="module")
def register() -> Register:
    return Register()


@pytest.fixture(scope="module")
def issued(register: Register) -> Issued:
    return register.issue()


@pytest.fixture(scope="module")
def paper(issued: Issued) -> bytes:
    return sign(issued)


def against(signature: CompanySignature) -> Mapping[str, str]:
    return {
        name: verdict.code.value if verdict.code else ""
        for name, verdict in signature.verdicts.items()
        if verdict.outcome.value not in ("ok", "not_asked")
    }


def test_a_companys_own_paper_is_accepted_with_what_the_register_says_of_it(register: Register, paper: bytes) -> None:
    (signature,) = register.judge(paper)
    assert (against(signature), signature.state) == ({}, "accepted")
    assert signature.subject == CompanySubject(
        COMPANY.name, NUMBER, COMPANY.address, "見本　建造", "代表取締役", "見本地方法務局"
    )
    assert signature.certificate is not None
    assert signature.revocation_result is not None


def test_the_paper_passes_the_check_of_files_byte_for_byte(paper: bytes) -> None:
    assert remake_document(paper).content == paper


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_digests_that_tools_use_are_read(register: Register, issued: Issued, algorithm: str) -> None:
    assert register.judge(sign(issued, algorithm=algorithm))[0].state == "accepted"


def test_certificates_of_before_key_usage_and_with_own_critical_extensions_are_read(register: Register) -> None:
    own = (x509.UnrecognizedExtension(x509.ObjectIdentifier(POLICIES), b"\x30\x00"), True)
    assert register.judge(sign(register.issue(usages=(), also=[own])))[0].state == "accepted"


def test_a_paper_without_a_signature_has_none(register: Register) -> None:
    assert register.judge(pdf()) == []


def test_another_companys_certificate_is_not_this_applicants(register: Register, paper: bytes) -> None:
    (signature,) = register.judge(paper, "5000000000202")
    assert against(signature) == {"attributes": "ATTRIBUTE_MISMATCH"}
    assert signature.state == "refused"
    assert register.judge(paper, "")[0].state == "person", "a person compares where nothing names a number"


def test_an_expired_certificate_is_judged_for_the_day_of_receipt(register: Register) -> None:
    paper = sign(register.issue(days=20))
    assert register.judge(paper, at=NOW)[0].state == "accepted"
    assert against(register.judge(paper, at=later(20))[0]) == {"validity": "CERT_EXPIRED"}
    assert against(register.judge(paper, at=later(-2))[0]) == {"validity": "CERT_NOT_YET_VALID"}


def test_a_revoked_certificate_is_refused_from_that_day(register: Register) -> None:
    issued = register.issue()
    register.registrar.revoke(issued, later(-1))
    paper = sign(issued)
    assert against(register.judge(paper)[0]) == {"revocation": "CERT_ADDRESS_CHANGED"}
    before = register.issue()
    register.registrar.revoke(before, later(1))
    assert register.judge(sign(before))[0].state == "accepted"


def test_the_registrars_list_serves_where_nothing_calls_out(register: Register, issued: Issued, paper: bytes) -> None:
    made = list_of(register.registrar.authority, register.registrar.ledger, NOW, "none")
    source = RevocationLists(register.trust, lambda: [made])
    assert register.judge(paper, source=source)[0].state == "accepted"
    register.registrar.revoke(gone := register.issue(), later(-1))
    made = list_of(register.registrar.authority, register.registrar.ledger, NOW, "none")
    assert against(register.judge(sign(gone), source=RevocationLists(register.trust, lambda: [made]))[0]) == {
        "revocation": "CERT_ADDRESS_CHANGED"
    }


def test_while_nobody_answers_about_revocation_the_signature_waits(paper: bytes, register: Register) -> None:
    register.down = True
    try:
        (signature,) = register.judge(paper)
    finally:
        register.down = False
    assert (against(signature), signature.state) == ({"revocation": "REVOCATION_UNKNOWN"}, "pending_revocation")


def test_an_unknown_authority_names_no_company(register: Register) -> None:
    stranger = Register()
    (signature,) = register.judge(sign(stranger.issue()))
    assert against(signature) == {"chain": "CERT_UNTRUSTED"}
    assert (signature.subject, signature.certificate) == (None, None)


def test_a_weak_key_is_refused(register: Register) -> None:
    assert against(register.judge(sign(register.issue(bits=1024)))[0]) == {"signature": "CARD_UNSUPPORTED"}


@pytest.mark.parametrize("usages", [("key_encipherment",), ("digital_signature", "key_cert_sign")])
def test_a_certificate_for_something_else_is_refused(register: Register, usages: tuple[str, ...]) -> None:
    assert against(register.judge(sign(register.issue(usages=usages)))[0]) == {"key_usage": "CERT_WRONG_TYPE"}


def test_an_unknown_critical_extension_is_refused(register: Register) -> None:
    strange = (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True)
    assert against(register.judge(sign(register.issue(also=[strange])))[0]) == {"chain": "CERT_MALFORMED"}


def test_a_certificate_of_no_company_is_malformed(register: Register) -> None:
    for company in (replace(COMPANY, number="12345"), replace(COMPANY, name=""), replace(COMPANY, number="")):
        assert against(register.judge(sign(register.issue(company)))[0]) == {"signature": "CERT_MALFORMED"}
    twice = x509.UnrecognizedExtension(x509.ObjectIdentifier(CORPORATION), b"\x30\x00")
    with pytest.raises(ValueError, match="already"):
        register.issue(also=[(twice, False)])


def test_what_was_changed_after_signing_is_found(register: Register, paper: bytes) -> None:
    changed = paper.replace(b"/MediaBox", b"/Mediabox", 1)
    assert changed != paper
    assert against(register.judge(changed)[0])["binding"] == "DOCUMENT_MISMATCH"
    assert register.judge(changed)[0].state == "refused"


def test_what_was_added_behind_a_signature_is_for_a_person(register: Register, issued: Issued, paper: bytes) -> None:
    first, second = register.judge(sign(issued, paper, name="Signature2"))
    assert (against(first), first.state) == ({"binding": "DOCUMENT_MISMATCH"}, "person")
    assert second.state == "accepted"


def test_the_signature_of_another_paper_is_refused(register: Register, paper: bytes, issued: Issued) -> None:
    other = sign(issued, pdf(2))

    def digits(content: bytes) -> tuple[int, int]:
        start = content.index(b"/Contents <") + 10
        return start, content.index(b">", start) + 1

    (start, end), (begin, stop) = digits(paper), digits(other)
    moved = other[:begin] + paper[start:end][: stop - begin - 1].ljust(stop - begin - 1, b"0") + b">" + other[stop:]
    assert len(moved) == len(other)
    assert against(register.judge(moved)[0]) == {"binding": "DOCUMENT_MISMATCH"}


@pytest.mark.parametrize(
    "ranges",
    [
        b"/ByteRange [0 10 5 20]",
        b"/ByteRange [5 10 15 20]",
        b"/ByteRange [0 10 9999999999 20]",
        b"/ByteRange [0 5 20 20]",
    ],
)
def test_ranges_that_are_none_are_no_signature(register: Register, ranges: bytes) -> None:
    (signature,) = register.judge(b"%PDF-1.7\n" + b" " * 100 + ranges)
    assert (against(signature), signature.state) == ({"signature": "CERT_MALFORMED"}, "refused")


@pytest.mark.parametrize("message", ["", "00", "3080", "30820fff" + "00" * 50, "3003020105", "30" * 5000])
def test_a_message_that_is_none_is_no_signature(register: Register, message: str) -> None:
    digits = f"<{message}>".encode()
    head = b"%PDF-1.7\n"
    content = head + digits + b" /ByteRange [0 %d %d 1]" % (len(head), len(head) + len(digits))
    assert register.judge(content)[0].state == "refused"


def test_many_ranges_cost_no_time(register: Register) -> None:
    assert len(register.judge(b"/ByteRange [0 1 2 3]" * 200_000)) == 5
