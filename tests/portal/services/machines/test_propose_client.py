"""A machine's secret needs two administrators."""

from collections.abc import Callable

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.machines.api_scopes import READ
from portal.services.machines.check_client import open_secret
from portal.services.machines.propose_client import (
    Wanted,
    client_of,
    confirm_client,
    confirm_secret,
    end_client,
    end_secret,
    propose_client,
    propose_secret,
    withdraw_client,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.machines import api_clients, api_secrets
from portal.store.staff import staff_members
from tests.portal.machines import add_client, administrators
from tests.portal.services.filing.filing import audited
from tests.portal.world import DUTY, add_member

WANTED = Wanted("介護保険システム", (DUTY,), (), (READ,))


@pytest.fixture
def both(installation: Installation) -> tuple[Member, Member]:
    return administrators(installation)


def test_only_another_administrator_confirms_and_sees_the_secret_once(
    installation: Installation, both: tuple[Member, Member]
) -> None:
    asks, confirms = both
    with installation.database.write() as unit:
        client_id = propose_client(installation, unit, asks, WANTED)
        with pytest.raises(NotAllowed):
            confirm_client(installation, unit, asks, client_id)
        shown = confirm_client(installation, unit, confirms, client_id)
        (secret,) = api_secrets.of(unit, client_id)
        assert open_secret(installation.keys, secret) == shown.secret
        account = staff_members.by_login(unit, f"machine:{client_id}")
        assert account
        assert account.disabled_at is not None, "machines have no staff sign-in"
        unit.commit()
    with installation.database.write() as unit, pytest.raises(Conflict):
        confirm_client(installation, unit, confirms, client_id)
    assert audited(installation, "confirm machine client") == [f"{client_id} of kanri"]
    assert audited(installation, "give machine secret") == [f"{client_id} {secret.id}"]


def test_who_administers_only_some_of_its_duties_has_no_say(installation: Installation) -> None:
    kodomo = add_member(installation, "kodomo", ("administrator", "childcare"))
    shown = add_client(installation, duties=(DUTY, "childcare"))
    with installation.database.write() as unit:
        with pytest.raises(NotAllowed):
            propose_client(installation, unit, kodomo, Wanted("x", ("childcare", DUTY), (), (READ,)))
        with pytest.raises(NotAllowed):
            client_of(unit, kodomo, shown.client.id)
        with pytest.raises(NotAllowed):
            end_client(installation, unit, kodomo, shown.client.id)
        with pytest.raises(NotFound):
            client_of(unit, kodomo, "c-unknown")
        assert [row.id for row in api_clients.everyone(unit)] == [shown.client.id]


def test_a_withdrawn_request_is_settled_for_good(installation: Installation, both: tuple[Member, Member]) -> None:
    asks, confirms = both
    with installation.database.write() as unit:
        client_id = propose_client(installation, unit, asks, WANTED)
        withdraw_client(installation, unit, asks, client_id)
        unit.commit()
    acts: tuple[Callable[..., object], ...] = (confirm_client, withdraw_client, end_client, propose_secret)
    for act in acts:
        with installation.database.write() as unit, pytest.raises(Conflict):
            act(installation, unit, confirms, client_id)
    with installation.database.read() as unit:
        assert [row.state for row in api_secrets.of(unit, client_id)] == ["withdrawn"]


def test_a_client_has_two_secrets_at_most_and_loses_the_one_that_is_ended(
    installation: Installation, both: tuple[Member, Member]
) -> None:
    asks, confirms = both
    shown, other = add_client(installation), add_client(installation)
    client_id = shown.client.id
    with installation.database.write() as unit:
        with pytest.raises(Conflict):
            confirm_secret(installation, unit, confirms, client_id)
        propose_secret(installation, unit, asks, client_id)
        with pytest.raises(NotAllowed):
            confirm_secret(installation, unit, asks, client_id)
        second = confirm_secret(installation, unit, confirms, client_id)
        with pytest.raises(Conflict):
            propose_secret(installation, unit, asks, client_id)
        first, newer = api_secrets.of(unit, client_id)
        with pytest.raises(NotFound):
            end_secret(installation, unit, asks, other.client.id, first.id)
        end_secret(installation, unit, asks, client_id, first.id)
        with pytest.raises(Conflict):
            end_secret(installation, unit, asks, client_id, first.id)
        ended, live = api_secrets.of(unit, client_id)
        assert (ended.state, ended.sealed, open_secret(installation.keys, live)) == ("ended", None, second.secret)
        with pytest.raises(ValueError, match="secret"):
            open_secret(installation.keys, ended)
        assert newer == live


def test_the_end_of_a_client_ends_its_live_and_its_requested_secret(
    installation: Installation, both: tuple[Member, Member]
) -> None:
    asks, confirms = both
    client_id = add_client(installation).client.id
    with installation.database.write() as unit:
        propose_secret(installation, unit, asks, client_id)
        end_client(installation, unit, confirms, client_id)
        unit.commit()
    with installation.database.write() as unit:
        assert [(row.state, row.sealed) for row in api_secrets.of(unit, client_id)] == [
            ("ended", None), ("withdrawn", None),
        ]  # fmt: skip
        acts: tuple[Callable[..., object], ...] = (propose_secret, confirm_secret, end_client)
        for act in acts:
            with pytest.raises(Conflict):
                act(installation, unit, confirms, client_id)
    assert audited(installation, "end machine client") == [client_id]
