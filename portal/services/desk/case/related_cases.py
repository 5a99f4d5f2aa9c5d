"""About the same person or place, within the member's duties."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from forms.answers import Answers
from forms.definition.kind import WITHDRAWN
from forms.definition.procedure import Procedure, full_name
from forms.definition.terms import Duplicate
from forms.numbers.calendar import fiscal_year
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.bundles.filed_together import filed_together
from portal.services.cases.cases import Case, open_case, read_answers
from portal.services.cases.find_applications import look_around, look_for
from portal.services.cases.open_answers import open_answers
from portal.services.cases.read_search import Search
from portal.services.filing.admit_once import holders, places_of_case
from portal.services.residents.protect import protected_cases
from portal.services.residents.same_place import reasons
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.fold_names import name_key
from portal.services.shared.needs import Records
from portal.services.shared.people_in import Person, Spot, name_text, people_in, places_in, principal_of, spot_of
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications, look_ups
from portal.store.cases.applications import ApplicationRow
from portal.store.residents import protections
from portal.store.together import together

MOST = 20
MOST_NEAR, DAYS_NEAR = 200, 90
_LAST = 1 << 62


@dataclass(frozen=True)
class Related:
    receipt_number: str
    title: str
    state: str
    day: date
    why: str = ""


@dataclass(frozen=True)
class RelatedCases:
    twice: tuple[Related, ...] = ()  # possible duplicates
    earlier: tuple[Related, ...] = ()  # same principal
    near: tuple[Related, ...] = ()  # same procedure and place
    together: tuple[Related, ...] = ()  # same `bundle`
    bundle: str = ""


def related_cases(installation: Records, unit: Unit, member: Member, case: Case) -> RelatedCases:
    persons, principals = _same(case.procedure, case.answers), principal_of(case.procedure, case.answers)
    matches = _matches(installation, unit, member, persons | principals)
    alike = [row for row in _of(case, matches, persons) if _may_repeat(case, row)]
    read_answers(unit, alike)
    twice = [row for row in alike if _repeats(installation, unit, case, row, persons)]
    bundle, parts = filed_together(unit, member, case.row.uid)
    numbers = {row.id for row in (*twice, *parts)}
    earlier = [row for row in _of(case, matches, principals) if row.id not in numbers]
    near = _near(installation, unit, member, case)
    if twice or earlier or near or parts:
        receipt_numbers = " ".join(dict.fromkeys(row.receipt_number for row in (*twice, *earlier, *near, *parts)))
        write_audit(
            installation, unit, member.actor, "see related cases", application_id=case.row.id, detail=receipt_numbers
        )
    return RelatedCases(
        _shown(installation.catalogue, unit, twice),
        _shown(installation.catalogue, unit, earlier),
        _shown(installation.catalogue, unit, list(near), near),
        _shown(installation.catalogue, unit, parts),
        bundle,
    )


def _near(installation: Records, unit: Unit, member: Member, case: Case) -> dict[ApplicationRow, str]:
    # Returns the reason for each.
    rule = case.procedure.duplicate if case.shows_all or not case.protected else None
    places = places_in(case.procedure, case.answers, rule.same) if rule else ()
    duties = member.duties("see", tuple(installation.city.duties))
    by_id: dict[int, ApplicationRow] = {}
    looks = [look_around(installation, unit, place) for place in places]
    with together(unit) as ahead:
        for look in looks:
            look_ups.find(ahead, look, duties, before=_LAST, most=MOST_NEAR)
    for look in looks:
        by_id |= {row.id: row for row in look_ups.find(unit, look, duties, before=_LAST, most=MOST_NEAR)}
    by_id.pop(case.row.id, None)
    rows = [row for row in by_id.values() if rule and _counts(case, row, open_only=rule.open_only)]
    read_answers(unit, rows)
    alike = _alike(installation, unit, case, rule) if rule and rule.counts_others else {}
    hidden = _not_placed(installation, unit, member, [*rows, *alike])
    reason_of = {row: why for row, why in alike.items() if row.id not in hidden and row.duty in duties}
    for row in sorted((row for row in rows if row.id not in hidden), key=lambda row: -row.id):
        procedure, answers = open_answers(installation, unit, row)
        theirs = places_in(procedure, answers, procedure.duplicate.same if procedure.duplicate else ())
        if why := next(reasons(places, theirs), ""):
            reason_of[row] = why
    return reason_of


def _alike(installation: Records, unit: Unit, case: Case, rule: Duplicate) -> dict[ApplicationRow, str]:
    # With the reason for each.
    places = places_of_case(installation.keys, case, case.path)
    at_home = len(places) - rule.years if rule.household else 0
    in_order = [(number, at < at_home) for at, place in enumerate(places) for number in holders(unit, [place])]
    why = {number: "同じ世帯" if home else "回数の決まりで同じもの" for number, home in reversed(in_order)}
    others = applications.by_ids(unit, [number for number in why if number != case.row.id])
    alike = [row for row in others.values() if row.state != WITHDRAWN]
    if rule.open_only and not rule.once:
        alike = [row for row in alike if row.decided_at is None]
    read_answers(unit, alike)
    return {row: why[row.id] for row in alike}


def _not_placed(installation: Records, unit: Unit, member: Member, rows: Collection[ApplicationRow]) -> frozenset[int]:
    barred = [row for row in rows if not member.may("see protected", row.duty)]
    if not barred or not protections.anybody(unit):
        return frozenset()
    people = [(row.id, people_in(*open_answers(installation, unit, row))) for row in barred]
    return protected_cases(installation.protection_key, unit, people)


def _counts(case: Case, row: ApplicationRow, *, open_only: bool) -> bool:
    # With `open_only` decided cases do not count: a repaired lamp fails again.
    if row.procedure != case.row.procedure or row.state == WITHDRAWN:
        return False
    days = abs(tokyo_day(from_micro(row.arrived_at)) - tokyo_day(from_micro(case.row.arrived_at))).days
    return days <= DAYS_NEAR and not (open_only and row.decided_at is not None)


def _matches(
    installation: Records, unit: Unit, member: Member, persons: frozenset[Person]
) -> Mapping[Person, list[ApplicationRow]]:
    duties = member.duties("see", tuple(installation.city.duties))
    looks = {
        (name, birth): look_for(installation.keys, unit, Search(names=frozenset({name}), birth=birth))
        for name, birth in sorted(persons)
    }
    with together(unit) as ahead:
        for look in looks.values():
            look_ups.find(ahead, look, duties, before=_LAST, most=MOST + 1)
    return {person: look_ups.find(unit, look, duties, before=_LAST, most=MOST + 1) for person, look in looks.items()}


def _of(case: Case, matches: Mapping[Person, list[ApplicationRow]], persons: frozenset[Person]) -> list[ApplicationRow]:
    # Newest first, without the case itself.
    by_id = {row.id: row for person in persons for row in matches[person] if row.id != case.row.id}
    return sorted(by_id.values(), key=lambda row: -row.id)


def _may_repeat(case: Case, row: ApplicationRow) -> bool:
    rule = case.procedure.duplicate
    if row.procedure != case.row.procedure or row.state == WITHDRAWN:
        return False
    if rule is not None and rule.open_only and row.decided_at is not None:
        return False
    years = {fiscal_year(tokyo_day(from_micro(instant))) for instant in (row.arrived_at, case.row.arrived_at)}
    return row.decided_at is None or len(years) == 1


def _repeats(installation: Records, unit: Unit, case: Case, row: ApplicationRow, persons: frozenset[Person]) -> bool:
    other = open_case(installation, unit, row)
    return bool(persons & _same(other.procedure, other.answers)) and not _other_year(case, other)


def _other_year(case: Case, other: Case) -> bool:
    # This year's and the next one's are no duplicates.
    if case.procedure.year is None or other.procedure.year is None:
        return False
    years = {either.path.year for either in (case, other)}
    return None not in years and len(years) > 1


def _same(procedure: Procedure, answers: Answers) -> frozenset[Person]:
    # By the definition's `same`, else the principal; per row.
    rule = procedure.duplicate
    if rule is None:
        return principal_of(procedure, answers)
    named: dict[Spot, str] = {}
    born: dict[Spot, str] = {}
    for key, value in answers.items():
        question = procedure.by_name.get(full_name(key))
        if question is None or question.name not in rule.same:
            continue
        group = spot_of(procedure, key)
        if question.type.id == "person_name":
            named[group] = name_key(name_text(value))
        elif question.type.id == "date":
            born[group] = value
        elif question.type.id == "family_member":
            named[key, ""], born[key, ""] = name_key(name_text(value["name"])), value["birth"]
    return frozenset((named[group], born[group]) for group in named.keys() & born.keys())


def _shown(
    catalogue: Catalogue, unit: Unit, rows: list[ApplicationRow], why: Mapping[ApplicationRow, str] = {}
) -> tuple[Related, ...]:
    return tuple(
        Related(
            row.receipt_number,
            catalogue.version(unit, row.meaning).title,
            row.state,
            tokyo_day(from_micro(row.arrived_at)),
            why.get(row, ""),
        )
        for row in rows[:MOST]
    )
