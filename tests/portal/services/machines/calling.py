"""Machine clients and their cases, without HTTP."""

from collections.abc import Sequence

from portal.services.cases.cases import case_of_member
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.machines.case_for_machine import MachineCase, case_for_machine
from portal.services.machines.machine import Machine
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.machines import api_clients
from tests.portal.machines import ALL, add_client
from tests.portal.world import DUTY, PLACE, alice, file_application


def add_calling(
    installation: Installation, *, duties: Sequence[str] = (DUTY,), scopes: Sequence[str] = ALL,
    procedures: Sequence[str] = (),
) -> Machine:  # fmt: skip
    shown = add_client(installation, duties=duties, scopes=scopes, procedures=procedures)
    with installation.database.read() as unit:
        row = api_clients.by_id(unit, shown.client.id)
    assert row
    return Machine(row, frozenset(scopes), PLACE)


def examined(installation: Installation, reviewer: Member) -> str:
    """Passed 形式審査."""
    number = file_application(installation, alice(installation))
    screen(installation, reviewer, number)
    return number


def screen(installation: Installation, reviewer: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()


def read_case(installation: Installation, machine: Machine, number: str) -> MachineCase:
    with installation.database.read() as unit:
        return case_for_machine(installation, unit, machine, number)
