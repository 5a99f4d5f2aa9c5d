"""署名API over HTTP."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey

from integrations.certificates.algorithms import ECDSA_P384
from integrations.http import Reply
from integrations.identity.addresses import with_query
from integrations.identity.client_key import ASSERTION_TYPE, client_assertion, public_jwks
from integrations.identity.das_signing import DasSigning, DasSigningSettings
from integrations.identity.mock.transactions import LIFE, Transactions
from integrations.identity.result_key import MAX_BYTES, opened
from integrations.identity.signing_names import SigningNames
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError, Callback
from tests.integrations.certificates.world import PIN
from tests.integrations.identity.signers import Signers
from tests.integrations.identity.world import CLIENT_ID, START, Twisted, World, attempt, code_of

NAMES = SigningNames()


def transactions(signing: Signers) -> str:
    return DasSigningSettings(signing.world.issuer, CLIENT_ID).address


def test_the_next_card_signs_too(signing: Signers) -> None:
    evidence = signing.signed("next", algorithm=ECDSA_P384.name)
    assert signing.judged(evidence).state == "accepted"


@pytest.mark.parametrize("card", ["moved", "expired", "ended"])
def test_a_gateway_signs_for_a_card_in_a_bad_state_and_the_judge_finds_out(signing: Signers, card: str) -> None:
    evidence = signing.signed(card)
    assert evidence.certificate
    assert (signing.judged(evidence).state == "refused") is (card == "expired")


def test_a_signature_that_was_changed_on_the_way_is_found_out_by_the_judge(signing: Signers) -> None:
    report = signing.judged(signing.signed(fault="other_signature"))
    assert report.signature.code is IdentityCode.SIGNATURE_INVALID


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("other_recipient", "TOKEN_INVALID_SIG"),
        ("weaker_encryption", "TOKEN_ALG"),
        ("bad_signature", "TOKEN_INVALID_SIG"),
        ("wrong_nonce", "NONCE_REPLAYED"),
        ("wrong_issuer", "ISSUER_MISMATCH"),
        ("wrong_audience", "AUDIENCE_MISMATCH"),
        ("error_500", "PROVIDER_UNAVAILABLE"),
    ],
)
def test_a_broken_answer_is_refused(signing: Signers, fault: str, code: str) -> None:
    assert code_of(lambda: signing.signed(fault=fault)) == code


def test_a_card_that_is_out_of_order_signs_nobody_in(signing: Signers) -> None:
    request, plug = attempt(), signing.world.das()
    returned = signing.world.choose(plug.begin(request), "ended")
    assert code_of(lambda: plug.complete(returned, request, START)) == "ACR_INSUFFICIENT"
    assert signing.world.sign_in(plug, "moved").attributes.name == "見本　花子"


# --- the PIN ---


def test_a_wrong_pin_is_reported_with_the_tries_that_are_left_until_it_is_locked(signing: Signers) -> None:
    plug, request = signing.world.das_signing(), signing.request()
    handle = plug.begin_signature(request, START)
    replies = [signing.press(handle.address, {"person": "hanako", "pin": "WRONG1"}) for _ in range(5)]
    assert [reply.status for reply in replies] == [422] * 5
    for left, page in zip((4, 3, 2, 1), replies, strict=False):
        assert f"あと{left}回まちがえると、ロックされます" in page.text
    assert "ロックされています" in replies[4].text
    assert "パスワードがちがいます" not in replies[4].text
    returned = signing.sign_at(handle.address, "hanako")
    assert code_of(lambda: plug.complete_signature(returned, request, handle, START)) == "PIN_LOCKED"


def test_an_empty_box_costs_no_try(signing: Signers) -> None:
    handle = signing.world.das_signing().begin_signature(signing.request(), START)
    assert signing.press(handle.address, {"person": "hanako", "pin": ""}).status == 200
    assert signing.jpki.cards.tries_left("hanako") == 5


def test_the_page_never_shows_what_was_typed(signing: Signers) -> None:
    handle = signing.world.das_signing().begin_signature(signing.request(), START)
    assert "WRONG1" not in signing.press(handle.address, {"person": "hanako", "pin": "WRONG1"}).text


@pytest.mark.parametrize(
    ("card", "code"), [("locked", "PIN_LOCKED"), ("child", "CARD_UNSUPPORTED"), ("next", "CARD_UNSUPPORTED")]
)
def test_a_card_that_cannot_sign_this_is_distinguished(signing: Signers, card: str, code: str) -> None:
    assert code_of(lambda: signing.signed(card)) == code


def test_a_refusal_counts_only_for_the_attempt_that_it_answers(signing: Signers) -> None:
    plug, request = signing.world.das_signing(), signing.request()
    handle = plug.begin_signature(request, START)
    returned = Callback("another", error="pin_locked")
    assert code_of(lambda: plug.complete_signature(returned, request, handle, START)) == "STATE_MISMATCH"


# --- responses that the mock never sends ---


def twisted(signing: Signers, path: str, answer: Callable[[Reply], Reply]) -> None:
    signing.world.transport.twist = lambda url, reply: answer(reply) if url.endswith(path) else reply


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (201, "[]", "PROVIDER_UNAVAILABLE"),
        (201, "{}", "PROVIDER_UNAVAILABLE"),
        (201, '{"sign_transaction_id":5}', "PROVIDER_UNAVAILABLE"),
        (201, '{"sign_transaction_id":""}', "PROVIDER_UNAVAILABLE"),
        (201, '{"sign_transaction_id":"../x"}', "PROVIDER_UNAVAILABLE"),
        (201, "<html>", "PROVIDER_UNAVAILABLE"),
        (400, "{}", "PROVIDER_CONFIG"),
        (401, "{}", "PROVIDER_CONFIG"),
        (429, "{}", "RATE_LIMITED"),
        (503, "{}", "PROVIDER_UNAVAILABLE"),
    ],
)
def test_a_transaction_that_does_not_begin_is_reported(signing: Signers, status: int, body: str, code: str) -> None:
    twisted(signing, "/sign-transactions", lambda _: Reply(status, {}, body.encode()))
    assert code_of(lambda: signing.world.das_signing().begin_signature(signing.request(), START)) == code


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, "[]", "PROVIDER_UNAVAILABLE"),
        (200, "{}", "PROVIDER_UNAVAILABLE"),
        (200, '{"sign_result":5}', "PROVIDER_UNAVAILABLE"),
        (200, '{"sign_result":"a.b.c.d.e"}', "TOKEN_INVALID_SIG"),
        (404, "{}", "NONCE_EXPIRED"),
        (410, "{}", "NONCE_EXPIRED"),
        (409, "{}", "CODE_REUSED"),
        (403, "{}", "PROVIDER_CONFIG"),
        (500, "{}", "PROVIDER_UNAVAILABLE"),
    ],
)
def test_a_result_that_does_not_come_is_reported(signing: Signers, status: int, body: str, code: str) -> None:
    twisted(signing, "/result", lambda _: Reply(status, {}, body.encode()))
    assert code_of(signing.signed) == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"access_token": "a b", "token_type": "Bearer"}, "PROVIDER_UNAVAILABLE"),
        ({"access_token": "a", "token_type": "MAC"}, "PROVIDER_UNAVAILABLE"),
        ({"access_token": "a", "token_type": "Bearer", "scope": "other"}, "SCOPE_MISSING"),
        ([], "PROVIDER_UNAVAILABLE"),
    ],
)
def test_a_token_for_ourselves_that_is_none_is_refused(signing: Signers, answer: object, code: str) -> None:
    twisted(signing, "/token", lambda _: Reply(200, {}, json.dumps(answer).encode()))
    assert code_of(lambda: signing.world.das_signing().begin_signature(signing.request(), START)) == code


def test_every_name_that_nobody_confirmed_is_a_setting(signing: Signers) -> None:
    """A proxy renames every parameter."""
    names = SigningNames(digest="hash", transaction="id", result="", signature="sig", certificate="cert")

    def renamed(url: str, reply: Reply) -> Reply:
        if url.endswith("/result"):
            token = str(dict(json.loads(reply.body))["sign_result"])
            plain = jwe.decrypt_compact(
                token, signing.world.results, algorithms=["ECDH-ES+A256KW", "A256GCM"]
            ).plaintext
            body = json.loads(plain or b"")
            inside = json.dumps({"sig": body["signature"], "cert": body["certificate"]}).encode()
            header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}
            again = jwe.encrypt_compact(header, inside, signing.world.results, algorithms=[*header.values()])
            return Reply(200, {}, again.encode())
        if url.endswith("/sign-transactions"):
            return Reply(200, {}, json.dumps({"id": json.loads(reply.body)["sign_transaction_id"]}).encode())
        return reply

    class Renaming(Twisted):
        def post(self, url: str, content: bytes, media: str, headers: Mapping[str, str] | None = None) -> Reply:
            return super().post(url, content.replace(b'"hash"', b'"digest"'), media, headers)

    transport = Renaming(timeout=5.0)
    transport.twist = renamed
    settings = DasSigningSettings(
        signing.world.issuer, CLIENT_ID, transactions=transactions(signing), attributes="name", names=names
    )
    plug = DasSigning(settings, transport, signing.world.portal_key, signing.world.results)
    assert signing.judged(signing.signed(provider=plug)).state == "accepted"
    transport.close()


@pytest.mark.parametrize(
    ("issuer", "address", "refused"),
    [
        ("https://card.example/realms/main", "", False),
        ("https://card.example/realms/main", "https://sign.example/transactions", False),
        ("http://card.example/realms/main", "https://sign.example/transactions", True),
        ("https://card.example/realms/main", "http://sign.example/transactions", True),
        ("https://sb-auth-and-sign.go.jp/api/realms/main", "https://sign.example/transactions", True),
        ("https://card.example/realms/main", "https://sb-auth-and-sign.go.jp/api/sign-transactions", True),
    ],
)
def test_what_is_for_tests_says_so(issuer: str, address: str, refused: bool) -> None:
    assert DasSigningSettings(issuer, CLIENT_ID, address).for_tests_only is refused


# --- the key that encrypts results ---


def sealed(key: ECKey, plain: bytes, **header: str) -> str:
    headers = {"alg": NAMES.key_management, "enc": NAMES.encryption, **header}
    return jwe.encrypt_compact(headers, plain, key, algorithms=["ECDH-ES", *headers.values()])


KEY = ECKey.generate_key("P-256")
SOUND = json.dumps({"signature": b64encode(b"s").decode(), "certificate": b64encode(b"c").decode()}).encode()


def test_a_result_is_opened() -> None:
    result = opened(sealed(KEY, SOUND), KEY, NAMES)
    assert (result.signature, result.certificate) == (b"s", b"c")


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", "TOKEN_INVALID_SIG"),
        ("a.b.c", "TOKEN_INVALID_SIG"),
        ("ä.b.c.d.e", "TOKEN_INVALID_SIG"),
        (sealed(ECKey.generate_key("P-256"), SOUND), "TOKEN_INVALID_SIG"),
        (sealed(KEY, SOUND)[:-4] + "AAAA", "TOKEN_INVALID_SIG"),
        (sealed(KEY, SOUND, enc="A128GCM"), "TOKEN_ALG"),
        (sealed(KEY, SOUND, alg="ECDH-ES"), "TOKEN_ALG"),
        (sealed(KEY, SOUND, zip="DEF"), "TOKEN_ALG"),
        (sealed(KEY, b""), "TOKEN_INVALID_SIG"),
        (sealed(KEY, b"[]"), "TOKEN_INVALID_SIG"),
        (sealed(KEY, b"{}"), "TOKEN_INVALID_SIG"),
        (sealed(KEY, b'{"signature":"cw==","certificate":"?"}'), "TOKEN_INVALID_SIG"),
        (sealed(KEY, b'{"signature":"cw==","certificate":"Y w=="}'), "TOKEN_INVALID_SIG"),
        (sealed(KEY, SOUND + b" " * MAX_BYTES), "TOKEN_INVALID_SIG"),
    ],
)
def test_what_is_not_for_us_or_not_as_agreed_is_not_opened(token: str, code: str) -> None:
    assert code_of(lambda: opened(token, KEY, NAMES)) == code


def test_both_keys_are_published_each_for_its_use(signing: Signers) -> None:
    keys = signing.world.das_signing().public_jwks()["keys"]
    assert isinstance(keys, list)
    assert [key["use"] for key in keys] == ["sig", "enc"]
    assert [key["alg"] for key in keys] == ["ES256", "ECDH-ES+A256KW"]
    assert not [key for key in keys if "d" in key]


# --- requests that the practice gateway refuses ---


def token(signing: Signers, scope: str = "sign") -> Reply:
    endpoint = signing.world.endpoint("token")
    proof = client_assertion(signing.world.portal_key, CLIENT_ID, endpoint, signing.world.clock())
    form = {"grant_type": "client_credentials", "scope": scope, "client_assertion_type": ASSERTION_TYPE}
    return signing.world.transport.post_form(endpoint, {**form, "client_assertion": proof})


def begin(signing: Signers, bearer: str, body: str) -> int:
    return signing.world.transport.post_json(
        transactions(signing), body, {"Authorization": f"Bearer {bearer}".strip()}
    ).status


SOUND_BODY = json.dumps({"digest": b64encode(bytes(51)).decode()})


def client_token(signing: Signers) -> str:
    return str(dict(json.loads(token(signing).body))["access_token"])


def test_a_transaction_is_begun_by_the_client_itself_for_five_minutes(signing: Signers) -> None:
    token_of_client = client_token(signing)
    assert begin(signing, token_of_client, SOUND_BODY) == 201
    assert begin(signing, "unknown", SOUND_BODY) == 401
    assert begin(signing, "", SOUND_BODY) == 401
    signing.world.clock.pass_by(300)
    assert begin(signing, token_of_client, SOUND_BODY) == 401


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"digest":""}', '{"digest":"?"}', '{"digest":5}', " " * 2000 + SOUND_BODY]
)
def test_what_is_no_digest_is_refused(signing: Signers, body: str) -> None:
    assert begin(signing, client_token(signing), body) == 400


def test_a_client_gets_no_other_scope_for_itself(signing: Signers) -> None:
    assert (token(signing, "openid").status, token(signing, "").status) == (400, 400)


def test_a_gateway_without_cards_signs_nothing(mocked: World, signing: Signers) -> None:
    assert code_of(lambda: mocked.das_signing().begin_signature(signing.request(), START)) == "PROVIDER_CONFIG"
    assert "client_credentials" not in mocked.transport.get(f"{mocked.issuer}/.well-known/openid-configuration").text


def result(signing: Signers, transaction: str, bearer: str) -> int:
    address = f"{transactions(signing)}/{transaction}/result"
    return signing.world.transport.get(address, {"Authorization": f"Bearer {bearer}".strip()}).status


def bearer_of(signing: Signers, address: str) -> str:
    returned = signing.sign_at(address, "hanako")
    access, _ = signing.world.das_signing()._flow.redeem(returned, signing.request().attempt, signing.world.clock())
    return access


def test_a_result_is_for_the_token_of_who_signed_it(signing: Signers) -> None:
    plug = signing.world.das_signing()
    first, other = (plug.begin_signature(signing.request(), START) for _ in range(2))
    bearer = bearer_of(signing, first.address)
    assert result(signing, first.transaction, bearer) == 200
    assert result(signing, other.transaction, bearer) == 403
    assert result(signing, first.transaction, client_token(signing)) == 401
    assert result(signing, first.transaction, "") == 401


def test_a_result_lives_ten_minutes(signing: Signers) -> None:
    handle = signing.world.das_signing().begin_signature(signing.request(), START)
    signing.world.clock.pass_by((LIFE - timedelta(seconds=1)).total_seconds())
    bearer = bearer_of(signing, handle.address)
    assert result(signing, handle.transaction, bearer) == 200
    signing.world.clock.pass_by(1)
    assert result(signing, handle.transaction, bearer) == 404


def error_at(signing: Signers, address: str) -> str:
    reply = signing.press(address, {"person": "hanako", "pin": PIN})
    assert reply.status == 303
    return dict(parse_qsl(urlsplit(reply.headers["location"]).query)).get("error", "")


def test_a_transaction_is_signed_once_and_in_time(signing: Signers) -> None:
    plug = signing.world.das_signing()
    handle = plug.begin_signature(signing.request(), START)
    assert error_at(signing, handle.address) == ""
    assert error_at(signing, handle.address) == "invalid_request"
    late = plug.begin_signature(signing.request(), START)
    signing.world.clock.pass_by(LIFE.total_seconds())
    assert error_at(signing, late.address) == "invalid_request"
    assert error_at(signing, late.address.replace(late.transaction, "unknown")) == "invalid_request"


def test_two_who_sign_at_once_sign_once(signing: Signers) -> None:
    kept = Transactions(signing.world.clock)
    name = kept.begin(b"x")
    signed = signing.jpki.cards.sign("hanako", PIN, signing.request().to_sign.digest_info)
    assert [kept.sign(name, signed), kept.sign(name, replace(signed, signature=b"other"))] == [True, False]
    record = kept.find(name)
    assert record
    assert record.signed == signed


@pytest.mark.parametrize(
    "changes",
    [{"scope": "openid"}, {"sign_transaction_id": ""}],
)
def test_scope_and_transaction_go_together(signing: Signers, changes: dict[str, str]) -> None:
    handle = signing.world.das_signing().begin_signature(signing.request(), START)
    address, _, query = handle.address.partition("?")
    reply = signing.world.transport.get(with_query(address, {**dict(parse_qsl(query)), **changes}))
    assert (reply.status, "error=invalid_scope" in reply.headers["location"]) == (303, True)


def test_a_client_without_a_key_for_results_gets_none(signing: Signers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DasSigning, "public_jwks", lambda plug: public_jwks(plug._key))
    assert code_of(signing.signed) == "PROVIDER_UNAVAILABLE"


def test_a_result_has_a_length() -> None:
    for length, reason in ((MAX_BYTES, "(ValueError)"), (MAX_BYTES + 1, "(too long)")):
        with pytest.raises(AdapterError) as caught:
            opened("x" * length, KEY, NAMES)
        assert str(caught.value).endswith(reason)
