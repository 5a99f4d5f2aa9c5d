"""Verification of card signatures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA224, SHA256
from hypothesis import given
from hypothesis import strategies as st

from integrations.certificates.algorithms import ALGORITHMS, ECDSA_P384, RSA_2048
from integrations.certificates.profile import (
    AUTH_POLICY,
    SIGN_POLICY,
    SIGN_TEST_POLICY,
    Profile,
)
from integrations.certificates.signed_data import signed_attributes
from integrations.certificates.trust import PinnedTrust
from integrations.certificates.verifier import JpkiVerifier
from integrations.sockets.certificate_sockets import Outcome, SignatureEvidence, Verdict
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError, BasicFour
from tests.integrations.certificates.world import DOCUMENT, HANAKO, START, Jpki, signed_by

VERDICTS = ("signature", "chain", "policy", "key_usage", "validity", "revocation", "binding", "attributes")


def failures(world: Jpki, evidence: SignatureEvidence, **changes: Any) -> dict[str, str]:
    report = world.judged(evidence, **changes)
    assert report.state == "refused"
    return {name: str(verdict.code) for name, verdict in report.verdicts.items() if verdict.outcome is Outcome.FAILED}


def test_a_sound_signature_is_accepted_and_says_what_it_rests_on(world: Jpki) -> None:
    report = world.judged(world.sign())
    assert tuple(report.verdicts) == VERDICTS
    assert set(report.verdicts.values()) == {Verdict(Outcome.OK)}
    assert (report.state, report.at, report.basis, report.environment) == ("accepted", START, "receipt", "test")
    authority = world.mock.authorities.of("sign", "2023").certificate
    certificate = report.certificate
    assert certificate
    assert (certificate.kind, certificate.algorithm, certificate.policies) == (
        "sign",
        RSA_2048.name,
        (SIGN_TEST_POLICY,),
    )
    assert certificate.authority == authority.fingerprint(SHA256()).hex()
    held = x509.load_der_x509_certificate(world.certificate("hanako"))
    assert (certificate.serial, certificate.sha256) == (str(held.serial_number), held.fingerprint(SHA256()).hex())
    assert (certificate.not_before, certificate.not_after) == (held.not_valid_before_utc, held.not_valid_after_utc)
    assert report.card_attributes
    assert report.card_attributes.four == BasicFour(HANAKO.name, HANAKO.address, HANAKO.birth, "319850315", "2")
    assert report.revocation_result
    assert report.revocation_result.source == "fake"


def test_a_bare_digest_can_be_signed_too(world: Jpki) -> None:
    digest = RSA_2048.hashed(DOCUMENT.content)
    signed = world.mock.cards.sign("hanako", "TEST1234", RSA_2048.digest_info(digest))
    raw = replace(world.sign(), format="raw-digestinfo", signature=signed.signature, signed_attributes=b"")
    assert world.judged(raw).state == "accepted"
    assert failures(world, replace(world.sign(), format="raw-digestinfo")) == {"signature": "SIGNATURE_INVALID"}
    short = failures(world, replace(raw, document_digest=digest[:31]))
    assert short == {"binding": "DOCUMENT_MISMATCH", "signature": "SIGNATURE_INVALID"}


@pytest.mark.parametrize("card", ["hanako", "older"])
def test_every_living_generation_of_one_name_is_known_by_its_key(world: Jpki, card: str) -> None:
    report = world.judged(world.sign(card))
    assert report.state == "accepted"
    generation = "2019" if card == "older" else "2023"
    authority = world.mock.authorities.of("sign", generation).certificate  # type: ignore[arg-type]
    assert report.certificate
    assert report.certificate.authority == authority.fingerprint(SHA256()).hex()


def test_the_next_cards_algorithm_waits_for_its_setting(world: Jpki) -> None:
    evidence = world.sign("next", algorithm=ECDSA_P384.name)
    assert failures(world, evidence) == {"signature": "CARD_UNSUPPORTED", "chain": "CERT_UNTRUSTED"}
    assert world.judged(evidence, accepted=frozenset(ALGORITHMS)).state == "accepted"
    with pytest.raises(AdapterError, match="CARD_UNSUPPORTED") as refused:
        world.verifier().prepare(DOCUMENT, START, ECDSA_P384.name)
    assert refused.value.permanent, "a retry with the same card cannot succeed"
    with pytest.raises(AdapterError, match="CARD_UNSUPPORTED"):
        world.verifier().prepare(DOCUMENT, START, "rsa-1024/md5")


def flipped(value: bytes) -> bytes:
    return value[:-1] + bytes([value[-1] ^ 1])


CHANGES: tuple[tuple[Callable[[SignatureEvidence], SignatureEvidence], dict[str, str]], ...] = (
    (lambda evidence: replace(evidence, signature=flipped(evidence.signature)), {"signature": "SIGNATURE_INVALID"}),
    (lambda evidence: replace(evidence, signature=b""), {"signature": "SIGNATURE_INVALID"}),
    (lambda evidence: replace(evidence, signature=evidence.signature + bytes(300)), {"signature": "SIGNATURE_INVALID"}),
    (lambda evidence: replace(evidence, nonce="n-2"), {"binding": "NONCE_REPLAYED"}),
    (lambda evidence: replace(evidence, procedure_id="other"), {"binding": "DOCUMENT_MISMATCH"}),
    (lambda evidence: replace(evidence, application_id="A-2"), {"binding": "DOCUMENT_MISMATCH"}),
    (
        lambda evidence: replace(evidence, document_digest=flipped(evidence.document_digest)),
        {"binding": "DOCUMENT_MISMATCH"},
    ),
    (
        lambda evidence: replace(evidence, format="xades"),  # type: ignore[arg-type]
        {"binding": "DOCUMENT_MISMATCH", "signature": "SIGNATURE_INVALID"},
    ),
    (
        lambda evidence: replace(evidence, algorithm=ECDSA_P384.name),
        {"binding": "DOCUMENT_MISMATCH", "signature": "CARD_UNSUPPORTED"},
    ),
    (
        lambda evidence: replace(evidence, algorithm="none"),
        {"binding": "DOCUMENT_MISMATCH", "signature": "CARD_UNSUPPORTED"},
    ),
    (
        lambda evidence: replace(evidence, signed_attributes=signed_attributes(bytes(32), START)),
        {"binding": "DOCUMENT_MISMATCH", "signature": "SIGNATURE_INVALID"},
    ),
    (
        lambda evidence: replace(evidence, signed_attributes=b"rubbish"),
        {"binding": "DOCUMENT_MISMATCH", "signature": "SIGNATURE_INVALID"},
    ),
)


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_a_changed_signature_is_refused_for_what_was_changed(
    world: Jpki, change: Callable[[SignatureEvidence], SignatureEvidence], expected: dict[str, str]
) -> None:
    assert failures(world, change(world.sign())) == expected


@pytest.mark.parametrize(("length", "message"), [(512, ""), (513, "too long")])
def test_a_long_signature_is_not_tried(world: Jpki, length: int, message: str) -> None:
    report = world.judged(replace(world.sign(), signature=bytes(length)))
    assert (report.signature.code, report.signature.about) == (IdentityCode.SIGNATURE_INVALID, message)


def test_a_good_signature_under_another_document_is_distinguished_from_a_bad_one(world: Jpki) -> None:
    other = replace(DOCUMENT, content=b"another")
    report = world.verifier().verify(world.sign(), other, START)
    assert report.signature.outcome is Outcome.OK
    assert (report.binding.code, report.binding.about) == (IdentityCode.DOCUMENT_MISMATCH, "another document")
    of_other = replace(world.sign(document=other), document_digest=RSA_2048.hashed(DOCUMENT.content))
    report = world.judged(of_other)
    assert report.signature.outcome is Outcome.OK
    assert report.binding.about == "the signed attributes are for another document"


def test_what_somebody_else_signed_does_not_pass_with_ones_own_certificate(world: Jpki) -> None:
    evidence = replace(world.sign("taka"), certificate=world.certificate("hanako"))
    assert failures(world, evidence) == {"signature": "SIGNATURE_INVALID"}


# --- certificates with one deviation from a card's ---


CA = x509.BasicConstraints(ca=True, path_length=None)
STRANGE = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
SHAPES: tuple[tuple[dict[str, Any], dict[str, str]], ...] = (
    ({"ends": START - timedelta(seconds=1)}, {"validity": "CERT_EXPIRED"}),
    ({"begins": START + timedelta(seconds=1)}, {"validity": "CERT_NOT_YET_VALID"}),
    ({"policies": (SIGN_POLICY,)}, {"policy": "CERT_WRONG_POLICY"}),
    ({"policies": (AUTH_POLICY,)}, {"policy": "CERT_WRONG_POLICY"}),
    ({"policies": (SIGN_TEST_POLICY, "1.2.3")}, {"policy": "CERT_WRONG_POLICY"}),
    ({"policies_critical": False}, {"policy": "CERT_WRONG_POLICY"}),
    ({"usages": ("digital_signature",)}, {"key_usage": "CERT_WRONG_TYPE"}),
    ({"usages": ("digital_signature", "content_commitment", "crl_sign")}, {"key_usage": "CERT_WRONG_TYPE"}),
    ({"usages_critical": False}, {"key_usage": "CERT_WRONG_TYPE"}),
    ({"also": ((CA, True),)}, {"key_usage": "CERT_WRONG_TYPE"}),
    ({"also": ((CA, False),)}, {"key_usage": "CERT_WRONG_TYPE"}),
    ({"also": ((STRANGE, True),)}, {"chain": "CERT_MALFORMED"}),
    ({"other_names": ()}, {"attributes": "CERT_MALFORMED"}),
    ({"kind": "auth"}, {"chain": "CERT_WRONG_TYPE", "policy": "CERT_WRONG_POLICY", "key_usage": "CERT_WRONG_TYPE"}),
    ({"generation": "2015"}, {"chain": "CERT_UNTRUSTED"}),
)


@pytest.mark.parametrize(("changes", "expected"), SHAPES)
def test_a_certificate_of_another_shape_is_refused_for_its_shape(
    world: Jpki, changes: dict[str, Any], expected: dict[str, str]
) -> None:
    assert failures(world, signed_by(world, *world.issue(**changes))) == expected


def test_one_that_might_issue_others_is_an_authoritys_whatever_else_it_is_for(world: Jpki) -> None:
    both = ("digital_signature", "content_commitment", "key_cert_sign")
    profile = Profile(usages={"sign": frozenset(both)})
    key, certificate = world.issue(usages=both)
    assert (
        world.judged(signed_by(world, key, certificate), profile=profile).key_usage.about
        == "an authority's certificate"
    )


@pytest.mark.parametrize("extension", [CA, STRANGE])
def test_the_same_shape_passes_without_what_is_wrong_with_it(world: Jpki, extension: x509.ExtensionType) -> None:
    harmless = x509.BasicConstraints(ca=False, path_length=None) if extension is CA else extension
    assert world.judged(signed_by(world, *world.issue(also=((harmless, False),)))).state == "accepted"


def test_validity_counts_to_the_second_at_both_ends(world: Jpki) -> None:
    assert world.judged(signed_by(world, *world.issue(begins=START))).state == "accepted"
    assert world.judged(signed_by(world, *world.issue(ends=START))).state == "accepted"


def test_an_authority_of_the_same_name_that_nobody_pinned_is_a_stranger(world: Jpki) -> None:
    key, certificate = world.issue()
    other = Jpki(type(world.mock)((), world.clock), world.clock, world.transport, world.address, world.revocation)
    evidence = signed_by(world, key, certificate)
    assert failures(other, evidence) == {"chain": "CERT_UNTRUSTED"}
    verdict = other.judged(evidence).certificate
    assert verdict
    assert (verdict.kind, verdict.authority) == (None, "")


def test_a_certificate_that_names_a_pinned_key_but_was_signed_by_another_is_a_strangers(world: Jpki) -> None:
    pinned = world.mock.authorities.of("sign", "2023")
    thief = replace(pinned, key=rsa.generate_private_key(65537, 2048))
    key, genuine = world.issue()
    forged = x509.CertificateBuilder(
        genuine.issuer, genuine.subject, key.public_key(), genuine.serial_number, genuine.not_valid_before_utc,
        genuine.not_valid_after_utc, list(genuine.extensions),
    ).sign(thief.key, SHA256())  # fmt: skip
    assert failures(world, signed_by(world, key, forged)) == {"chain": "CERT_UNTRUSTED"}


def test_a_certificate_that_does_not_name_its_authoritys_key_is_a_strangers(world: Jpki) -> None:
    authority = world.mock.authorities.of("sign", "2023")
    key, genuine = world.issue()
    without = [
        extension for extension in genuine.extensions if not isinstance(extension.value, x509.AuthorityKeyIdentifier)
    ]
    nameless = x509.CertificateBuilder(
        genuine.issuer, genuine.subject, key.public_key(), genuine.serial_number, genuine.not_valid_before_utc,
        genuine.not_valid_after_utc, without,
    ).sign(authority.key, SHA256())  # fmt: skip
    assert failures(world, signed_by(world, key, nameless)) == {"chain": "CERT_UNTRUSTED"}


def test_a_pinned_authority_that_signs_by_a_weaker_hash_is_not_believed(world: Jpki) -> None:
    authority = world.mock.authorities.of("sign", "2023")
    key, genuine = world.issue()
    weaker = x509.CertificateBuilder(
        genuine.issuer, genuine.subject, key.public_key(), genuine.serial_number, genuine.not_valid_before_utc,
        genuine.not_valid_after_utc, list(genuine.extensions),
    ).sign(authority.key, SHA224())  # fmt: skip
    assert failures(world, signed_by(world, key, weaker)) == {"chain": "CERT_UNTRUSTED"}


def test_a_shorter_key_is_not_accepted_even_from_a_pinned_authority(world: Jpki) -> None:
    key, certificate = world.issue(key=rsa.generate_private_key(65537, 1024))
    assert failures(world, signed_by(world, key, certificate)) == {"signature": "CARD_UNSUPPORTED"}


def test_a_key_with_a_small_exponent_is_not_accepted_even_from_a_pinned_authority(world: Jpki) -> None:
    key, certificate = world.issue(key=rsa.generate_private_key(3, 2048))
    assert failures(world, signed_by(world, key, certificate)) == {"signature": "CARD_UNSUPPORTED"}


def test_another_curve_is_not_accepted_either(world: Jpki) -> None:
    key, certificate = world.issue(key=ec.generate_private_key(ec.SECP256R1()))
    evidence = signed_by(world, key, certificate)
    assert failures(world, evidence, accepted=frozenset(ALGORITHMS)) == {"signature": "CARD_UNSUPPORTED"}


@pytest.mark.parametrize("content", [b"", b"rubbish", bytes(9000)])
def test_what_is_no_certificate_is_refused_and_nothing_more_is_asked(world: Jpki, content: bytes) -> None:
    report = world.judged(replace(world.sign(), certificate=content))
    assert report.chain.code is IdentityCode.CERT_MALFORMED
    assert report.certificate is None
    others = {name: verdict.outcome for name, verdict in report.verdicts.items() if name not in ("chain", "binding")}
    assert set(others.values()) == {Outcome.NOT_ASKED}
    assert report.state == "refused"


def test_a_certificate_of_a_version_that_there_is_not_is_none(world: Jpki) -> None:
    evidence = world.sign()
    odd = evidence.certificate.replace(bytes.fromhex("a003020102"), bytes.fromhex("a003020111"), 1)
    assert odd != evidence.certificate
    assert failures(world, replace(evidence, certificate=odd))["chain"] == "CERT_MALFORMED"


def test_a_certificate_with_something_behind_it_is_none(world: Jpki) -> None:
    evidence = world.sign()
    assert failures(world, replace(evidence, certificate=evidence.certificate + b"\0"))["chain"] == "CERT_MALFORMED"


def test_a_long_certificate_is_not_read(world: Jpki) -> None:
    long = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), bytes(8000))
    report = world.judged(signed_by(world, *world.issue(also=((long, False),))))
    assert (report.chain.code, report.chain.about) == (IdentityCode.CERT_MALFORMED, "too long")


# cryptography warns about a serial of zero, and tests turn warnings into errors.
@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@given(st.data())
def test_nothing_that_comes_breaks_the_judge_and_nothing_changed_is_accepted(
    running_jpki: Jpki, data: st.DataObject
) -> None:
    evidence = running_jpki.sign()
    name = data.draw(st.sampled_from(["certificate", "signature", "signed_attributes"]))
    value: bytes = getattr(evidence, name)
    place = data.draw(st.integers(0, len(value) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != value[place]))
    changed = value[:place] + bytes([other]) + value[place + 1 :]
    assert running_jpki.judged(replace(evidence, **cast(Any, {name: changed}))).state == "refused"


# --- the other kind of certificate, the other environment ---


def test_the_authentication_certificate_answers_a_challenge_and_names_nobody(world: Jpki) -> None:
    evidence = signed_by(world, *world.issue("auth"))
    report = world.judged(evidence, kind="auth")
    assert (report.state, report.card_attributes) == ("accepted", None)
    assert report.certificate
    assert report.certificate.kind == "auth"
    signing = failures(world, world.sign(), kind="auth")
    assert (signing["chain"], signing["key_usage"]) == ("CERT_WRONG_TYPE", "CERT_WRONG_TYPE")


def real(world: Jpki) -> PinnedTrust:
    trust = world.mock.authorities.trust()
    trust.environment = "prod"
    return trust


def test_a_card_for_tests_is_refused_where_real_ones_are_expected(world: Jpki) -> None:
    verifier = JpkiVerifier(real(world), world.revocation)
    report = verifier.verify(world.sign(), DOCUMENT, START)
    assert (report.policy.code, report.environment, report.state) == (IdentityCode.CERT_TEST_IN_PROD, "prod", "refused")
    both = signed_by(world, *world.issue(policies=(SIGN_POLICY, SIGN_TEST_POLICY)))
    assert verifier.verify(both, DOCUMENT, START).policy.code is IdentityCode.CERT_TEST_IN_PROD
    shaped = signed_by(world, *world.issue(policies=(SIGN_POLICY,)))
    assert verifier.verify(shaped, DOCUMENT, START).state == "accepted"
