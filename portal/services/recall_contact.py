"""How somebody at the counter was reached when they last applied here: telephone and mail, with their day, to be confirmed. Only of who came,
once a card or the register has told who they are and a clerk has seen their papers; from duties that the clerk may see; never of the protected."""

from typing import Any

from forms.procedure import Field
from portal.db import Unit
from portal.services.cases import Case, open_case
from portal.services.find_applications import look_for
from portal.services.fold_names import name_key
from portal.services.installation import Installation
from portal.services.people_in import name_text
from portal.services.protect import protected_among
from portal.services.read_search import Search
from portal.services.recall_answers import is_kept
from portal.services.rights import Member
from portal.services.told import CARD, EARLIER, REGISTER
from portal.services.visit_facts import CONTACT_SINCE, Facts, Person
from portal.services.visits import Visit
from portal.services.who_files import SELF, role_of
from portal.services.write_audit import write_audit
from portal.store import look_ups

_ASKED = {f"{whose}.{name}": name for whose in ("person", "applicant") for name in ("phone", "email")}
_MOST = 20  # applications looked into, the newest first
_LAST = 1 << 62


def recall_contact(installation: Installation, unit: Unit, member: Member, visit: Visit, facts: Facts) -> Facts:
    """With the newest that there is, or as they are. Recorded; the caller commits."""
    comer = facts.comer
    if installation.settings.counter_recall != "on" or comer is None or not visit.words.papers or not _is_sure(comer):
        return facts
    who = name_text(comer.fact("name")), str(comer.fact("birth"))
    if protected_among(installation, unit, [who]):
        return facts
    look = look_for(installation, unit, Search(names=frozenset({name_key(who[0])}), birth=who[1]))
    duties = member.duties("see", tuple(installation.city.duties))
    for row in look_ups.find(unit, look, duties, before=_LAST, most=_MOST):
        case = open_case(installation, unit, row)
        told = {} if case.protected or not is_kept(installation, case) else _of(case, who)
        if told:
            write_audit(installation, unit, member.actor, "recall contact", application_id=row.id, detail=visit.id)
            return facts.told_more(comer.no, {**told, CONTACT_SINCE: case.arrival_day.isoformat()}, EARLIER)
    return facts


def _is_sure(comer: Person) -> bool:
    """Name and birthday by card or register."""
    return all(name in comer.told and comer.told[name][1] in (CARD, REGISTER) for name in ("name", "birth"))


def _of(case: Case, who: tuple[str, str]) -> dict[str, Any]:
    """What the principal of that application said of themselves, if it is they to the sign."""
    procedure, answers = case.procedure, case.answers
    roles = procedure.principal
    if not {"name", "birth"} <= roles.keys() or roles["name"] not in answers:
        return {}
    if (name_text(answers[roles["name"]]), str(answers.get(roles["birth"], ""))) != who:
        return {}
    role = procedure.by_name[roles["name"]].role
    # They filed for themselves, as far as the procedure asks: a telephone without a role is that of who filed.
    files = role_of(procedure, answers, str(case.evidence.get("came", ""))) in ("", SELF)
    own = (one for one in case.path.fields if not one.own and one.id in answers)
    mine = (one for one in own if one.role == role or (files and not one.role))
    return {_ASKED[one.known_from or one.concept]: answers[one.id] for one in mine if _asked(one)}


def _asked(one: Field) -> bool:
    return (one.known_from or one.concept) in _ASKED
