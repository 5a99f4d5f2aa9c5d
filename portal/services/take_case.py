"""Takes a case (担当になる), and gives it back. Who has it decides nothing: a colleague may still act in its place."""

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.own_case import demand_not_own
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications


def take_case(installation: Installation, unit: Unit, member: Member, case: Case, revision: int) -> None:
    """NotAllowed; Conflict if it was moved or taken since the page was read; OwnCase where it names them."""
    demand_not_own(installation, unit, member, case)
    _assign(installation, unit, member, case, revision, member.id, "take case")


def release_case(installation: Installation, unit: Unit, member: Member, case: Case, revision: int) -> None:
    _assign(installation, unit, member, case, revision, None, "release case")


def _assign(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, staff_id: int | None, act: str
) -> None:
    member.demand("review", case.row.duty)
    now = to_micro(installation.clock.now())
    if case.row.revision != revision or not applications.assign(unit, case.row, staff_id, now):
        raise Conflict(act)
    write_audit(installation, unit, member.actor, act, application_id=case.row.id)
