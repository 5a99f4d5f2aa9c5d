"""Validation of OCSP responses."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from integrations.certificates.leaf import read_leaf
from integrations.certificates.mock.answers import LIFE
from integrations.certificates.mock.authority import Authority, Key
from integrations.certificates.responder import Responder, _may_answer, _question, _signed
from integrations.http import Reply, Transport
from integrations.sockets.certificate_sockets import RevocationResult, RevocationStatus
from integrations.sockets.identity_codes import IdentityCode
from tests.integrations.certificates.world import START, Jpki, der, impatient

GOOD, REVOKED, UNKNOWN = RevocationStatus


def checked(world: Jpki, certificate: x509.Certificate, **changes: Any) -> RevocationResult:
    source = Responder(world.mock.authorities.trust(), world.transport, world.url("ocsp"), **changes)
    return source.check(der(certificate), world.clock())


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("wrong_signer", "the authority did not sign the answer"),
        ("wrong_nonce", "the answer is to another request"),
        ("no_nonce", "the answer is to another request"),
        ("other_certificate", "the answer is about another certificate"),
        ("try_later", "try_later"),
        ("down", "status 503"),
        ("rubbish", "the answer cannot be read (ValueError)"),
        ("slow", "PROVIDER_TIMEOUT"),
    ],
)
def test_a_broken_answer_is_none(world: Jpki, fault: str, message: str) -> None:
    world.mock.faults.set("none", fault)
    result = checked(impatient(world) if fault == "slow" else world, world.issue()[1])
    assert (result.status, result.code, result.about) == (UNKNOWN, IdentityCode.REVOCATION_UNKNOWN, message)


def test_an_old_answer_is_stale(world: Jpki) -> None:
    world.mock.faults.set("none", "stale")
    result = checked(world, world.issue()[1])
    assert (result.status, result.code) == (UNKNOWN, IdentityCode.REVOCATION_STALE)


def test_an_answer_counts_for_its_quarter_of_an_hour(world: Jpki) -> None:
    source = Responder(world.mock.authorities.trust(), world.transport, world.url("ocsp"))
    certificate = der(world.issue()[1])
    assert source.check(certificate, START + LIFE - timedelta(seconds=1)).status is GOOD
    assert source.check(certificate, START + LIFE).code is IdentityCode.REVOCATION_STALE


def test_a_responder_that_repeats_itself_is_believed_only_where_the_city_says_so(world: Jpki) -> None:
    world.mock.faults.set("none", "no_nonce")
    assert checked(world, world.issue()[1], needs_nonce=False).status is GOOD
    world.mock.faults.set("none", "wrong_nonce")
    assert checked(world, world.issue()[1], needs_nonce=False).about == "the answer is to another request"


def test_a_certificate_that_the_responder_never_issued_is_unknown(world: Jpki) -> None:
    _, certificate = world.issue()
    ledger = type(world.mock.ledger)()
    world.mock.ledger._of, kept = ledger._of, world.mock.ledger._of
    try:
        assert checked(world, certificate).about == "the responder does not know the certificate"
    finally:
        world.mock.ledger._of = kept


def test_a_strangers_certificate_is_not_asked_about(world: Jpki) -> None:
    other = Jpki(type(world.mock)((), world.clock), world.clock, world.transport, world.address, world.revocation)
    assert checked(world, other.issue()[1]).about == "no trusted authority issued the certificate"


def test_an_answer_says_when_it_was_made(world: Jpki) -> None:
    result = checked(world, world.issue()[1])
    assert result.produced_at is not None
    assert result.next_update == START + LIFE


# --- authorised responders ---


class Answering(Transport):
    def __init__(self, authority: Authority, key: Key, shown: list[x509.Certificate], digest: Any = None) -> None:
        super().__init__()
        self.by, self.key, self.shown, self.digest = authority, key, shown, digest or hashes.SHA256()
        self.until: datetime | None = START + LIFE

    def post(self, url: str, content: bytes, media: str, headers: Any = None) -> Reply:
        request = ocsp.load_der_ocsp_request(content)
        response = (
            ocsp.OCSPResponseBuilder()
            .add_response_by_hash(
                request.issuer_name_hash, request.issuer_key_hash, request.serial_number, request.hash_algorithm,
                ocsp.OCSPCertStatus.GOOD, START, self.until, None, None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, (self.shown or [self.by.certificate])[0])
            .add_extension(request.extensions[0].value, critical=False)
        )  # fmt: skip
        if self.shown:
            response = response.certificates(self.shown)
        return Reply(200, {}, response.sign(self.key, self.digest).public_bytes(Encoding.DER))


def appointed(world: Jpki, authority: Authority, **changes: Any) -> tuple[Key, x509.Certificate]:
    settings = {
        "purpose": ExtendedKeyUsageOID.OCSP_SIGNING,
        "begins": START - LIFE,
        "ends": START + 9999 * LIFE,
        **changes,
    }
    key = settings.pop("key", None) or ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(authority.certificate.subject)
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(settings["begins"])
        .not_valid_after(settings["ends"])
    )
    if settings["purpose"]:
        certificate = certificate.add_extension(x509.ExtendedKeyUsage([settings["purpose"]]), critical=False)
    return key, certificate.sign(authority.key, authority.hash)


def answered(world: Jpki, transport: Transport) -> str:
    result = Responder(world.mock.authorities.trust(), transport, "http://responder.example/").check(
        der(world.issue()[1]), START
    )
    return result.about if result.status is UNKNOWN else result.status.value


NOT_BY_IT = "the authority did not sign the answer"


def test_the_authority_itself_may_answer(world: Jpki) -> None:
    authority = world.mock.authorities.of("sign", "2023")
    assert answered(world, Answering(authority, authority.key, [])) == "good"


def test_one_whom_it_appointed_may_answer(world: Jpki) -> None:
    authority = world.mock.authorities.of("sign", "2023")
    key, certificate = appointed(world, authority)
    assert answered(world, Answering(authority, key, [certificate])) == "good"


def test_a_card_is_not_appointed(world: Jpki) -> None:
    """Every card has a certificate of the same authority."""
    authority = world.mock.authorities.of("sign", "2023")
    key, card = world.issue()
    assert answered(world, Answering(authority, key, [card])) == NOT_BY_IT
    for purpose in (None, ExtendedKeyUsageOID.CLIENT_AUTH):
        key, certificate = appointed(world, authority, purpose=purpose)
        assert answered(world, Answering(authority, key, [certificate])) == NOT_BY_IT


def test_one_appointed_by_another_authority_is_not_appointed(world: Jpki) -> None:
    authority = world.mock.authorities.of("sign", "2023")
    for other in (world.mock.authorities.of("sign", "2019"), world.mock.authorities.of("auth", "2023")):
        key, certificate = appointed(world, other)
        assert answered(world, Answering(authority, key, [certificate])) == NOT_BY_IT


def test_a_key_of_a_kind_that_no_answer_is_signed_with_vouches_for_nothing(world: Jpki) -> None:
    authority, strange = world.mock.authorities.of("sign", "2023"), ed25519.Ed25519PrivateKey.generate()
    certificate = appointed(world, authority, key=strange)[1]
    request = _question(read_leaf(der(world.issue()[1])), authority.certificate, b"n" * 32).public_bytes(Encoding.DER)
    answer = ocsp.load_der_ocsp_response(Answering(authority, authority.key, []).post("", request, "").body)
    assert _signed(answer, authority.certificate)
    assert not _signed(answer, certificate)


def test_an_appointment_ends(world: Jpki) -> None:
    authority = world.mock.authorities.of("sign", "2023")
    for term in (
        {"ends": START - timedelta(days=1), "begins": START - timedelta(days=2)},
        {"begins": START + 9998 * LIFE},
    ):
        key, certificate = appointed(world, authority, **term)
        assert answered(world, Answering(authority, key, [certificate])) == NOT_BY_IT


def test_a_weak_hash_is_not_believed(world: Jpki) -> None:
    authority = world.mock.authorities.of("sign", "2023")
    assert answered(world, Answering(authority, authority.key, [], hashes.SHA224())) == NOT_BY_IT


def test_nobody_is_ready_behind_a_broken_responder(world: Jpki) -> None:
    world.mock.faults.set("none", "down")
    assert not Responder(world.mock.authorities.trust(), world.transport, world.url("ocsp")).ready()


def test_an_answer_without_a_term_counts_for_as_long_as_we_accept(world: Jpki) -> None:
    authority = world.mock.authorities.of("sign", "2023")
    transport = Answering(authority, authority.key, [])
    transport.until = None
    source = Responder(world.mock.authorities.trust(), transport, "http://responder.example/", max_age=LIFE)
    certificate = der(world.issue()[1])
    assert source.check(certificate, START + LIFE).status is GOOD
    assert source.check(certificate, START + LIFE + timedelta(seconds=1)).code is IdentityCode.REVOCATION_STALE


def test_without_a_word_of_the_city_an_answer_counts_for_an_hour(world: Jpki) -> None:
    authority = world.mock.authorities.of("sign", "2023")
    transport = Answering(authority, authority.key, [])
    transport.until = None
    source = Responder(world.mock.authorities.trust(), transport, "http://responder.example/")
    certificate = der(world.issue()[1])
    assert source.check(certificate, START + timedelta(minutes=60)).status is GOOD
    assert source.check(certificate, START + timedelta(minutes=60, seconds=1)).code is IdentityCode.REVOCATION_STALE


@pytest.mark.parametrize(("begins", "ends", "may"), [(0, 9, True), (-9, 0, True), (1, 9, False), (-9, -1, False)])
def test_an_appointment_counts_to_the_second(world: Jpki, begins: int, ends: int, may: bool) -> None:
    authority = world.mock.authorities.of("sign", "2023")
    term = {"begins": START + timedelta(seconds=begins), "ends": START + timedelta(seconds=ends)}
    assert _may_answer(appointed(world, authority, **term)[1], authority.certificate, START) is may


@pytest.mark.parametrize(("status", "ready"), [(200, True), (400, True), (499, True), (500, False), (503, False)])
def test_a_responder_is_there_whatever_it_says_but_for_its_own_failure(world: Jpki, status: int, ready: bool) -> None:
    class Answered(Transport):
        def post(self, url: str, content: bytes, media: str, headers: Any = None) -> Reply:
            return Reply(status, {}, b"")

    assert Responder(world.mock.authorities.trust(), Answered(), "http://responder.example/").ready() is ready
