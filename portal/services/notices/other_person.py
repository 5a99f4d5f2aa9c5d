"""By keyed hashes: cases are opened only where one matches."""

from collections.abc import Collection
from datetime import timedelta

from forms.answers import Answers
from forms.definition.kind import WITHDRAWN
from forms.definition.procedure import Procedure, full_name
from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases.cases import Case, read_answers
from portal.services.cases.find_applications import look_for
from portal.services.cases.name_principal import name_principal
from portal.services.cases.open_answers import open_answers
from portal.services.cases.read_search import Search
from portal.services.shared.fold_names import name_key
from portal.services.shared.needs import Records
from portal.services.shared.people_in import known_people, principal_of, spot_of
from portal.services.shared.rights import Member
from portal.store.cases import look_ups
from portal.store.cases.applications import ApplicationRow

# A letter leaves within weeks of its decision: what was decided before is not in today's stack.
DAYS = 90
_MOST = 100  # cases opened per paper
_LAST = 1 << 62


def names_another(installation: Records, unit: Unit, member: Member, case: Case, names: Collection[str]) -> bool:
    """`names`: keys. Not those of this case and of its family."""
    asked = frozenset(names) - _own(installation, unit, case)
    if not asked:
        return False
    look = look_for(installation.keys, unit, Search(names=asked))
    # Where this member finds people anyway: the stop tells nobody more.
    duties = member.duties("see", tuple(installation.city.duties))
    since = to_micro(installation.clock.now() - timedelta(days=DAYS))
    rows = [
        row
        for row in look_ups.find(unit, look, duties, before=_LAST, most=_MOST)
        if row.id != case.row.id and row.state != WITHDRAWN and (row.decided_at is None or row.decided_at >= since)
    ]
    others = [row for row in rows if name_key(name_principal(installation, unit, row)) in asked]
    read_answers(unit, others)
    return any(not _is_family(installation, unit, case, row) for row in others)


def _is_family(installation: Records, unit: Unit, case: Case, row: ApplicationRow) -> bool:
    # It names this case's person, or has the same home. Neither account nor telephone: a care manager files for many.
    procedure, answers = open_answers(installation, unit, row)
    principal, theirs = principal_of(case.procedure, case.answers), _people(procedure, answers)
    if any(name == own and birth in ("", born) for name, birth in theirs for own, born in principal):
        return True
    home = _home(case.procedure, case.answers)
    return bool(home) and home == _home(procedure, answers)


def _home(procedure: Procedure, answers: Answers) -> str:
    # The principal's address as one key.
    beside = spot_of(procedure, procedure.principal.get("name", ""))
    for key, value in answers.items():
        question = procedure.by_name.get(full_name(key))
        if question is not None and question.type.id == "address" and spot_of(procedure, key) == beside:
            return name_key("".join(value.get(part, "") for part in ("town", "street", "building")))
    return ""


def names_own(installation: Records, unit: Unit, case: Case, names: Collection[str]) -> bool:
    return not _own(installation, unit, case).isdisjoint(names)


def _own(installation: Records, unit: Unit, case: Case) -> frozenset[str]:
    principal = name_key(name_principal(installation, unit, case.row))
    return frozenset({name for name, _ in _people(case.procedure, case.answers)} | ({principal} - {""}))


def _people(procedure: Procedure, answers: Answers) -> frozenset[tuple[str, str]]:
    # (key of the name, ISO birth or "").
    known = known_people(procedure, answers)
    return frozenset((name_key(person.names[0]), person.birth) for person in known if person.names)
