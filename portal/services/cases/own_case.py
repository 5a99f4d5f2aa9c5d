"""Staff must not decide cases that name them or their family (地方公務員法30条): namesakes, declared family, household by the
register."""

from collections.abc import Sequence

from integrations.sockets.interfaces import KeyStore
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import OwnCase
from portal.services.cases.cases import Case
from portal.services.cases.own_family import Related, Relative, family_of
from portal.services.residents.linked_person import linked_number
from portal.services.shared.fold_names import name_key
from portal.services.shared.needs import Basics, Records
from portal.services.shared.people_in import names_in, people_in, readings_in
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import own_case_permits

NAME, FAMILY = "name", "family"


def why_own(installation: Records, unit: Unit, member: Member, case: Case) -> str:
    mine = name_key(member.name)
    if mine and any(name_key(name) == mine for name in names_in(case.procedure, case.answers)):
        return NAME
    family = family_of(installation.keys, unit, member.id)
    return FAMILY if family and names_family(installation.keys, unit, family, case) else ""


def names_family(keys: KeyStore, unit: Unit, family: Sequence[Related], case: Case) -> bool:
    """By register number, name or reading with birthday, or name without birthday."""
    people = people_in(case.procedure, case.answers)
    readings = readings_in(case.procedure, case.answers)
    without_birth = names_in(case.procedure, case.answers) - {name for name, _ in people}
    number = linked_number(keys, unit, case.row.person_id) if case.row.person_id is not None else ""

    def matches(relative: Relative) -> bool:
        return (
            bool(number and number == relative.number)
            or any(birth == relative.birth and relative.is_called(name) for name, birth in people)
            or any(birth == relative.birth and relative.is_read(kana) for kana, birth in readings)
            or any(name_key(name) == name_key(relative.name) for name in without_birth)
        )

    return any(matches(related.person) for related in family)


def is_kept_away(installation: Records, unit: Unit, member: Member, case: Case) -> bool:
    if not why_own(installation, unit, member, case):
        return False
    return not own_case_permits.is_permitted(unit, case.row.id, member.id, to_micro(installation.clock.now()))


def demand_not_own(installation: Records, unit: Unit, member: Member, case: Case, *, permitted: bool = True) -> None:
    """Raises OwnCase. `permitted` False: permits do not count."""
    kept = is_kept_away if permitted else why_own
    if kept(installation, unit, member, case):
        raise OwnCase(case.row.receipt_number)


def demand_review(installation: Records, unit: Unit, member: Member, case: Case) -> None:
    """Raises NotAllowed, OwnCase."""
    member.demand("review", case.row.duty)
    demand_not_own(installation, unit, member, case)


def record_own_case(installation: Basics, unit: Unit, member: Member, case: Case) -> None:
    write_audit(installation, unit, member.actor, "be kept from own case", application_id=case.row.id)
