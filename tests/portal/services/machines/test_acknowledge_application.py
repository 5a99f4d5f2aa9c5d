"""A machine's acknowledgement is the 引渡し."""

import pytest

from portal.errors import Problem
from portal.services.machines.acknowledge_application import acknowledge_application
from portal.services.machines.case_for_machine import MachineCase
from portal.services.machines.machine import Machine
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover import hand_overs
from tests.portal.later import later
from tests.portal.services.filing.filing import audited
from tests.portal.services.machines.calling import add_calling, examined, read_case
from tests.portal.world import DUTY, alice, file_application


@pytest.fixture
def machine(installation: Installation) -> Machine:
    return add_calling(installation, duties=("childcare", DUTY))


def acknowledge(
    installation: Installation, machine: Machine, application: MachineCase, revision: int = 1, *, matches: bool = True
) -> None:
    with installation.database.write() as unit:
        acknowledge_application(installation, unit, machine, application, revision, matches)
        unit.commit()


def refusal(
    installation: Installation, machine: Machine, application: MachineCase, revision: int = 1, *, matches: bool = True
) -> str:
    with pytest.raises(Problem) as refused:
        acknowledge(installation, machine, application, revision, matches=matches)
    return refused.value.name


def batches(installation: Installation, number: str, machine: Machine) -> list[str]:
    application = read_case(installation, machine, number)
    with installation.database.read() as unit:
        return [row.number for row in hand_overs.of_application(unit, application.row.id)]


def test_it_is_one_hand_over_however_often_it_is_sent(
    installation: Installation, machine: Machine, reviewer: Member
) -> None:
    number = examined(installation, reviewer)
    acknowledge(installation, machine, read_case(installation, machine, number))
    acknowledged = read_case(installation, machine, number)
    assert acknowledged.acknowledged == acknowledged.body["acknowledged_revision"] == 1
    acknowledge(installation, machine, acknowledged)
    acknowledge(installation, machine, acknowledged, matches=False)
    assert refusal(installation, machine, acknowledged, 2) == "acknowledged_before"
    assert audited(installation, "acknowledge application") == ["1"]
    assert len(batches(installation, number, machine)) == 1


def test_what_was_not_read_as_it_is_now_is_not_handed_over(
    installation: Installation, machine: Machine, reviewer: Member
) -> None:
    received = file_application(installation, alice(installation))
    assert refusal(installation, machine, read_case(installation, machine, received)) == "not_ready"
    number = examined(installation, reviewer)
    application = read_case(installation, machine, number)
    assert refusal(installation, machine, application, matches=False) == "precondition_failed"
    assert refusal(installation, machine, application, 2) == "precondition_failed"
    assert batches(installation, received, machine) == batches(installation, number, machine) == []
    assert audited(installation, "acknowledge application") == []


def test_a_day_and_a_duty_have_one_batch(installation: Installation, machine: Machine, reviewer: Member) -> None:
    today, tomorrow = later(installation), later(installation, days=1)
    first, second, third = (examined(installation, reviewer) for _ in range(3))
    for city, number in ((today, first), (today, second), (tomorrow, third)):
        acknowledge(city, machine, read_case(city, machine, number))
    account = machine.row.staff_id
    assert batches(installation, first, machine) == batches(installation, second, machine) == [f"A20261120-{account}-2"]
    assert batches(installation, third, machine) == [f"A20261121-{account}-2"]
    other = add_calling(installation)
    acknowledge(today, other, read_case(today, other, first))
    assert batches(installation, first, machine) == [f"A20261120-{account}-2", f"A20261120-{other.row.staff_id}-1"]
