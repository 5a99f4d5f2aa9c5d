"""Of the visitor's last application: only if identified by card or register, with papers seen; only from duties the
clerk may see; never if protected."""

from typing import Any

from forms.definition.procedure import Field
from forms.path.filer import SELF, role_of
from portal.db import Unit
from portal.services.cases.cases import Case, open_case
from portal.services.cases.find_applications import look_for
from portal.services.cases.read_search import Search
from portal.services.counter.visits import Visit
from portal.services.filing.recall_answers import is_kept
from portal.services.filing.visit_facts import CONTACT_SINCE, Facts, Person
from portal.services.residents.protect import protected_among
from portal.services.shared.fold_names import name_key
from portal.services.shared.known_sources import CARD_FACE, EARLIER, REGISTER
from portal.services.shared.needs import Records
from portal.services.shared.people_in import name_text
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import look_ups

_ASKED = {f"{whose}.{name}": name for whose in ("person", "applicant") for name in ("phone", "email")}
_MOST = 20  # newest applications opened
_LAST = 1 << 62


def recall_contact(installation: Records, unit: Unit, member: Member, visit: Visit, facts: Facts) -> Facts:
    comer = facts.comer
    if installation.settings.counter_recall != "on" or comer is None or not visit.words.papers or not _is_sure(comer):
        return facts
    identity = name_text(comer.fact("name")), str(comer.fact("birth"))
    if protected_among(installation.protection_key, unit, [identity]):
        return facts
    look = look_for(installation.keys, unit, Search(names=frozenset({name_key(identity[0])}), birth=identity[1]))
    duties = member.duties("see", tuple(installation.city.duties))
    for row in look_ups.find(unit, look, duties, before=_LAST, most=_MOST):
        case = open_case(installation, unit, row)
        contact = {} if case.protected or not is_kept(installation.clock, case) else _of(case, identity)
        if contact:
            write_audit(installation, unit, member.actor, "recall contact", application_id=row.id, detail=visit.id)
            return facts.with_person_facts(comer.no, {**contact, CONTACT_SINCE: case.arrival_day.isoformat()}, EARLIER)
    return facts


def _is_sure(comer: Person) -> bool:
    return all(name in comer.facts and comer.facts[name][1] in (CARD_FACE, REGISTER) for name in ("name", "birth"))


def _of(case: Case, identity: tuple[str, str]) -> dict[str, Any]:
    # Name and birthday must match exactly.
    procedure, answers = case.procedure, case.answers
    roles = procedure.principal
    if not {"name", "birth"} <= roles.keys() or roles["name"] not in answers:
        return {}
    if (name_text(answers[roles["name"]]), str(answers.get(roles["birth"], ""))) != identity:
        return {}
    role = procedure.by_name[roles["name"]].role
    # a telephone without a role is the filer's
    files = role_of(procedure, answers, str(case.evidence.get("came", ""))) in ("", SELF)
    own = (field for field in case.path.fields if not field.own and field.id in answers)
    own_fields = (field for field in own if field.role == role or (files and not field.role))
    return {_ASKED[field.known_from or field.concept]: answers[field.id] for field in own_fields if _asked(field)}


def _asked(field: Field) -> bool:
    return (field.known_from or field.concept) in _ASKED
