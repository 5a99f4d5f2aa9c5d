"""A machine's cases and its only right."""

from dataclasses import replace

import pytest

from portal.errors import Problem
from portal.services.machines.api_scopes import FILES, READ
from portal.services.machines.machine import Machine, is_from
from portal.services.shared.rights import ALLOWED
from portal.store.machines.api_clients import LIVE, ClientRow
from tests.portal.world import DUTY, PLACE

ROW = ClientRow("c-1", "介護保険システム", f"{DUTY} childcare", "", READ, "", False, LIVE, 7, "kanri", 1)


def machine(**changes: str) -> Machine:
    return Machine(replace(ROW, **changes), frozenset({READ}), PLACE)  # type: ignore[arg-type]


def test_without_named_procedures_it_covers_all_of_its_duties() -> None:
    every, named = machine(), machine(procedures="jido-teate-nintei gairoto-tsuho")
    assert every.covers(DUTY, "any-procedure")
    assert not every.covers("roads", "any-procedure")
    assert named.covers("childcare", "jido-teate-nintei")
    assert not named.covers("childcare", "jido-teate")
    assert not named.covers("roads", "gairoto-tsuho")


def test_a_scope_that_its_token_lacks_is_refused() -> None:
    machine().demand(READ)
    with pytest.raises(Problem) as refused:
        machine().demand(FILES)
    assert refused.value.name == "insufficient_scope"


def test_it_acts_as_a_reviewer_of_its_duties_and_is_recorded_as_a_machine() -> None:
    member = machine().member
    assert (str(machine().actor), str(member.actor), member.id) == ("machine:c-1", "machine:c-1", 7)
    rights = {(act, duty) for act in ALLOWED for duty in (DUTY, "childcare", "roads") if member.may(act, duty)}
    assert {duty for _, duty in rights} == {DUTY, "childcare"}
    assert not {act for act, _ in rights} & {"approve", "export", "administer", "see protected", "use number", "audit"}
    assert machine().target == "api:c-1"


def test_it_calls_from_its_networks_only() -> None:
    anywhere, somewhere = ROW, replace(ROW, places="10.1.0.0/16 2001:db8::/32 192.0.2.1")
    for place in ("10.1.255.255", "2001:db8::1", "192.0.2.1"):
        assert is_from(somewhere, place)
    for place in ("10.2.0.0", "2001:db9::1", "192.0.2.2", "", "testclient"):
        assert not is_from(somewhere, place)
        assert is_from(anywhere, place)
