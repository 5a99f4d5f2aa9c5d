"""Nobody decides on their own case (行政手続の公正; 地方公務員法30条), nor on one that names them or their family: whoever is called as they
are (a namesake as well: rather one too many), whom they told of, and who lives with them by the register. A colleague decides, as in any
other absence, or lets them for a day. Family that nobody told of is found by the auditor's report (`namesakes`)."""

from collections.abc import Sequence

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import OwnCase
from portal.services.cases import Case
from portal.services.fold_names import name_key
from portal.services.installation import Installation
from portal.services.linked_person import linked_number
from portal.services.own_family import Related, Relative, family_of
from portal.services.people_in import names_in, people_in, readings_in
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import own_case_permits

NAME, FAMILY = "name", "family"


def why_own(installation: Installation, unit: Unit, member: Member, case: Case) -> str:
    """`name`: somebody called as they are stands in the case, as applicant, proxy or one of the family; `family`: somebody of
    theirs does; "" for neither."""
    mine = name_key(member.name)
    if mine and any(name_key(name) == mine for name in names_in(case.procedure, case.answers)):
        return NAME
    family = family_of(installation, unit, member.id)
    return FAMILY if family and names_family(installation, unit, family, case) else ""


def names_family(installation: Installation, unit: Unit, family: Sequence[Related], case: Case) -> bool:
    """Whether one of these stands in it: by number of the register, by name or reading beside the birthday, or by a name that stands
    without one."""
    people = people_in(case.procedure, case.answers)
    readings = readings_in(case.procedure, case.answers)
    unborn = names_in(case.procedure, case.answers) - {name for name, _ in people}
    number = linked_number(installation, unit, case.row.person_id) if case.row.person_id is not None else ""

    def stands(one: Relative) -> bool:
        return (
            bool(number and number == one.number)
            or any(birth == one.birth and one.is_called(name) for name, birth in people)
            or any(birth == one.birth and one.is_read(kana) for kana, birth in readings)
            or any(name_key(name) == name_key(one.name) for name in unborn)
        )

    return any(stands(one.person) for one in family)


def is_kept_away(installation: Installation, unit: Unit, member: Member, case: Case) -> bool:
    """Their own, and nobody lets them now."""
    if not why_own(installation, unit, member, case):
        return False
    return not own_case_permits.stands(unit, case.row.id, member.id, to_micro(installation.clock.now()))


def demand_not_own(
    installation: Installation, unit: Unit, member: Member, case: Case, *, permitted: bool = True
) -> None:
    """OwnCase. `permitted` False: whoever somebody lets is kept away as well."""
    kept = is_kept_away if permitted else why_own
    if kept(installation, unit, member, case):
        raise OwnCase(case.row.receipt_number)


def demand_review(installation: Installation, unit: Unit, member: Member, case: Case) -> None:
    """For whatever judges a case or favours somebody in it, beside the outcome. NotAllowed without the right; OwnCase."""
    member.demand("review", case.row.duty)
    demand_not_own(installation, unit, member, case)


def record_own_case(installation: Installation, unit: Unit, member: Member, case: Case) -> None:
    """That they were kept away: told to the auditor, as everything that was tried."""
    write_audit(installation, unit, member.actor, "be kept from own case", application_id=case.row.id)
