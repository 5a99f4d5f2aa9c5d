"""Key selection and rotation."""

import pytest
from joserfc.jwk import ECKey, RSAKey

from integrations.http import Reply, Transport
from integrations.identity.signed import Jwks, VerificationKeys, fetch_jwks
from tests.integrations.identity.world import Clock, Twisted, World, code_of, world

KEY = ECKey.generate_key("P-256")
PUBLIC = {**KEY.as_dict(private=False), "kid": "k"}


def is_accepted(entry: object) -> bool:
    return VerificationKeys(lambda: {"keys": [entry]}).find("k") is not None


def test_a_signing_key_is_found_whether_or_not_it_says_so() -> None:
    assert is_accepted(PUBLIC)
    assert is_accepted({**PUBLIC, "use": "sig", "alg": "ES256"})


@pytest.mark.parametrize(
    "entry",
    [
        {**PUBLIC, "use": "enc"},
        {**PUBLIC, "alg": "ES384"},
        {**PUBLIC, "crv": "P-384"},
        {**PUBLIC, "x": "AA"},
        {**PUBLIC, "kty": "unknown"},
        {**RSAKey.generate_key(2048).as_dict(private=False), "kid": "k"},
        {"kid": "k"},
        {name: value for name, value in PUBLIC.items() if name != "kid"},
        "rubbish",
        None,
    ],
    ids=["use", "alg", "curve", "point", "type", "rsa", "empty", "no id", "text", "null"],
)
def test_a_key_of_another_kind_is_passed_over(entry: object) -> None:
    assert not is_accepted(entry)


def test_a_bad_key_does_not_hide_a_good_one() -> None:
    assert VerificationKeys(lambda: {"keys": ["rubbish", PUBLIC]}).find("k") is not None


def test_a_new_key_is_noticed_and_strangers_do_not_cause_a_flood() -> None:
    sets: list[Jwks] = [{"keys": []}, {"keys": [PUBLIC]}]
    reads: list[int] = []

    def fetch() -> Jwks:
        reads.append(1)
        return sets[min(len(reads), len(sets)) - 1]

    keys = VerificationKeys(fetch)
    assert keys.find("k") is not None
    assert len(reads) == 2
    assert [keys.find(f"stranger {number}") for number in range(20)] == [None] * 20
    assert len(reads) == 2


class Answers(Transport):
    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply

    def get(self, url: str, headers: object = None) -> Reply:
        return self.reply


@pytest.mark.parametrize(
    "reply",
    [Reply(404, {}, b'{"keys": []}'), Reply(200, {}, b"[]"), Reply(200, {}, b'{"keys": {}}'), Reply(200, {}, b"<p>")],
)
def test_without_a_key_set_the_neighbour_is_unavailable(reply: Reply) -> None:
    assert code_of(lambda: fetch_jwks(Answers(reply), "http://x/")) == "PROVIDER_UNAVAILABLE"


def test_the_mock_refuses_a_key_as_soon_as_the_portal_no_longer_publishes_it() -> None:
    transport = Twisted()
    with world(Clock(), transport) as fresh:
        before = fresh.das()
        assert code_of(lambda: fresh.sign_in(before)) == ""
        fresh.portal_key = ECKey.generate_key("P-256")
        assert code_of(lambda: fresh.sign_in(before)) == "PROVIDER_CONFIG"
        assert code_of(lambda: fresh.sign_in(fresh.das())) == ""
        transport.close()


def test_the_plug_follows_a_provider_whose_keys_changed(mocked: World) -> None:
    certs: list[str] = []

    def old_keys_first(url: str, reply: Reply) -> Reply:
        if not url.endswith("/certs"):
            return reply
        certs.append(url)
        return Reply(200, {}, b'{"keys": []}') if len(certs) == 1 else reply

    mocked.transport.twist = old_keys_first
    assert mocked.sign_in(mocked.das()).subject
    assert len(certs) == 2
