"""Other applications about the same person, for staff alone: perhaps the same one sent twice, and what the section had before. Found by the
keyed hashes of the index; nobody is shown who may not be found by them, and nothing outside their own duties."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from forms.answers import Answers
from forms.calendar import fiscal_year
from forms.kind import WITHDRAWN
from forms.procedure import Procedure, full_name
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.cases import Case, open_case
from portal.services.filed_together import filed_together
from portal.services.find_applications import hidden_among, look_around, look_for
from portal.services.fold_names import name_key
from portal.services.installation import Installation
from portal.services.open_answers import open_answers
from portal.services.people_in import Spot, name_text, spot_of
from portal.services.places_in import places_in, reasons
from portal.services.read_search import Search
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import look_ups
from portal.store.applications import ApplicationRow

MOST = 20
MOST_NEAR, DAYS_NEAR = 200, 90
_LAST = 1 << 62
Person = tuple[str, str]  # name as it is compared, birth ISO


@dataclass(frozen=True)
class Related:
    receipt_number: str
    title: str
    state: str
    day: date
    why: str = ""


@dataclass(frozen=True)
class RelatedCases:
    """`twice`: perhaps the same application once more. `earlier`: others of the same principal. `near`: of the same procedure
    about what may be the same place, whoever sent them. Newest first. `together`: filed as one bundle, which has the number `bundle`."""

    twice: tuple[Related, ...] = ()
    earlier: tuple[Related, ...] = ()
    near: tuple[Related, ...] = ()
    together: tuple[Related, ...] = ()
    bundle: str = ""


def related_cases(installation: Installation, unit: Unit, member: Member, case: Case) -> RelatedCases:
    """Recorded where anything was found; the caller commits."""
    if case.protected and not case.shows_all:
        return RelatedCases()
    persons = _same(case.procedure, case.answers)
    twice = [
        row for row in _of(installation, unit, member, case, persons) if _again(installation, unit, case, row, persons)
    ]
    bundle, together = filed_together(installation, unit, member, case.row.uid)
    numbers = {row.id for row in (*twice, *together)}
    earlier = [
        row
        for row in _of(installation, unit, member, case, principal_of(case.procedure, case.answers))
        if row.id not in numbers
    ]
    near = _near(installation, unit, member, case)
    if twice or earlier or near or together:
        found = " ".join(dict.fromkeys(row.receipt_number for row in (*twice, *earlier, *near, *together)))
        write_audit(installation, unit, member.actor, "see related cases", application_id=case.row.id, detail=found)
    return RelatedCases(
        _shown(installation, unit, twice),
        _shown(installation, unit, earlier),
        _shown(installation, unit, list(near), near),
        _shown(installation, unit, together),
        bundle,
    )


def _near(installation: Installation, unit: Unit, member: Member, case: Case) -> dict[ApplicationRow, str]:
    """Why each may be about the same place: where the definition calls a place the same, within so many days of arrival."""
    rule = case.procedure.duplicate
    mine = places_in(case.procedure, case.answers, rule.same) if rule else ()
    duties = member.duties("see", tuple(installation.city.duties))
    found: dict[int, ApplicationRow] = {}
    for place in mine:
        look = look_around(installation, unit, place)
        found |= {row.id: row for row in look_ups.find(unit, look, duties, before=_LAST, most=MOST_NEAR)}
    found.pop(case.row.id, None)
    rows = [row for row in found.values() if rule and _counts(case, row, open_only=rule.open_only)]
    hidden = hidden_among(installation, unit, member, rows)
    told: dict[ApplicationRow, str] = {}
    for row in sorted((row for row in rows if row.id not in hidden), key=lambda row: -row.id):
        procedure, answers = open_answers(installation, unit, row)
        theirs = places_in(procedure, answers, procedure.duplicate.same if procedure.duplicate else ())
        if why := next(reasons(mine, theirs), ""):
            told[row] = why
    return told


def _counts(case: Case, row: ApplicationRow, *, open_only: bool) -> bool:
    """A lamp that was mended goes out again: what is decided counts for its days alone."""
    if row.procedure != case.row.procedure or row.state == WITHDRAWN:
        return False
    days = abs(tokyo_day(from_micro(row.arrived_at)) - tokyo_day(from_micro(case.row.arrived_at))).days
    return days <= DAYS_NEAR and not (open_only and row.decided_at is not None)


def _of(
    installation: Installation, unit: Unit, member: Member, case: Case, persons: frozenset[Person]
) -> Iterator[ApplicationRow]:
    """Each once, the newest first, of the duties of this member."""
    duties, seen = member.duties("see", tuple(installation.city.duties)), {case.row.id}
    found: list[ApplicationRow] = []
    for name, birth in sorted(persons):
        look = look_for(installation, unit, Search(names=frozenset({name}), birth=birth))
        rows = look_ups.find(unit, look, duties, before=_LAST, most=MOST + 1)
        found += [row for row in rows if row.id not in seen]
        seen |= {row.id for row in rows}
    hidden = hidden_among(installation, unit, member, found)
    yield from sorted((row for row in found if row.id not in hidden), key=lambda row: -row.id)


def _again(installation: Installation, unit: Unit, case: Case, row: ApplicationRow, persons: frozenset[Person]) -> bool:
    """The same procedure for the same person, and in its period: while it is open, or in the same fiscal year."""
    rule = case.procedure.duplicate
    if row.procedure != case.row.procedure or row.state == WITHDRAWN:
        return False
    if rule is not None and rule.open_only and row.decided_at is not None:
        return False
    years = {fiscal_year(tokyo_day(from_micro(at))) for at in (row.arrived_at, case.row.arrived_at)}
    if row.decided_at is not None and len(years) > 1:
        return False
    there = open_case(installation, unit, row)
    return bool(persons & _same(there.procedure, there.answers)) and not _other_year(case, there)


def _other_year(case: Case, there: Case) -> bool:
    """Two years are open at once: who applies for this one and for the next has not sent the same twice."""
    if case.procedure.year is None or there.procedure.year is None:
        return False
    years = {one.path.year for one in (case, there)}
    return None not in years and len(years) > 1


def _same(procedure: Procedure, answers: Answers) -> frozenset[Person]:
    """Whom the definition calls the same; who it is about, where it says nothing. In each row by themselves."""
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


def principal_of(procedure: Procedure, answers: Answers) -> frozenset[Person]:
    """Who it is about, as names are compared; nobody where the procedure asks for no name or no birthday."""
    name, birth = (answers.get(procedure.principal.get(role, "")) for role in ("name", "birth"))
    return frozenset({(name_key(name_text(name)), birth)} if name and birth else ())


def _shown(
    installation: Installation, unit: Unit, rows: list[ApplicationRow], why: Mapping[ApplicationRow, str] = {}
) -> tuple[Related, ...]:
    return tuple(
        Related(
            row.receipt_number,
            installation.catalogue.version(unit, row.meaning).title,
            row.state,
            tokyo_day(from_micro(row.arrived_at)),
            why.get(row, ""),
        )
        for row in rows[:MOST]
    )
