"""How many cases of the same person other sections have, for who states a ground: by section and in number alone. Whoever is protected
is not counted for anybody who may not find them there."""

from collections import Counter

from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases import Case
from portal.services.find_applications import hidden_among, look_for
from portal.services.installation import Installation
from portal.services.read_search import Search
from portal.services.related_cases import principal_of
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import look_ups

MOST = 200
_LAST = 1 << 62


def may_count(case: Case) -> bool:
    """Of somebody protected only who may see them is told anything."""
    return not case.protected or case.shows_all


def count_elsewhere(
    installation: Installation, unit: Unit, member: Member, case: Case, ground: str
) -> list[tuple[str, int]]:
    """(section that holds it today, how many), of the duties that this member may not see. Recorded with `ground`, as
    `state_ground` writes it; the caller commits. NotAllowed; NotFound where the person is protected from them."""
    member.demand("review", case.row.duty)
    if not may_count(case):
        raise NotFound("elsewhere")
    every = tuple(installation.city.duties)
    own = member.duties("see", every)
    duties = tuple(duty for duty in every if duty not in own)
    rows = []
    for name, birth in sorted(principal_of(case.procedure, case.answers)):
        look = look_for(installation, unit, Search(names=frozenset({name}), birth=birth))
        rows += look_ups.find(unit, look, duties, before=_LAST, most=MOST)
    hidden = hidden_among(installation, unit, member, rows)
    today = installation.clock.today()
    numbers = {row.id: row.duty for row in rows if row.id not in hidden and row.id != case.row.id}
    found = Counter(installation.city.office(duty, today).office for duty in numbers.values())
    detail = f"elsewhere {len(numbers)} applications {ground}"
    write_audit(installation, unit, member.actor, "count cases elsewhere", application_id=case.row.id, detail=detail)
    return sorted(found.items())
