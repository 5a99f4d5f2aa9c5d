"""Authentication of API clients."""

import base64
import threading

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from portal.errors import Conflict, NotAllowed
from portal.jobs.sweep_ended import sweep_ended
from portal.services.machines.api_scopes import READ
from portal.services.machines.issue_token import token_of
from portal.services.machines.propose_client import confirm_secret, end_client, end_secret, propose_secret
from portal.services.shared.installation import Installation
from portal.store.machines import api_clients, api_secrets
from portal.store.shared import audit_records
from portal.store.staff import staff_members
from tests.portal.later import later
from tests.portal.machines import Caller, add_machine, administrators
from tests.portal.world import add_member

GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def caller(installation: Installation) -> Caller:
    return add_machine(installation)


def error(caller: Caller, assertion: str, **more: str) -> tuple[int, str]:
    response = caller.ask(assertion, **(GRANT | more))
    return response.status_code, response.json().get("error", "")


def test_an_assertion_gets_a_token_for_some_minutes(caller: Caller, installation: Installation) -> None:
    response = caller.ask(caller.assertion(), **GRANT)
    body = response.json()
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert "set-cookie" not in response.headers
    assert (body["token_type"], body["expires_in"], "refresh_token" in body) == ("Bearer", 600, False)
    assert f"kakanai:{READ}" in body["scope"].split()
    with installation.database.read() as unit:
        assert token_of(installation.clock, unit, body["access_token"]) is not None
        assert token_of(later(installation, minutes=11).clock, unit, body["access_token"]) is None
        assert any(record.action == "issue token" for record in audit_records.after(unit, 0))


def test_an_assertion_works_once(caller: Caller, installation: Installation) -> None:
    assertion = caller.assertion()
    assert caller.ask(assertion, **GRANT).status_code == 200
    assert error(caller, assertion) == (401, "invalid_client")
    sweep_ended(installation)
    assert error(caller, assertion) == (401, "invalid_client")
    with installation.database.read() as unit:
        records = [record for record in audit_records.after(unit, 0) if record.action == "fail to sign in"]
    assert [(record.actor, record.detail) for record in records] == [("machine:unknown", "invalid_client")] * 2


def test_of_two_at_once_with_one_assertion_one_gets_in(caller: Caller) -> None:
    assertion, statuses = caller.assertion(), []

    def ask() -> None:
        statuses.append(caller.ask(assertion, **GRANT).status_code)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 401, 401, 401]


def test_another_key_or_another_algorithm_is_refused(caller: Caller) -> None:
    assert error(caller, caller.assertion("x" * 43))[0] == 401
    assert error(caller, caller.assertion(alg="HS384"))[0] == 401
    body = caller.assertion().split(".")[1]
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    for rubbish in (f"{none}.{body}.", "", ".", "a.b.c", "..", "[]", f"{none}.{body}", "\u3042"):
        assert error(caller, rubbish)[0] in (400, 401)
    strange = jwt.encode({"alg": "HS256"}, {"sub": "c-\x00"}, OctKey.import_key("x" * 43))
    assert error(caller, strange) == (401, "invalid_client")


def test_the_secret_itself_is_taken_only_from_who_may(installation: Installation, caller: Caller) -> None:
    def basic(client: Caller, secret: str) -> int:
        word = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
        return client.client.post("/oauth/token", data=GRANT, headers={"Authorization": f"Basic {word}"}).status_code

    other = add_machine(installation, basic=True, app=caller.client)
    assert (basic(other, other.secret), basic(other, "wrong"), basic(caller, caller.secret)) == (200, 401, 401)
    refused = caller.client.post("/oauth/token", data=GRANT, headers={"Authorization": "Basic %%%"})
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Basic realm="kakanai"')
    response = other.client.post(
        "/oauth/token", data=GRANT | {"client_assertion": "x"}, headers={"Authorization": "Basic x"}
    )
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


def test_a_token_is_asked_for_as_the_standard_says(caller: Caller) -> None:
    assert error(caller, caller.assertion(), grant_type="password") == (400, "unsupported_grant_type")
    assert error(caller, caller.assertion(), scope="kakanai:protected:read") == (400, "invalid_scope")
    assert error(caller, caller.assertion(), scope=READ) == (400, "invalid_scope")
    narrow = caller.ask(caller.assertion(), scope=f"kakanai:{READ}", **GRANT).json()
    assert narrow["scope"] == f"kakanai:{READ}"
    for body, kind, status in (
        ("grant_type=a&grant_type=b", "application/x-www-form-urlencoded", 400),
        ("{}", "application/json", 415),
        ("x" * 20_000, "application/x-www-form-urlencoded", 413),
        ("\xff", "application/x-www-form-urlencoded", 400),
    ):
        response = caller.client.post("/oauth/token", content=body.encode("latin-1"), headers={"Content-Type": kind})
        assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert caller.client.get("/oauth/token").status_code == 405


def test_one_may_ask_what_its_own_token_is_worth_and_no_other_ones(installation: Installation, caller: Caller) -> None:
    caller.sign_in(scope=f"kakanai:{READ}")
    other = add_machine(installation, app=caller.client)
    body = caller.ask(caller.assertion(), "/oauth/introspect", token=caller.token).json()
    assert (body["active"], body["client_id"], body["scope"]) == (True, caller.client_id, f"kakanai:{READ}")
    assert body["exp"] - body["iat"] == 600
    for client, token in ((other, caller.token), (caller, "none"), (caller, "")):
        assert client.ask(client.assertion(), "/oauth/introspect", token=token).json() == {"active": False}
    assert caller.client.post("/oauth/introspect", data={"token": caller.token}).status_code == 401


def test_what_is_ended_is_worth_nothing_from_that_moment(installation: Installation, caller: Caller) -> None:
    _, by = administrators(installation)
    caller.sign_in()
    with installation.database.write() as unit:
        end_client(installation, unit, by, caller.client_id)
        unit.commit()
        assert token_of(installation.clock, unit, caller.token) is None
        assert all(row.sealed is None for row in api_secrets.of(unit, caller.client_id))
    assert error(caller, caller.assertion()) == (401, "invalid_client")
    with installation.database.write() as unit, pytest.raises(Conflict):
        end_client(installation, unit, by, caller.client_id)


def test_a_second_secret_is_confirmed_by_another_and_the_first_goes_when_it_is_ended(
    installation: Installation, caller: Caller
) -> None:
    asks, confirms = administrators(installation)
    caller.sign_in()
    with installation.database.write() as unit:
        propose_secret(installation, unit, asks, caller.client_id)
        with pytest.raises(NotAllowed):
            confirm_secret(installation, unit, asks, caller.client_id)
        with pytest.raises(Conflict):
            propose_secret(installation, unit, asks, caller.client_id)
        shown = confirm_secret(installation, unit, confirms, caller.client_id)
        first = api_secrets.of(unit, caller.client_id)[0].id
        unit.commit()
    assert caller.ask(caller.assertion(), **GRANT).status_code == 200
    assert caller.ask(caller.assertion(shown.secret), **GRANT).status_code == 200
    with installation.database.write() as unit:
        end_secret(installation, unit, asks, caller.client_id, first)
        unit.commit()
        assert token_of(installation.clock, unit, caller.token) is None
    assert caller.ask(caller.assertion(), **GRANT).status_code == 401
    assert caller.ask(caller.assertion(shown.secret), **GRANT).status_code == 200


def test_it_calls_from_its_own_network_only(installation: Installation) -> None:
    away = add_machine(installation, places=["10.1.0.0/16"])
    assert error(away, away.assertion()) == (401, "invalid_client")
    near = add_machine(installation, places=["10.1.0.0/16", "2001:db8::/32"], app=away.client)
    near.client._transport.client = ("10.1.2.3", 50000)  # type: ignore[attr-defined]
    assert near.ask(near.assertion(), **GRANT).status_code == 200


def test_who_asks_too_often_waits(caller: Caller) -> None:
    response = [caller.client.post("/oauth/token", data=GRANT) for _ in range(121)][-1]
    assert (response.status_code, response.json()["type"]) == (429, "urn:kakanai:problem:too_many")
    assert 1 <= int(response.headers["retry-after"]) <= 60


def test_a_machine_is_no_member_of_staff(installation: Installation, caller: Caller) -> None:
    person = add_member(installation, "hito", ("clerk", "*"))
    with installation.database.read() as unit:
        logins = {row.login for row in staff_members.everyone(unit)}
        row = staff_members.by_login(unit, f"machine:{caller.client_id}")
        client = api_clients.by_id(unit, caller.client_id)
    assert person.login in logins
    assert not any(login.startswith("machine:") for login in logins)
    assert row is not None
    assert row.disabled_at is not None
    assert client is not None
    assert client.staff_id == row.id


def test_secrets_and_tokens_are_nowhere_in_the_database(installation: Installation, caller: Caller) -> None:
    caller.sign_in()
    with installation.database.read() as unit:
        connection = unit.connection
        for table in ("api_client", "api_secret", "api_token", "api_assertion", "audit_record", "staff"):
            text = repr(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
            assert caller.secret not in text
            assert caller.token not in text
