"""Whoever booked a time has told of themselves, and perhaps of who moves with them: when they come, that is known in their visit, until card,
register or a paper says it better. Of nobody where one of them is protected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forms.family import HEAD
from forms.path import AskedPage
from portal.db import Unit
from portal.services.cases import Case, open_case
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.told import RESERVATION
from portal.services.visit_facts import PLAIN, facts_of, keep_facts
from portal.services.visits import Visit, hear_who_came
from portal.services.who_files import role_of
from portal.services.write_audit import write_audit
from portal.store.applications import ApplicationRow

# 続柄 of a question that asks for it as seen from the head, as a register writes them. A parent may be either.
_RELATIONS = {"head": HEAD, "wife": "妻", "husband": "夫", "child": "子"}


@dataclass
class _Named:
    """Somebody whom the answers name; `row`: they stand in a row."""

    row: bool
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def reached(self) -> bool:
        return "phone" in self.told or "email" in self.told


def bring_booking(
    installation: Installation, unit: Unit, member: Member, visit: Visit, row: ApplicationRow
) -> None:  # fmt: skip
    """Who is reached by telephone or mail is who comes. The caller commits."""
    case = open_case(installation, unit, row)
    if case.protected:
        return
    named = [one for one in _named(case) if "name" in one.told]
    comers = [one for one in named if one.reached and not one.row]
    if len(comers) != 1:
        return
    rows = [one for one in named if one.row]
    same = [one for one in rows if one.told["name"] == comers[0].told["name"]]
    facts, came = facts_of(installation, visit.row), ""
    if len(same) == 1:
        same[0].told = {**comers[0].told, **same[0].told}
    for one in (*(() if len(same) == 1 else comers), *rows):
        facts, no = facts.joined(one.told, RESERVATION)
        came = no if one.reached and not came else came
    kept = keep_facts(installation, unit, visit.row, replace(facts, came=facts.came or came))
    role = role_of(case.procedure, case.answers, str(case.evidence.get("came", "")))
    hear_who_came(installation, unit, visit, role, RESERVATION, kept)
    write_audit(installation, unit, member.actor, "bring booking", application_id=row.id, detail=visit.id)


def _named(case: Case) -> Iterator[_Named]:
    """By row, or by what stands side by side."""
    groups: dict[str, _Named] = {}
    for asked in case.path.pages:
        for key, name, value in _told(asked, case.answers):
            groups.setdefault(key, _Named(asked.row is not None)).told[name] = value
    yield from groups.values()


def _told(asked: AskedPage, answers: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for one in asked.fields:
        value, name = answers.get(one.id), one.concept.removeprefix("person.")
        key = asked.row.key if asked.row is not None else one.id.rpartition(".")[0]
        if value is None:
            continue
        if name in PLAIN and one.concept and one.protection != "number":
            yield key, name, value
        elif one.own == "relation" and "head" in one.type.options(one.settings) and value in _RELATIONS:
            yield key, "relation", _RELATIONS[value]
