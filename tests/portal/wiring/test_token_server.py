"""A token server as settings name it, over the wire: from its token to our answer."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from socket import create_server

import pytest
from fastapi import FastAPI
from httpx2 import Response as Answer
from joserfc.jwk import ECKey
from starlette.testclient import TestClient

from integrations.http import Transport
from integrations.identity.client_key import load_or_create_client_key, public_jwks
from integrations.identity.client_proof import basic
from integrations.identity.introspection import Introspection
from integrations.identity.mock.token_server import MockTokenServer, Party
from integrations.identity.signed import VerificationKeys
from portal.cli.card_provider import mock_service
from portal.clock import Clock
from portal.config import Settings, load_settings
from portal.errors import BadSetting
from portal.services.machines.api_scopes import READ, RESULT
from portal.services.machines.propose_client import end_client
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from portal.wiring.installing import published
from portal.wiring.neighbours import CLIENT_KEY
from portal.wiring.practice import MOCK_MACHINE, MOCK_SECRET, MOCK_TOKENS_PATH
from portal.wiring.token_server import wire_token_server
from tests.house.test_production import WHOLE, surround
from tests.integrations.identity.world import serving
from tests.portal.machines import Caller, add_machine, administrators, problem

CALL, OTHER_CALL = "/api/v1/procedures", "/api/v1/applications"
WIRE = f"kakanai:{READ}"
NAME = "KAKANAI_TOKEN_SERVER"
REAL = {
    **WHOLE, NAME: "https://auth.city.lg.example/realms/city",
    f"{NAME}_INTROSPECTION": "https://auth.city.lg.example/introspect", f"{NAME}_CLIENT_ID": "kakanai",
}  # fmt: skip
TOGETHER = f"{NAME}, {NAME}_INTROSPECTION and {NAME}_CLIENT_ID go together; one of them is missing."


def settings_of(folder: Path, issuer: str, **changes: object) -> Settings:
    given = {
        "token_server": issuer, "token_server_introspection": f"{issuer}/introspect", "token_server_client_id": "api",
    }  # fmt: skip
    return load_settings(env="test", data=folder, **{**given, **changes})


def test_it_is_off_until_it_is_set_and_never_in_the_outer_zone(tmp_path: Path) -> None:
    assert wire_token_server(Settings(env="test", data=tmp_path), Clock()) is None
    settings = settings_of(tmp_path, "https://auth.example")
    server = wire_token_server(settings, Clock())
    assert server is not None
    assert server.public_jwks()["keys"]
    assert wire_token_server(settings.model_copy(update={"zone": "outer"}), Clock()) is None
    empty = tmp_path / "secret"
    for text in ("", "s"):
        empty.write_text(text, encoding="utf-8")
        settings = settings_of(tmp_path, "https://auth.example", token_server_secret_file=str(empty))
        if text:
            assert wire_token_server(settings, Clock()) is not None
        else:
            with pytest.raises(BadSetting, match="the file is empty"):
                wire_token_server(settings, Clock())


def test_the_key_that_shows_who_asks_is_published_where_no_other_plug_does(tmp_path: Path) -> None:
    server = wire_token_server(settings_of(tmp_path, "https://auth.example"), Clock())
    assert server is not None
    own = server.public_jwks()
    empty: dict[str, list[dict[str, str]]] = {"keys": []}
    another = public_jwks(ECKey.generate_key("P-256"))
    assert [published(*sets) for sets in ((empty, own), (another, own), (empty,), (empty, empty))] == [
        own, another, empty, empty,
    ]  # fmt: skip


def test_the_mock_of_the_demo_gives_tokens_for_this_service(tmp_path: Path) -> None:
    pages = TestClient(mock_service(load_settings(env="test", data=tmp_path), Clock()))
    form = {"grant_type": "client_credentials"}
    answer = pages.post(f"{MOCK_TOKENS_PATH}/token", data=form, auth=(MOCK_MACHINE, MOCK_SECRET)).json()
    assert f"kakanai:{READ}" in answer["scope"].split()
    assert pages.post(f"{MOCK_TOKENS_PATH}/introspect", data={"token": answer["access_token"]}).status_code == 401


@dataclass
class World:
    server: MockTokenServer
    caller: Caller
    transport: Transport

    def token(self, scope: str = WIRE) -> str:
        form = {"grant_type": "client_credentials", "scope": scope}
        reply = self.transport.post_form(f"{self.server.issuer}/token", form, basic("kaigo", "k")[1])
        answer = reply.json()
        assert isinstance(answer, dict)
        return str(answer["access_token"])

    def get(self, token: str, address: str = CALL) -> Answer:
        return replace(self.caller, token=token).get(address)


@pytest.fixture
def world(installation: Installation, tmp_path: Path) -> Iterator[World]:
    app, settings, clock = FastAPI(), installation.settings, Clock(installation.settings.now)
    key: ECKey = load_or_create_client_key(tmp_path / "keys" / CLIENT_KEY)
    with ExitStack() as stack:
        listener = stack.enter_context(create_server(("127.0.0.1", 0)))
        issuer = f"http://127.0.0.1:{listener.getsockname()[1]}/city"
        scopes = (WIRE, f"kakanai:{RESULT}", "openid")
        server = MockTokenServer(
            issuer, {"kaigo": Party("k", scopes)}, {"api": Party(keys=VerificationKeys(lambda: public_jwks(key)))},
            settings.base_url, clock.now,
        )  # fmt: skip
        app.include_router(server.pages())
        stack.enter_context(serving(app, listener))
        wired = wire_token_server(settings_of(tmp_path, issuer), clock)
        assert isinstance(wired, Introspection)
        with_server = replace(installation, token_server=wired)
        caller = add_machine(with_server, known_as="kaigo", scopes=(READ,))
        yield World(server, caller, stack.enter_context(closing(Transport(timeout=5))))
        wired._transport.close()


def refusals(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [record.detail for record in audit_records.after(unit, 0) if record.action == "fail to sign in"]


def test_a_machine_calls_with_a_token_of_the_server_as_with_ours(world: World) -> None:
    token = world.token()
    assert len(token) > 200
    first, second = world.get(token), world.get(token)
    assert (first.status_code, second.status_code, world.server.asked) == (200, 200, 1)
    assert int(first.headers["ratelimit-remaining"]) - int(second.headers["ratelimit-remaining"]) == 1
    own = world.caller.sign_in().get(CALL)
    assert (own.status_code, own.json(), world.server.asked) == (200, first.json(), 1)


def test_neither_side_gives_more_scopes_than_the_other_has(world: World) -> None:
    assert world.get(world.token("openid")).json()["type"] == problem("insufficient_scope")
    wide = replace(world.caller, token=world.token(f"{WIRE} kakanai:{RESULT}"))
    assert wide.get(OTHER_CALL).status_code == 200
    written = wide.post(f"{OTHER_CALL}/0000-0000-0000/result", {"outcome": "approved"}, If_Match='"1"')
    assert (written.status_code, written.json()["type"]) == (403, problem("insufficient_scope"))


def test_what_the_server_does_not_know_or_meant_for_others_is_refused(installation: Installation, world: World) -> None:
    assert world.get("made-up").status_code == 401
    token = world.token()
    world.server.answers = lambda answer: answer | {"aud": "https://another.example"}
    refused = world.get(token)
    assert (refused.status_code, refused.json()["type"]) == (401, problem("invalid_token"))
    assert 'error="invalid_token"' in refused.headers["www-authenticate"]
    world.server.answers = lambda answer: answer | {"client_id": "stranger"}
    assert world.get(token).status_code == 401
    asked = world.server.asked
    assert [world.get(wrong).status_code for wrong in ("x" * 8193, "a=b", "")] == [401, 401, 401]
    assert world.server.asked == asked
    assert refusals(installation) == [
        "invalid_token inactive", "invalid_token audience", *["invalid_token"] * 4,
    ]  # fmt: skip


def test_a_server_that_does_not_answer_is_a_503_and_own_tokens_stay_good(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    token, known = world.token(), world.token()
    assert world.get(known).status_code == 200
    world.server.answers = lambda _: {"active": "yes"}
    refused = world.get(token)
    assert (refused.status_code, refused.json()["type"]) == (503, problem("neighbour_down"))
    assert int(refused.headers["retry-after"]) > 0
    assert world.get(known).status_code == 200
    assert world.caller.sign_in().get(CALL).status_code == 200
    logged = "".join(capfd.readouterr())
    assert "token server" in logged
    assert token not in logged
    assert known not in logged


def test_the_end_of_a_client_ends_the_servers_tokens_at_once(installation: Installation, world: World) -> None:
    token = world.token()
    assert world.get(token).status_code == 200
    with installation.database.write() as unit:
        end_client(installation, unit, administrators(installation)[0], world.caller.client_id)
        unit.commit()
    assert world.get(token).status_code == 401


def test_who_guesses_is_stopped_before_the_server_is_asked_and_a_known_token_still_counts(world: World) -> None:
    token = world.token()
    assert world.get(token).status_code == 200
    statuses = [world.get(f"guess{number}").status_code for number in range(62)]
    assert (statuses[0], statuses[59], statuses[60:]) == (401, 401, [429, 429])
    assert world.server.asked == 61
    assert world.get(token).status_code == 200
    assert world.get(world.token()).status_code == 429


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({f"{NAME}_CLIENT_ID": ""}, TOGETHER),
        ({f"{NAME}_INTROSPECTION": ""}, TOGETHER),
        ({NAME: "", f"{NAME}_INTROSPECTION": "", f"{NAME}_CLIENT_ID": "", f"{NAME}_AUDIENCE": "x"}, TOGETHER),
        ({"KAKANAI_ZONE": "outer"}, f"{NAME} cannot be set in zone outer: it has no API for machines."),
        ({NAME: "http://auth.city.lg.example"}, f"{NAME} must be an https:// address in production."),
        (
            {f"{NAME}_INTROSPECTION": "https://[auth"},
            f"{NAME}_INTROSPECTION must be an https:// address in production.",
        ),
        (
            {f"{NAME}_INTROSPECTION": "https://localhost/introspect"},
            f"{NAME}_INTROSPECTION names a test or sandbox server; production needs the real one.",
        ),
        ({"KAKANAI_ENV": "demo", NAME: "auth"}, f"{NAME} must be an http address."),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    change: Mapping[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    surround(monkeypatch, {**REAL, **change})
    with pytest.raises(BadSetting) as refused:
        load_settings()
    assert sentence in refused.value.sentences


def test_a_real_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    surround(monkeypatch, {**REAL, "KAKANAI_CITY": "/srv/city"})
    assert load_settings().token_server == REAL[NAME]
