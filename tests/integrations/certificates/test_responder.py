"""Which answers of a responder are believed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from integrations.certificate_sockets import RevocationResult, RevocationStatus
from integrations.certificates.leaf import read_leaf
from integrations.certificates.mock.answers import LIFE
from integrations.certificates.mock.authority import Authority, Key
from integrations.certificates.responder import Responder, _may_answer, _question, _signed
from integrations.http import Reply, Transport
from integrations.identity_codes import IdentityCode
from tests.integrations.certificates.world import START, Jpki, der

GOOD, REVOKED, UNKNOWN = RevocationStatus


def checked(world: Jpki, certificate: x509.Certificate, **changes: Any) -> RevocationResult:
    source = Responder(world.mock.authorities.trust(), world.transport, world.url("ocsp"), **changes)
    return source.check(der(certificate), world.clock())


@pytest.mark.parametrize(
    ("fault", "about"),
    [
        ("wrong_signer", "an answer that its authority did not sign"),
        ("wrong_nonce", "an answer to another question"),
        ("no_nonce", "an answer to another question"),
        ("other_certificate", "an answer about another certificate"),
        ("try_later", "try_later"),
        ("down", "status 503"),
        ("rubbish", "an answer that cannot be read (ValueError)"),
        ("slow", "PROVIDER_TIMEOUT"),
    ],
)
def test_a_broken_answer_is_none(world: Jpki, fault: str, about: str) -> None:
    world.mock.faults.set("none", fault)
    result = checked(world, world.issue()[1])
    assert (result.status, result.code, result.about) == (UNKNOWN, IdentityCode.REVOCATION_UNKNOWN, about)


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
    assert checked(world, world.issue()[1], needs_nonce=False).about == "an answer to another question"


def test_a_certificate_that_the_responder_never_issued_is_unknown(world: Jpki) -> None:
    _, certificate = world.issue()
    ledger = type(world.mock.ledger)()
    world.mock.ledger._of, kept = ledger._of, world.mock.ledger._of
    try:
        assert checked(world, certificate).about == "the responder does not know that certificate"
    finally:
        world.mock.ledger._of = kept


def test_a_strangers_certificate_is_not_asked_about(world: Jpki) -> None:
    other = Jpki(type(world.mock)((), world.clock), world.clock, world.transport, world.address, world.revocation)
    assert checked(world, other.issue()[1]).about == "nobody here issued that certificate"


def test_an_answer_says_when_it_was_made(world: Jpki) -> None:
    result = checked(world, world.issue()[1])
    assert result.produced_at is not None
    assert result.next_update == START + LIFE


# --- who may answer ---


class Answering(Transport):
    """A responder that signs with any key and shows any certificates."""

    def __init__(self, by: Authority, key: Key, shown: list[x509.Certificate], digest: Any = None) -> None:
        super().__init__()
        self.by, self.key, self.shown, self.digest = by, key, shown, digest or hashes.SHA256()
        self.until: datetime | None = START + LIFE

    def post(self, url: str, content: bytes, media: str, headers: Any = None) -> Reply:
        asked = ocsp.load_der_ocsp_request(content)
        made = (
            ocsp.OCSPResponseBuilder()
            .add_response_by_hash(
                asked.issuer_name_hash, asked.issuer_key_hash, asked.serial_number, asked.hash_algorithm,
                ocsp.OCSPCertStatus.GOOD, START, self.until, None, None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, (self.shown or [self.by.certificate])[0])
            .add_extension(asked.extensions[0].value, critical=False)
        )  # fmt: skip
        if self.shown:
            made = made.certificates(self.shown)
        return Reply(200, {}, made.sign(self.key, self.digest).public_bytes(Encoding.DER))


def appointed(world: Jpki, by: Authority, **changes: Any) -> tuple[Key, x509.Certificate]:
    """Somebody whom `by` may have appointed."""
    told = {"purpose": ExtendedKeyUsageOID.OCSP_SIGNING, "begins": START - LIFE, "ends": START + 9999 * LIFE, **changes}
    key = told.pop("key", None) or ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(by.certificate.subject)
        .issuer_name(by.certificate.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(told["begins"])
        .not_valid_after(told["ends"])
    )
    if told["purpose"]:
        made = made.add_extension(x509.ExtendedKeyUsage([told["purpose"]]), critical=False)
    return key, made.sign(by.key, by.hash)


def answered(world: Jpki, transport: Transport) -> str:
    result = Responder(world.mock.authorities.trust(), transport, "http://responder.example/").check(
        der(world.issue()[1]), START
    )
    return result.about if result.status is UNKNOWN else result.status.value


NOT_BY_IT = "an answer that its authority did not sign"


def test_the_authority_itself_may_answer(world: Jpki) -> None:
    by = world.mock.authorities.of("sign", "2023")
    assert answered(world, Answering(by, by.key, [])) == "good"


def test_one_whom_it_appointed_may_answer(world: Jpki) -> None:
    by = world.mock.authorities.of("sign", "2023")
    key, certificate = appointed(world, by)
    assert answered(world, Answering(by, key, [certificate])) == "good"


def test_a_card_is_not_appointed(world: Jpki) -> None:
    """Whoever holds a card holds a certificate of that very authority."""
    by = world.mock.authorities.of("sign", "2023")
    key, card = world.issue()
    assert answered(world, Answering(by, key, [card])) == NOT_BY_IT
    for purpose in (None, ExtendedKeyUsageOID.CLIENT_AUTH):
        key, certificate = appointed(world, by, purpose=purpose)
        assert answered(world, Answering(by, key, [certificate])) == NOT_BY_IT


def test_one_appointed_by_another_authority_is_not_appointed(world: Jpki) -> None:
    by = world.mock.authorities.of("sign", "2023")
    for other in (world.mock.authorities.of("sign", "2019"), world.mock.authorities.of("auth", "2023")):
        key, certificate = appointed(world, other)
        assert answered(world, Answering(by, key, [certificate])) == NOT_BY_IT


def test_a_key_of_a_kind_that_no_answer_is_signed_with_vouches_for_nothing(world: Jpki) -> None:
    by, strange = world.mock.authorities.of("sign", "2023"), ed25519.Ed25519PrivateKey.generate()
    certificate = appointed(world, by, key=strange)[1]
    asked = _question(read_leaf(der(world.issue()[1])), by.certificate, b"n" * 32).public_bytes(Encoding.DER)
    answer = ocsp.load_der_ocsp_response(Answering(by, by.key, []).post("", asked, "").body)
    assert _signed(answer, by.certificate)
    assert not _signed(answer, certificate)


def test_an_appointment_ends(world: Jpki) -> None:
    by = world.mock.authorities.of("sign", "2023")
    for term in (
        {"ends": START - timedelta(days=1), "begins": START - timedelta(days=2)},
        {"begins": START + 9998 * LIFE},
    ):
        key, certificate = appointed(world, by, **term)
        assert answered(world, Answering(by, key, [certificate])) == NOT_BY_IT


def test_a_weak_hash_is_not_believed(world: Jpki) -> None:
    by = world.mock.authorities.of("sign", "2023")
    assert answered(world, Answering(by, by.key, [], hashes.SHA224())) == NOT_BY_IT


def test_nobody_is_ready_behind_a_broken_responder(world: Jpki) -> None:
    world.mock.faults.set("none", "down")
    assert not Responder(world.mock.authorities.trust(), world.transport, world.url("ocsp")).ready()


def test_an_answer_without_a_term_counts_for_as_long_as_we_accept(world: Jpki) -> None:
    by = world.mock.authorities.of("sign", "2023")
    transport = Answering(by, by.key, [])
    transport.until = None
    source = Responder(world.mock.authorities.trust(), transport, "http://responder.example/", max_age=LIFE)
    certificate = der(world.issue()[1])
    assert source.check(certificate, START + LIFE).status is GOOD
    assert source.check(certificate, START + LIFE + timedelta(seconds=1)).code is IdentityCode.REVOCATION_STALE


def test_without_a_word_of_the_city_an_answer_counts_for_an_hour(world: Jpki) -> None:
    by = world.mock.authorities.of("sign", "2023")
    transport = Answering(by, by.key, [])
    transport.until = None
    source = Responder(world.mock.authorities.trust(), transport, "http://responder.example/")
    certificate = der(world.issue()[1])
    assert source.check(certificate, START + timedelta(minutes=60)).status is GOOD
    assert source.check(certificate, START + timedelta(minutes=60, seconds=1)).code is IdentityCode.REVOCATION_STALE


@pytest.mark.parametrize(("begins", "ends", "may"), [(0, 9, True), (-9, 0, True), (1, 9, False), (-9, -1, False)])
def test_an_appointment_counts_to_the_second(world: Jpki, begins: int, ends: int, may: bool) -> None:
    by = world.mock.authorities.of("sign", "2023")
    term = {"begins": START + timedelta(seconds=begins), "ends": START + timedelta(seconds=ends)}
    assert _may_answer(appointed(world, by, **term)[1], by.certificate, START) is may


@pytest.mark.parametrize(("status", "ready"), [(200, True), (400, True), (499, True), (500, False), (503, False)])
def test_a_responder_is_there_whatever_it_says_but_for_its_own_failure(world: Jpki, status: int, ready: bool) -> None:
    class Saying(Transport):
        def post(self, url: str, content: bytes, media: str, headers: Any = None) -> Reply:
            return Reply(status, {}, b"")

    assert Responder(world.mock.authorities.trust(), Saying(), "http://responder.example/").ready() is ready
