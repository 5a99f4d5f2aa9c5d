"""Opaque, short-lived, hashed tokens (共通機能標準仕様書 2.2.5)."""

import pytest

from portal.services.machines.api_scopes import FILES, READ
from portal.services.machines.check_client import Checked
from portal.services.machines.issue_token import Issued, issue_token, machine_of, token_of
from portal.services.machines.propose_client import end_secret
from portal.services.shared.installation import Installation
from portal.store.machines import api_clients, api_secrets
from tests.portal.later import later
from tests.portal.machines import add_client, administrators
from tests.portal.services.filing.filing import audited
from tests.portal.world import PLACE


@pytest.fixture
def at_fixed_time(installation: Installation) -> Installation:
    return later(installation)


def checked(installation: Installation, *places: str) -> Checked:
    client_id = add_client(installation, places=places).client.id
    with installation.database.read() as unit:
        row = api_clients.by_id(unit, client_id)
        (secret,) = api_secrets.of(unit, client_id)
    assert row
    return Checked(row, secret)


def issue(installation: Installation, client: Checked) -> Issued:
    with installation.database.write() as unit:
        issued = issue_token(installation, unit, client, frozenset({READ, FILES}), PLACE)
        unit.commit()
    return issued


def test_a_token_is_worth_its_scopes_for_ten_minutes(at_fixed_time: Installation) -> None:
    client = checked(at_fixed_time)
    issued = issue(at_fixed_time, client)
    assert (issued.seconds, issued.scope) == (600, f"kakanai:{READ} kakanai:{FILES}")
    for seconds, alive in ((599, True), (600, False)):
        clock = later(at_fixed_time, seconds=seconds).clock
        with at_fixed_time.database.write() as unit:
            machine = machine_of(clock, unit, issued.token, PLACE)
        assert (machine is not None) == alive
        if machine:
            assert (machine.row.id, machine.scopes) == (client.client.id, frozenset({READ, FILES}))
    assert audited(at_fixed_time, "issue token") == [f"{READ} {FILES}"]


def test_a_token_is_worth_nothing_from_another_network(at_fixed_time: Installation) -> None:
    token = issue(at_fixed_time, checked(at_fixed_time, f"{PLACE}/32")).token
    with at_fixed_time.database.write() as unit:
        assert machine_of(at_fixed_time.clock, unit, token, "198.51.100.1") is None
        assert machine_of(at_fixed_time.clock, unit, token, PLACE) is not None


def test_a_made_up_token_is_none(at_fixed_time: Installation) -> None:
    token = issue(at_fixed_time, checked(at_fixed_time)).token
    with at_fixed_time.database.write() as unit:
        for wrong in ("", token[:-1], f"{token}x", "x" * 201, "あ"):
            assert token_of(at_fixed_time.clock, unit, wrong) is None
            assert machine_of(at_fixed_time.clock, unit, wrong, PLACE) is None
        rows = repr(unit.connection.exec_driver_sql("SELECT * FROM api_token").all())
    assert token not in rows


def test_the_tokens_of_an_ended_secret_end_with_it(at_fixed_time: Installation) -> None:
    client = checked(at_fixed_time)
    token = issue(at_fixed_time, client).token
    _, administrator = administrators(at_fixed_time)
    with at_fixed_time.database.write() as unit:
        assert token_of(at_fixed_time.clock, unit, token) is not None
        end_secret(at_fixed_time, unit, administrator, client.client.id, client.secret.id)
        assert token_of(at_fixed_time.clock, unit, token) is None
