"""Into the visit, unless somebody is protected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forms.definition.family import HEAD
from forms.path.filer import role_of
from forms.path.path import AskedPage
from portal.db import Unit
from portal.services.cases.cases import Case, open_case
from portal.services.counter.visits import Visit, fill_visitor_role
from portal.services.filing.visit_facts import PLAIN, facts_of, keep_facts
from portal.services.shared.known_sources import RESERVATION
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases.applications import ApplicationRow

# option → 続柄 to the head as in the register; a parent may be 父 or 母
_RELATIONS = {"head": HEAD, "wife": "妻", "husband": "夫", "child": "子"}


@dataclass
class _Named:
    row: bool
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def reached(self) -> bool:
        return "phone" in self.facts or "email" in self.facts


def bring_booking(
    installation: Records, unit: Unit, member: Member, visit: Visit, row: ApplicationRow
) -> None:  # fmt: skip
    """A person with telephone or mail is the visitor."""
    case = open_case(installation, unit, row)
    if case.protected:
        return
    named = [person for person in _named(case) if "name" in person.facts]
    comers = [person for person in named if person.reached and not person.row]
    if len(comers) != 1:
        return
    rows = [person for person in named if person.row]
    same = [person for person in rows if person.facts["name"] == comers[0].facts["name"]]
    facts, came = facts_of(installation, visit.row), ""
    if len(same) == 1:
        same[0].facts = {**comers[0].facts, **same[0].facts}
    for person in (*(() if len(same) == 1 else comers), *rows):
        facts, no = facts.joined(person.facts, RESERVATION)
        came = no if person.reached and not came else came
    kept = keep_facts(installation, unit, visit.row, replace(facts, came=facts.came or came))
    role = role_of(case.procedure, case.answers, str(case.evidence.get("came", "")))
    fill_visitor_role(installation, unit, visit, role, RESERVATION, kept)
    write_audit(installation, unit, member.actor, "bring booking", application_id=row.id, detail=visit.id)


def _named(case: Case) -> Iterator[_Named]:
    groups: dict[str, _Named] = {}
    for asked in case.path.pages:
        for key, name, value in _facts_of(asked, case.answers):
            groups.setdefault(key, _Named(asked.row is not None)).facts[name] = value
    yield from groups.values()


def _facts_of(asked: AskedPage, answers: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for question in asked.fields:
        value, name = answers.get(question.id), question.concept.removeprefix("person.")
        key = asked.row.key if asked.row is not None else question.id.rpartition(".")[0]
        if value is None:
            continue
        if name in PLAIN and question.concept and question.protection != "number":
            yield key, name, value
        elif question.own == "relation" and "head" in question.type.options(question.settings) and value in _RELATIONS:
            yield key, "relation", _RELATIONS[value]
