"""The card agent at a counter."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from integrations.certificates.algorithms import RSA_2048
from integrations.identity.card_agent import MAX_ANSWER, LoopbackAgent
from integrations.identity.card_question import read_question, written
from integrations.identity.mock.card_agent import READER
from integrations.identity.signed import VerificationKeys
from integrations.sockets.card_protocol import AUDIENCE, MAX_BYTES
from integrations.sockets.card_socket import CardAnswer, CardAsk, CardUse
from integrations.sockets.interfaces import BasicFour
from tests.integrations.certificates.world import HANAKO
from tests.integrations.identity.readers import ORIGIN, PINS, Readers
from tests.integrations.identity.world import START, code_of


def error(reader: Readers, use: CardUse, card: str, pin: str, number: str = "n") -> tuple[int, dict[str, object]]:
    _, address = reader.question(use, number)
    reply = reader.used(address, card, pin)
    content = json.loads(reply.body)
    assert isinstance(content, dict)
    return reply.status, content


# Answers


def test_the_face_of_a_card_is_read_by_its_pin_or_by_what_is_printed_on_it(reader: Readers) -> None:
    surface = reader.jpki.cards.card("hanako").surface
    face = f"850315{surface['expiry'][:4]}{surface['security_code']}"
    for number, pin in (("n-1", "1234"), ("n-2", face)):
        ask, address = reader.question(CardUse.ATTRIBUTES, number)
        reply = reader.used(address, "hanako", pin)
        assert reply.status == 200
        four = BasicFour(HANAKO.name, HANAKO.address, date(1985, 3, 15), "19850315", "2")
        assert reader.agent.read(reply.text, ask) == CardAnswer(four, by_pin=pin == "1234")


@pytest.mark.parametrize(("use", "kind"), [(CardUse.PROVE, "auth"), (CardUse.SIGN, "sign")])
def test_a_card_signs_what_the_portal_asked_with_the_right_one_of_its_keys(
    reader: Readers, use: CardUse, kind: str
) -> None:
    ask, address = reader.question(use)
    signed = reader.agent.read(reader.used(address, "hanako", PINS[use]).text, ask).signed
    assert signed
    held = reader.jpki.cards.card("hanako").certs[kind]  # type: ignore[index]
    assert held.pem.encode() == _pem(signed.certificate)
    key = _key(signed.certificate)
    assert RSA_2048.holds(key, signed.signature, RSA_2048.hashed(b"challenge"))


def test_the_pin_is_in_no_answer(reader: Readers) -> None:
    for number, use in enumerate(CardUse):
        _, address = reader.question(use, f"n-{number}")
        reply = reader.used(address, "hanako", PINS[use])
        assert reply.status == 200
        assert json.loads(reply.body).keys() <= {"protocol", "practice", "number", "attributes", "by_pin", "signed"}
        assert "TEST1234" not in reply.text


def test_a_wrong_pin_shows_the_tries_that_are_left_until_there_are_none(reader: Readers) -> None:
    ends = [error(reader, CardUse.PROVE, "hanako", "0000", f"n-{number}") for number in range(4)]
    assert ends == [
        (422, {"error": "PIN_WRONG", "left": 2}),
        (422, {"error": "PIN_WRONG", "left": 1}),
        (422, {"error": "PIN_LOCKED", "left": 0}),
        (422, {"error": "PIN_LOCKED", "left": 0}),
    ]
    assert error(reader, CardUse.PROVE, "hanako", "1234", "n-9")[1]["error"] == "PIN_LOCKED"


def test_each_pin_has_tries_of_its_own(reader: Readers) -> None:
    assert error(reader, CardUse.SIGN, "hanako", "WRONG1", "n-1")[1]["left"] == 4
    assert error(reader, CardUse.ATTRIBUTES, "hanako", "0000", "n-2")[1]["left"] == 2
    assert error(reader, CardUse.ATTRIBUTES, "hanako", "0" * 14, "n-3")[1]["left"] == 9
    assert error(reader, CardUse.PROVE, "hanako", "0000", "n-4")[1]["left"] == 2


def test_a_card_without_what_is_asked_for_is_reported_so(reader: Readers) -> None:
    """A child has no signature certificate; the next card lacks the requested algorithms."""
    assert error(reader, CardUse.SIGN, "child", "TEST1234", "n-1") == (422, {"error": "CARD_UNSUPPORTED"})
    assert error(reader, CardUse.PROVE, "next", "1234", "n-2") == (422, {"error": "CARD_UNSUPPORTED"})


@pytest.mark.parametrize(
    ("act", "status"), [("USER_CANCELLED", 422), ("CARD_REMOVED", 422), ("PROVIDER_UNAVAILABLE", 503)]
)
def test_what_goes_wrong_at_the_reader_is_reported(reader: Readers, act: str, status: int) -> None:
    _, address = reader.question()
    waiting = reader.post(address)
    reader.at_reader({"act": act})
    reply = waiting.result(20)
    assert (reply.status, json.loads(reply.body)) == (status, {"error": act})


def test_a_page_that_was_loaded_again_takes_the_reader_over(reader: Readers) -> None:
    _, first = reader.question(number="n-1")
    waiting = reader.post(first)
    reader.waits()
    ask, second = reader.question(CardUse.ATTRIBUTES, "n-2")
    again = reader.post(second)
    reader.waits(CardUse.ATTRIBUTES)  # the latest request gets the card
    reader.at_reader({"card": "hanako", "pin": "1234"})
    answered = again.result(20)
    assert json.loads(waiting.result(20).body) == {"error": "USER_CANCELLED"}
    assert reader.agent.read(answered.text, ask).attributes


def test_nobody_at_the_reader_ends_the_question(reader: Readers) -> None:
    reader.practice._seconds, before = 0.05, reader.practice._seconds
    _, address = reader.question()
    reply = reader.post(address).result(20)
    reader.practice._seconds = before
    assert (reply.status, json.loads(reply.body)) == (410, {"error": "NONCE_EXPIRED"})
    assert reader.practice.reader.asked is None


# Allowed callers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": ORIGIN + ".elsewhere.example"},
        {"Origin": "null"},
        {"Host": "elsewhere.example"},
        {"Host": "127.0.0.1.elsewhere.example:80"},
    ],
)
def test_who_is_not_on_the_list_learns_nothing(reader: Readers, headers: dict[str, str]) -> None:
    _, address = reader.question()
    reply = reader.post(address, headers).result(20)
    assert (reply.status, reply.body) == (403, b"")
    assert not [name for name in reply.headers if name.startswith("access-control")]
    assert reader.practice.reader.asked is None


def test_only_json_is_taken(reader: Readers) -> None:
    """A cross-site form is sent without a preflight (Fetch: simple request)."""
    _, address = reader.question()
    to, _, token = address.partition("#")
    reply = reader.transport.post(to, json.dumps({"question": token}).encode(), "text/plain", {"Origin": ORIGIN})
    assert reply.status == 415


def test_the_readers_page_is_of_this_computer_alone(reader: Readers) -> None:
    address = f"http://{reader.host}{READER}"
    assert reader.transport.get(address, {"Host": "elsewhere.example"}).status == 403
    assert reader.transport.post_form(address, {}, {"Origin": "https://elsewhere.example"}).status == 403
    assert reader.transport.get(address).status == 200


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": ECKey.generate_key("P-256")}, "TOKEN_INVALID_SIG"),
        ({"issuer": "https://elsewhere.example"}, "ISSUER_MISMATCH"),
        ({"now": START - timedelta(seconds=181)}, "NONCE_EXPIRED"),
        ({"now": START + timedelta(seconds=61)}, "NONCE_EXPIRED"),
    ],
)
def test_a_question_that_the_portal_did_not_ask_now_is_refused(
    reader: Readers, changes: dict[str, Any], code: str
) -> None:
    _, address = reader.question(**changes)
    reply = reader.post(address).result(20)
    assert json.loads(reply.body) == {"error": code}
    assert reply.status in (401, 410)


def test_the_clock_of_a_counters_computer_may_be_a_minute_off(reader: Readers) -> None:
    for number, seconds in enumerate((-179, 60)):
        _, address = reader.question(number=f"n-{number}", now=START + timedelta(seconds=seconds))
        assert reader.used(address).status == 200


def test_a_question_is_good_once(reader: Readers) -> None:
    _, address = reader.question()
    assert reader.used(address).status == 200
    again = reader.post(address).result(20)
    assert (again.status, json.loads(again.body)) == (409, {"error": "NONCE_REPLAYED"})
    reader.clock.pass_by(100)
    assert reader.post(address).result(20).status == 409


NOW = int(START.timestamp())


def claims(**changes: object) -> dict[str, object]:
    now = int(START.timestamp())
    sound = {"iss": ORIGIN, "aud": AUDIENCE, "jti": "n", "use": "prove", "digests": {}, "iat": now, "exp": now + 120}
    return {**sound, **changes}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"aud": "https://card.example/token"}, "AUDIENCE_MISMATCH"),
        ({"use": "open the door"}, "TOKEN_INVALID_SIG"),
        ({"jti": ""}, "TOKEN_INVALID_SIG"),
        ({"jti": 1}, "TOKEN_INVALID_SIG"),
        ({"digests": []}, "TOKEN_INVALID_SIG"),
        ({"digests": {"rsa-2048/sha-256": "not base64!"}}, "TOKEN_INVALID_SIG"),
        ({"digests": {"rsa-2048/sha-256": "QUJD!"}}, "TOKEN_INVALID_SIG"),
        ({"exp": int(START.timestamp()) + 121}, "NONCE_EXPIRED"),
        ({"exp": "never"}, "NONCE_EXPIRED"),
        ({"iat": NOW + 60, "exp": NOW + 180}, ""),
        ({"iat": NOW + 61, "exp": NOW + 181}, "NONCE_EXPIRED"),
        ({"iat": NOW - 179, "exp": NOW - 59}, ""),
        ({"iat": NOW - 180, "exp": NOW - 60}, "NONCE_EXPIRED"),
        ({"iat": None}, "NONCE_EXPIRED"),
    ],
)
def test_what_a_question_must_say(reader: Readers, changes: dict[str, object], code: str) -> None:
    key = reader.key
    token = jwt.encode({"alg": "ES256", "kid": key.thumbprint()}, claims(**changes), key, algorithms=["ES256"])
    keys = VerificationKeys(reader.agent.public_jwks)
    assert code_of(lambda: read_question(token, keys, ORIGIN, START)) == code


def test_a_question_has_a_length(reader: Readers) -> None:
    keys = VerificationKeys(reader.agent.public_jwks)
    tokens = (written(CardAsk(CardUse.PROVE, "n" * length), reader.key, ORIGIN, START) for length in range(1, 4000))
    by_length = {len(token): token for token in tokens}
    fits, over = (by_length[max(length for length in by_length if length <= MAX_BYTES)], by_length[min(
        length for length in by_length if length > MAX_BYTES)])  # fmt: skip
    assert len(fits) == MAX_BYTES
    assert read_question(fits, keys, ORIGIN, START)
    assert code_of(lambda: read_question(over, keys, ORIGIN, START)) == "TOKEN_INVALID_SIG"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"question": 1}', b'"x"', b"[" * 8000, b"\xff"])
def test_rubbish_is_no_question(reader: Readers, body: bytes) -> None:
    to = f"{reader.agent.address}/v1/use"
    reply = reader.transport.post(to, body, "application/json", {"Origin": ORIGIN})
    assert (reply.status, json.loads(reply.body)) == (401, {"error": "TOKEN_INVALID_SIG"})


# Checks by the portal


def sound(**changes: object) -> str:
    content = {"protocol": "kakanai-card-agent/1", "practice": False, "number": "n",
            "attributes": {"name": "見本　花子", "address": "見本県", "birth": "19850315", "sex": "2"}}  # fmt: skip
    return json.dumps({**content, **changes})


ASK = CardAsk(CardUse.ATTRIBUTES, "n")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (sound(), ""),
        (sound(number="m"), "NONCE_REPLAYED"),
        (sound(practice=True), "CERT_TEST_IN_PROD"),
        (sound(practice=None), "CERT_TEST_IN_PROD"),
        (sound(protocol="kakanai-card-agent/2"), "PROVIDER_UNAVAILABLE"),
        (sound(attributes=None), "PROVIDER_UNAVAILABLE"),
        (sound(attributes={"name": 1}), "PROVIDER_UNAVAILABLE"),
        (sound(attributes={"name": "a\nb"}), "PROVIDER_UNAVAILABLE"),
        (sound(attributes={"name": "見" * 201}), "PROVIDER_UNAVAILABLE"),
        (sound(attributes={"name": "見" * 200}), ""),
        (sound(attributes={"name": "見本", "address": "見" * 400}), ""),
        (sound(attributes={"name": "見本", "address": "見" * 401}), "PROVIDER_UNAVAILABLE"),
        ("", "PROVIDER_UNAVAILABLE"),
        ("[]", "PROVIDER_UNAVAILABLE"),
        ("[" * 10_000, "PROVIDER_UNAVAILABLE"),
        (sound(pad="x" * MAX_ANSWER), "PROVIDER_UNAVAILABLE"),
    ],
)
def test_what_an_answer_must_say(answer: str, code: str) -> None:
    agent = LoopbackAgent("http://127.0.0.1:9", ORIGIN, ECKey.generate_key("P-256"), fake=False)
    assert code_of(lambda: agent.read(answer, ASK)) == code


def test_an_answer_has_a_length() -> None:
    agent = LoopbackAgent("http://127.0.0.1:9", ORIGIN, ECKey.generate_key("P-256"), fake=False)
    longest = sound(pad="x" * (MAX_ANSWER - len(sound(pad=""))))
    assert len(longest) == MAX_ANSWER
    assert agent.read(longest, ASK).attributes
    assert code_of(lambda: agent.read(longest + " ", ASK)) == "PROVIDER_UNAVAILABLE"


def test_a_licence_is_no_card_with_a_pin() -> None:
    agent = LoopbackAgent("http://127.0.0.1:9", ORIGIN, ECKey.generate_key("P-256"), fake=False)
    answer = agent.read(sound(card="driver_licence", by_pin=True), ASK)
    assert (answer.licence, answer.by_pin) == (True, False)
    assert not agent.read(sound(card="another"), ASK).licence


@pytest.mark.parametrize("raw", ["", "19850230", "400000000", "1985-3-15"])
def test_a_birthday_that_is_no_day_stays_as_it_was_written(raw: str) -> None:
    agent = LoopbackAgent("http://127.0.0.1:9", ORIGIN, ECKey.generate_key("P-256"), fake=False)
    text = sound(attributes={"name": "見本", "birth": raw[:8]})
    attributes = agent.read(text, ASK).attributes
    assert attributes
    assert (attributes.birth, attributes.birth_raw) == (None, raw[:8])


@pytest.mark.parametrize(
    "signed",
    [None, [], {}, {"algorithm": "md5", "signature": "", "certificate": ""},
     {"algorithm": "rsa-2048/sha-256", "signature": "!", "certificate": ""},
     {"algorithm": ["rsa"], "signature": "", "certificate": ""}],
)  # fmt: skip
def test_a_signature_must_be_one_that_was_asked_for(signed: object) -> None:
    agent = LoopbackAgent("http://127.0.0.1:9", ORIGIN, ECKey.generate_key("P-256"), fake=False)
    ask = CardAsk(CardUse.PROVE, "n", {RSA_2048.name: b"x"})
    assert code_of(lambda: agent.read(sound(signed=signed), ask)) == "PROVIDER_UNAVAILABLE"
    other = replace(ask, use=CardUse.ATTRIBUTES)
    assert agent.read(sound(signed=signed), other).signed is None


def _pem(der: bytes) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


def _key(der: bytes) -> object:
    from cryptography import x509

    return x509.load_der_x509_certificate(der).public_key()
