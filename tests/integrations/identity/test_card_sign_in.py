"""Card sign-in at a counter."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509

from integrations.certificates.algorithms import ALGORITHMS, ECDSA_P384
from integrations.certificates.fake import FakeRevocation
from integrations.certificates.mock.wallet import certificate_of
from integrations.certificates.verifier import JpkiVerifier
from integrations.identity.card_sign_in import DirectCard
from integrations.sockets.interfaces import BasicFour, Callback
from tests.integrations.certificates.world import SIGNER
from tests.integrations.identity.readers import Readers
from tests.integrations.identity.world import START, attempt, code_of


def callback_of(reader: Readers, direct: DirectCard, card: str = "hanako") -> Callback:
    return reader.approve(direct.begin(attempt()), card)


def end(reader: Readers, direct: DirectCard, card: str = "hanako") -> str:
    returned = callback_of(reader, direct, card)
    return code_of(lambda: direct.complete(returned, attempt(), reader.clock()))


def test_a_living_card_is_who_it_is_and_says_nothing_of_its_holder(reader: Readers) -> None:
    direct = reader.direct()
    assertion = direct.complete(callback_of(reader, direct), attempt(), START)
    authority = reader.jpki.authorities.of("auth", "2023")
    held = reader.jpki.cards.card("hanako").certs["auth"]
    assert (assertion.issuer, assertion.attributes) == (f"jpki:{held.authority}", BasicFour())
    assert assertion.methods == ("card-agent", "jpki-auth", "pin4", "fake")
    assert (assertion.provider, assertion.acr, assertion.auth_time) == ("card-agent", "", START)
    assert authority.certificate.subject.rfc4514_string().endswith("C=JP")
    assert assertion.subject.isdigit()
    assert assertion.serial == str(x509.load_pem_x509_certificate(held.pem.encode()).serial_number)


def test_it_outlives_a_move_and_a_lock_of_the_other_password(reader: Readers) -> None:
    for card in ("moved", "locked", "child"):
        reader.refresh()
        assert end(reader, reader.direct(), card) == ""


@pytest.mark.parametrize(("card", "code"), [("expired", "CERT_EXPIRED"), ("next", "")])
def test_the_term_and_the_algorithm_of_the_card_count(reader: Readers, card: str, code: str) -> None:
    assert end(reader, reader.direct(accepted=frozenset(ALGORITHMS)), card) == code


def test_who_died_or_lost_the_card_is_informed_by_the_list(reader: Readers) -> None:
    revocation = FakeRevocation()
    revocation.revoke(_auth(reader, "hanako"), START - timedelta(days=1), "keyCompromise")
    assert end(reader, reader.direct(revocation)) == "CERT_REVOKED"


def test_a_list_that_cannot_be_asked_lets_nobody_in_and_is_worth_another_try(reader: Readers) -> None:
    revocation = FakeRevocation()
    revocation.down = True
    assert end(reader, reader.direct(revocation)) == "REVOCATION_UNKNOWN"


def test_the_certificate_for_signatures_proves_nobody_here(reader: Readers) -> None:
    """Signature certificates have another trust store, even if a verifier trusts it."""
    assert end(reader, reader.direct(kind="sign")) == "CERT_WRONG_TYPE"


def test_a_card_that_was_not_yet_issued_is_not_believed(reader: Readers) -> None:
    returned = callback_of(reader, reader.direct())
    earlier = START - timedelta(days=500)
    assert code_of(lambda: reader.direct().complete(returned, attempt(), earlier)) == "CERT_NOT_YET_VALID"


@pytest.mark.parametrize("change", [{"nonce": "other"}, {"redirect_uri": "https://elsewhere.example/back"}])
def test_a_signature_is_for_one_challenge_of_one_portal(reader: Readers, change: dict[str, Any]) -> None:
    direct = reader.direct()
    returned = callback_of(reader, direct)
    assert code_of(lambda: direct.complete(returned, replace(attempt(), **change), START)) == "SIGNATURE_INVALID"


def test_another_cards_certificate_beside_the_signature_is_found(reader: Readers) -> None:
    direct = reader.direct()
    answer = json.loads(callback_of(reader, direct).code)
    answer["signed"]["certificate"] = b64encode(_auth(reader, "taka")).decode()
    forged = Callback("state-1", json.dumps(answer))
    assert code_of(lambda: direct.complete(forged, attempt(), START)) == "SIGNATURE_INVALID"
    answer["signed"]["certificate"] = b64encode(b"rubbish").decode()
    rubbish = Callback("state-1", json.dumps(answer))
    assert code_of(lambda: direct.complete(rubbish, attempt(), START)) == "CERT_MALFORMED"


def test_the_next_card_waits_until_its_algorithm_is_accepted(reader: Readers) -> None:
    waiting = reader.post(reader.direct().begin(attempt()))
    reader.at_reader({"card": "next", "pin": "1234"})
    assert json.loads(waiting.result(20).body) == {"error": "CARD_UNSUPPORTED"}
    both = reader.direct(accepted=frozenset(ALGORITHMS))
    returned = reader.approve(both.begin(attempt(2)), "next")
    assert json.loads(returned.code)["signed"]["algorithm"] == ECDSA_P384.name
    assert code_of(lambda: both.complete(returned, attempt(2), START)) == ""


def test_a_verifier_says_what_a_card_signs_to_prove_that_it_is_here(reader: Readers) -> None:
    from tests.integrations.certificates.world import DOCUMENT

    judge = JpkiVerifier(reader.jpki.authorities.trust(), FakeRevocation(), "auth", frozenset(ALGORITHMS))
    for name, asked in judge.challenges(replace(DOCUMENT, signer=SIGNER)).items():
        digest = ALGORITHMS[name].hashed(DOCUMENT.content)
        assert (asked.format, asked.algorithm, asked.document_digest) == ("raw-digestinfo", name, digest)
        assert ALGORITHMS[name].digest_in(asked.digest_info) == digest


def _auth(reader: Readers, card: str) -> bytes:
    return certificate_of(reader.jpki.cards.card(card).certs["auth"])


def test_an_answer_of_another_attempt_or_none_at_all_is_refused(reader: Readers) -> None:
    direct = reader.direct()
    returned = callback_of(reader, direct)
    assert code_of(lambda: direct.complete(returned, attempt(2), START)) == "STATE_MISMATCH"
    for callback, code in (
        (Callback("state-1"), "PROVIDER_CONFIG"),
        (Callback("state-1", error="access_denied"), "USER_CANCELLED"),
        (Callback("state-1", returned.code, "access_denied"), "USER_CANCELLED"),
    ):
        assert code_of(lambda reply=callback: direct.complete(reply, attempt(), START)) == code  # type: ignore[misc]
