"""The token server says whose a token is; what it may is limited by both."""

from integrations.sockets.token_socket import Grant
from portal.services.machines.api_scopes import FILES, READ, RESULT
from portal.services.machines.machine import Machine
from portal.services.machines.propose_client import Wanted, end_client, propose_client
from portal.services.machines.tokens_of_server import MOST_SIGNS, is_askable, machine_of_grant
from portal.services.shared.installation import Installation
from portal.store.machines import api_clients
from tests.portal.machines import add_client, administrators
from tests.portal.world import DUTY, PLACE

GRANT = Grant("kaigo", frozenset({f"kakanai:{READ}", f"kakanai:{RESULT}", FILES, "other:attachments:read"}))


def machine_of(installation: Installation, grant: Grant = GRANT, place: str = PLACE) -> Machine | None:
    with installation.database.write() as unit:
        machine = machine_of_grant(installation, unit, grant, place)
        unit.commit()
    return machine


def test_a_grant_is_worth_what_it_and_the_client_have_in_common(installation: Installation) -> None:
    client_id = add_client(installation, known_as="kaigo", scopes=(READ, FILES)).client.id
    machine = machine_of(installation)
    assert machine
    assert (machine.row.id, machine.scopes) == (client_id, frozenset({READ}))
    nothing = machine_of(installation, Grant("kaigo", frozenset({"openid", "*"})))
    assert nothing
    assert nothing.scopes == frozenset()
    with installation.database.read() as unit:
        row = api_clients.by_id(unit, client_id)
    assert row
    assert row.used_at is not None


def test_a_grant_of_another_or_with_a_fault_or_from_elsewhere_is_worth_nothing(installation: Installation) -> None:
    add_client(installation, known_as="kaigo", places=(f"{PLACE}/32",))
    own = add_client(installation).client.id
    assert machine_of(installation) is not None
    for grant in (Grant("kaigo", GRANT.scopes, "audience"), Grant("KAIGO"), Grant(own), Grant("")):
        assert machine_of(installation, grant) is None
    assert machine_of(installation, place="198.51.100.1") is None


def test_a_client_counts_from_its_confirmation_to_its_end(installation: Installation) -> None:
    asks, _ = administrators(installation)
    with installation.database.write() as unit:
        propose_client(installation, unit, asks, Wanted("名", (DUTY,), (), (READ,), known_as="zei"))
        unit.commit()
    assert machine_of(installation, Grant("zei")) is None
    client_id = add_client(installation, known_as="kaigo").client.id
    with installation.database.write() as unit:
        end_client(installation, unit, asks, client_id)
        unit.commit()
    assert machine_of(installation) is None


def test_only_what_may_be_a_bearer_token_is_asked_about() -> None:
    assert all(map(is_askable, ("a", "eyJ.x-y_z~+/==", "x" * MOST_SIGNS)))
    assert not any(map(is_askable, ("", "a b", "=", "a=b", "a\n", "é", "x" * (MOST_SIGNS + 1))))
