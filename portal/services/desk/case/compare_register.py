"""Marks differences of width or 異体字 separately."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forms.definition.procedure import Field
from forms.numbers.calendar import in_both_calendars
from forms.text.japanese import katakana
from forms.text.variants import OTHER, SAME, VARIANT, WIDTH, likeness, marked, narrow
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import Resident, ResidentRegister, household_of
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.residents.linked_person import linked_number
from portal.services.residents.match_resident import AWAY, NOBODY, SEVERAL, line_of, lives_alike, may_match
from portal.services.residents.protect import protected_among
from portal.services.shared.needs import HasRegister, Records
from portal.services.shared.people_in import Spot, name_text, spot_of
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit

Marks = tuple[tuple[str, bool], ...]
LISTED = "found"
SEXES: Mapping[str, str] = {"male": "男", "female": "女"}
_HELD = ("care_number", "insurance_number")  # numbers in the city's own records, if the register's plug returns them
_ASKED = ("name", "kana", "birth", "sex", "address", *_HELD)


@dataclass(frozen=True)
class Written:
    """Keys are of `_ASKED`, with name and birth always."""

    values: Mapping[str, Any]
    keys: Mapping[str, str]

    @property
    def name(self) -> str:
        return name_text(self.values["name"])


@dataclass(frozen=True)
class Beside:
    likeness: str  # of `forms.text.variants`
    answer: Marks
    register: Marks

    @property
    def differs(self) -> bool:
        return self.likeness in (VARIANT, OTHER)


@dataclass(frozen=True)
class Comparison:
    beside: Mapping[str, Beside] = field(default_factory=dict)  # by question
    people: tuple[tuple[str, str], ...] = ()  # (name, result)

    @property
    def unfound(self) -> tuple[str, ...]:
        return tuple(name for name, outcome in self.people if outcome == NOBODY)


@dataclass(frozen=True)
class RegisterQuery:
    written: tuple[Written, ...]
    linked: str  # the applicant's number in the register
    shows_all: bool


def prepare_query(installation: HasRegister, unit: Unit, member: Member, case: Case) -> RegisterQuery | None:
    """Audited before asking. None if the member may see nothing."""
    row = case.row
    if installation.register is None or not member.may("review", row.duty) or (case.protected and not case.shows_all):
        return None
    people = tuple(written_in(case))
    if not people:
        return None
    write_audit(
        installation, unit, member.actor, "compare with register", application_id=row.id, detail=f"{len(people)} people"
    )
    linked = linked_number(installation.keys, unit, row.person_id) if row.person_id is not None else ""
    return RegisterQuery(people, linked, member.may("see protected", row.duty))


def compare_register(installation: HasRegister, query: RegisterQuery) -> Comparison:
    """Outside a unit. Protected people and their households count as not found."""
    register, beside, people = installation.register, dict[str, Beside](), []
    if register is None:
        return Comparison()
    for written in query.written:
        try:
            candidates = _candidates(register, written, query.linked)
            hidden = not query.shows_all and any(
                _protected(installation, register, resident) for resident in candidates
            )
        except AdapterError:
            people.append((written.name, AWAY))
            continue
        if hidden or len(candidates) != 1:
            people.append((written.name, SEVERAL if candidates and not hidden else NOBODY))
            continue
        people.append((written.name, LISTED))
        compared = (
            (fact, value)
            for fact, value in written.values.items()
            if fact not in _HELD or candidates[0].holds.get(fact)
        )
        beside |= {written.keys[fact]: _beside(fact, value, candidates[0]) for fact, value in compared}
    return Comparison(beside, tuple(people))


def written_in(case: Case) -> Iterator[Written]:
    """Groups by concepts; principals without concepts by roles."""
    procedure, groups = case.procedure, dict[Spot, dict[str, str]]()
    roles = {name: role for role, name in procedure.principal.items()}
    name = procedure.principal.get("name", "")
    home, role = spot_of(procedure, name), procedure.by_name[name].role if name in procedure.by_name else ""
    for question in case.path.fields:
        key = question.id
        fact = roles.get(key) or _what(question)
        if fact in _ASKED and key in case.answers:
            of_principal = key in roles or (fact in _HELD and not question.own and question.role == role)
            group = home if of_principal else spot_of(procedure, key)
            groups.setdefault(group, {}).setdefault(fact, key)
    for keys in groups.values():
        if "name" in keys and "birth" in keys:
            yield Written({fact: case.answers[key] for fact, key in keys.items()}, keys)


def _what(question: Field) -> str:
    source, _, fact = (question.concept or question.known_from).partition(".")
    return fact if source in ("person", "applicant") else ""


def _candidates(register: ResidentRegister, written: Written, linked: str) -> list[Resident]:
    # With the linked applicant despite a typing error in name or birthday.
    born = register.born(date.fromisoformat(written.values["birth"]))
    candidates = [resident for resident in born if may_match(written.name, resident.name)]
    if len(candidates) > 1 and "address" in written.values:
        candidates = [
            resident
            for resident in candidates
            if lives_alike(_line(written.values["address"]), line_of(resident)) != OTHER
        ] or candidates
    if not candidates and linked and (known := register.resident(linked)) is not None:
        same_day = known.birth.isoformat() == written.values["birth"]
        return [known] if same_day or may_match(written.name, known.name) else []
    return candidates


def _protected(installation: Records, register: ResidentRegister, resident: Resident) -> bool:
    household = household_of(register, resident)
    if any(member.protected for member in (resident, *household)):
        return True
    with installation.database.read() as unit:
        people = [(member.name, member.birth.isoformat()) for member in (resident, *household)]
        return protected_among(installation.protection_key, unit, people)


def _beside(fact: str, value: Any, resident: Resident) -> Beside:
    match fact:
        case "name":
            mine, theirs = name_text(value), resident.name
            alike = likeness(mine, theirs)
        case "kana":
            mine, theirs = name_text(value), resident.kana
            alike = _alike(mine, theirs, narrow(katakana(mine)) == narrow(katakana(theirs)))
        case "birth":
            mine, theirs = in_both_calendars(date.fromisoformat(value)), in_both_calendars(resident.birth)
            alike = _alike(mine, theirs, False)
        case "sex":
            mine, theirs = SEXES.get(value, ""), SEXES.get(resident.sex, "")
            alike = _alike(mine, theirs, False)
        case "care_number" | "insurance_number":
            mine, theirs = str(value), str(resident.holds[fact])
            alike = _alike(mine, theirs, narrow(mine) == narrow(theirs))
        case _:
            mine, theirs = _line(value), line_of(resident)
            lives = lives_alike(mine, theirs)
            alike = (SAME if mine == theirs else WIDTH) if lives == SAME else lives
    return Beside(alike, tuple(marked(mine, theirs)), tuple(marked(theirs, mine)))


def _alike(mine: str, theirs: str, nearly: bool) -> str:
    return SAME if mine == theirs else WIDTH if nearly else OTHER


def _line(address: Mapping[str, str]) -> str:
    building = address.get("building", "")
    return f"{address.get('town', '')}{address.get('street', '')}" + (f"\u3000{building}" if building else "")
