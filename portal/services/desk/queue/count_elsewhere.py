from collections import Counter

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.find_applications import look_for
from portal.services.cases.read_search import Search
from portal.services.shared.needs import Records
from portal.services.shared.people_in import principal_of
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import look_ups

MOST = 200
_LAST = 1 << 62


def count_elsewhere(
    installation: Records, unit: Unit, member: Member, case: Case, ground: str
) -> list[tuple[str, int]]:
    """(section, count). Raises NotAllowed."""
    member.demand("review", case.row.duty)
    all_duties = tuple(installation.city.duties)
    own = member.duties("see", all_duties)
    duties = tuple(duty for duty in all_duties if duty not in own)
    rows = []
    for name, birth in sorted(principal_of(case.procedure, case.answers)):
        look = look_for(installation.keys, unit, Search(names=frozenset({name}), birth=birth))
        rows += look_ups.find(unit, look, duties, before=_LAST, most=MOST)
    today = installation.clock.today()
    numbers = {row.id: row.duty for row in rows if row.id != case.row.id}
    counts = Counter(installation.city.office(duty, today).office for duty in numbers.values())
    detail = f"elsewhere {len(numbers)} applications {ground}"
    write_audit(installation, unit, member.actor, "count cases elsewhere", application_id=case.row.id, detail=detail)
    return sorted(counts.items())
