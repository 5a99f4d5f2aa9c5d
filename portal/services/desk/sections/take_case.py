"""担当になる: takes and releases a case."""

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.own_case import demand_not_own
from portal.services.shared.needs import Basics, HasPayments
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications


def take_case(installation: HasPayments, unit: Unit, member: Member, case: Case, revision: int) -> None:
    """Raises NotAllowed, Conflict, OwnCase."""
    demand_not_own(installation, unit, member, case)
    _assign(installation, unit, member, case, revision, member.id, "take case")


def release_case(installation: Basics, unit: Unit, member: Member, case: Case, revision: int) -> None:
    _assign(installation, unit, member, case, revision, None, "release case")


def _assign(
    installation: Basics, unit: Unit, member: Member, case: Case, revision: int, staff_id: int | None, act: str
) -> None:
    member.demand("review", case.row.duty)
    now = to_micro(installation.clock.now())
    if case.row.revision != revision or not applications.assign(unit, case.row, staff_id, now):
        raise Conflict(act)
    write_audit(installation, unit, member.actor, act, application_id=case.row.id)
