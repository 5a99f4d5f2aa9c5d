"""Of what a person has by a decision."""

from forms.definition.kind import IN_VAIN, KINDS
from forms.definition.outcome import Outcome
from portal.db import Unit
from portal.services.cases.find_applications import look_for
from portal.services.cases.open_answers import open_answers
from portal.services.cases.read_search import Search
from portal.services.shared.needs import Records
from portal.services.shared.people_in import principal_of
from portal.store.cases import applications, look_ups
from portal.store.cases.applications import ApplicationRow

_LAST, _MOST = 1 << 62, 50


def renewals_of(
    installation: Records, unit: Unit, row: ApplicationRow, outcome: Outcome | None, made_at: int
) -> list[ApplicationRow]:
    """For the renewing or the same procedure, filed by anyone since that result, neither withdrawn nor refused; newest
    first. [] if the answers do not name the person."""
    persons = principal_of(*open_answers(installation, unit, row))
    if not persons:
        return []
    wanted = {outcome.renews_by if outcome is not None and outcome.renews_by else row.procedure, row.procedure}
    own = applications.of_person(unit, row.person_id) if row.person_id else []
    rows = {near.id: near for near in own}
    for name, birth in sorted(persons):
        look = look_for(installation.keys, unit, Search(names=frozenset({name}), birth=birth))
        duties = tuple(installation.city.duties)
        rows |= {near.id: near for near in look_ups.find(unit, look, duties, before=_LAST, most=_MOST)}
    return [
        near
        for near in sorted(rows.values(), key=lambda near: -near.id)
        if near.id != row.id
        and near.procedure in wanted
        and near.arrived_at > made_at
        and near.state not in (*IN_VAIN, *KINDS[near.kind].endings)
        and persons & principal_of(*open_answers(installation, unit, near))
    ]
