"""Nobody decides on their own case (行政手続の公正; 地方公務員法30条), nor on one that names them: of themselves or of their family. What
is known of staff is their name alone, so that a namesake is kept away as well; a colleague decides, as in any other absence. Family
members who are not named in the case are not known here: the auditor's report of family names (`namesakes`) finds those."""

from portal.db import Unit
from portal.errors import OwnCase
from portal.services.cases import Case
from portal.services.fold_names import name_key
from portal.services.installation import Installation
from portal.services.people_in import names_in
from portal.services.rights import Member
from portal.services.write_audit import write_audit


def is_own(member: Member, case: Case) -> bool:
    """Whether somebody of this name stands in the case, as applicant, proxy or one of the family."""
    mine = name_key(member.name)
    return bool(mine) and any(name_key(name) == mine for name in names_in(case.procedure, case.answers))


def demand_not_own(member: Member, case: Case) -> None:
    """OwnCase."""
    if is_own(member, case):
        raise OwnCase(case.row.receipt_number)


def record_own_case(installation: Installation, unit: Unit, member: Member, case: Case) -> None:
    """That they were kept away: told to the auditor, as everything that was tried."""
    write_audit(installation, unit, member.actor, "be kept from own case", application_id=case.row.id)
