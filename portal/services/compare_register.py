"""What the register has beside the answers of a case, so that nobody compares by eye: of each person whom the answers name with
a day of birth. Decides nothing and changes nothing; what differs only by width or 異体字 is told apart from what differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forms.calendar import in_both_calendars
from forms.japanese import katakana
from forms.procedure import Field
from forms.variants import OTHER, SAME, VARIANT, WIDTH, likeness, marked, narrow
from integrations.interfaces import AdapterError
from integrations.register_socket import Resident, ResidentRegister
from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.linked_person import linked_number
from portal.services.match_resident import AWAY, NOBODY, SEVERAL, line_of, lives_alike, may_be
from portal.services.people_in import Spot, name_text, spot_of
from portal.services.protect import protected_among
from portal.services.rights import Member
from portal.services.write_audit import write_audit

Marks = tuple[tuple[str, bool], ...]
FOUND = "found"
SEXES: Mapping[str, str] = {"male": "男", "female": "女"}
_HELD = ("care_number", "insurance_number")  # numbers in the city's own records, where the register's plug tells them
_ASKED = ("name", "kana", "birth", "sex", "address", *_HELD)


@dataclass(frozen=True)
class Written:
    """One person as the answers write them: the stored value and its question by what it is (`_ASKED`). Always with name
    and birth."""

    values: Mapping[str, Any]
    keys: Mapping[str, str]

    @property
    def name(self) -> str:
        return name_text(self.values["name"])


@dataclass(frozen=True)
class Beside:
    """One answer and what the register has, sign by sign with what differs. `likeness`: as `forms.variants` says it."""

    likeness: str
    answer: Marks
    register: Marks

    @property
    def differs(self) -> bool:
        return self.likeness in (VARIANT, OTHER)


@dataclass(frozen=True)
class Comparison:
    """`beside` by question; `people`: each with how they were found: found, nobody, several or away."""

    beside: Mapping[str, Beside] = field(default_factory=dict)
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Inquiry:
    """What is to be asked of the register, made while a unit is open. `linked`: the number that the applicant was found to
    have; `shows_all`: whoever looks may see where protected people live."""

    written: tuple[Written, ...]
    linked: str
    shows_all: bool


def inquire(installation: Installation, unit: Unit, member: Member, case: Case) -> Inquiry | None:
    """None where there is no register here, nobody to ask about, or nothing that this member may be told. Recorded before
    it is asked; the caller commits."""
    row = case.row
    if installation.register is None or not member.may("review", row.duty) or (case.protected and not case.shows_all):
        return None
    people = tuple(written_in(case))
    if not people:
        return None
    write_audit(
        installation, unit, member.actor, "compare with register", application_id=row.id, detail=f"{len(people)} people"
    )
    linked = linked_number(installation, unit, row.person_id) if row.person_id is not None else ""
    return Inquiry(people, linked, member.may("see protected", row.duty))


def compare_register(installation: Installation, inquiry: Inquiry) -> Comparison:
    """May ask a neighbour: no unit may be open. Of whoever is protected, or lives with somebody who is, it is as if nobody
    were found."""
    register, beside, people = installation.register, dict[str, Beside](), []
    if register is None:
        return Comparison()
    for one in inquiry.written:
        try:
            found = _candidates(register, one, inquiry.linked)
            hidden = not inquiry.shows_all and any(_protected(installation, register, who) for who in found)
        except AdapterError:
            people.append((one.name, AWAY))
            continue
        if hidden or len(found) != 1:
            people.append((one.name, SEVERAL if found and not hidden else NOBODY))
            continue
        people.append((one.name, FOUND))
        told = ((what, value) for what, value in one.values.items() if what not in _HELD or found[0].holds.get(what))
        beside |= {one.keys[what]: _beside(what, value, found[0]) for what, value in told}
    return Comparison(beside, tuple(people))


def written_in(case: Case) -> Iterator[Written]:
    """By the concepts of a person that stand side by side; a principal whose questions have none, by their roles."""
    procedure, groups = case.procedure, dict[Spot, dict[str, str]]()
    roles = {name: role for role, name in procedure.principal.items()}
    name = procedure.principal.get("name", "")
    home, role = spot_of(procedure, name), procedure.by_name[name].role if name in procedure.by_name else ""
    for question in case.path.fields:
        key = question.id
        what = roles.get(key) or _what(question)
        if what in _ASKED and key in case.answers:
            of_principal = key in roles or (what in _HELD and not question.own and question.role == role)
            group = home if of_principal else spot_of(procedure, key)
            groups.setdefault(group, {}).setdefault(what, key)
    for keys in groups.values():
        if "name" in keys and "birth" in keys:
            yield Written({what: case.answers[key] for what, key in keys.items()}, keys)


def _what(question: Field) -> str:
    """By its concept; where it has none, by what fills it in beforehand."""
    told, _, what = (question.concept or question.known_from).partition(".")
    return what if told in ("person", "applicant") else ""


def _candidates(register: ResidentRegister, one: Written, linked: str) -> list[Resident]:
    """Who may be meant: born that day and called so, and where that is not enough, living there. Whom the applicant was
    found to be, also where a day or a name is mistyped."""
    born = register.born(date.fromisoformat(one.values["birth"]))
    found = [who for who in born if may_be(one.name, who.name)]
    if len(found) > 1 and "address" in one.values:
        found = [who for who in found if lives_alike(_line(one.values["address"]), line_of(who)) != OTHER] or found
    if not found and linked and (known := register.resident(linked)) is not None:
        same_day = known.birth.isoformat() == one.values["birth"]
        return [known] if same_day or may_be(one.name, known.name) else []
    return found


def _protected(installation: Installation, register: ResidentRegister, who: Resident) -> bool:
    household = register.household(who.household)
    if any(one.protected for one in (who, *household)):
        return True
    with installation.database.read() as unit:
        people = [(one.name, one.birth.isoformat()) for one in (who, *household)]
        return protected_among(installation, unit, people)


def _beside(what: str, value: Any, who: Resident) -> Beside:
    match what:
        case "name":
            mine, theirs = name_text(value), who.name
            alike = likeness(mine, theirs)
        case "kana":
            mine, theirs = name_text(value), who.kana
            alike = _alike(mine, theirs, narrow(katakana(mine)) == narrow(katakana(theirs)))
        case "birth":
            mine, theirs = in_both_calendars(date.fromisoformat(value)), in_both_calendars(who.birth)
            alike = _alike(mine, theirs, False)
        case "sex":
            mine, theirs = SEXES.get(value, ""), SEXES.get(who.sex, "")
            alike = _alike(mine, theirs, False)
        case "care_number" | "insurance_number":
            mine, theirs = str(value), str(who.holds[what])
            alike = _alike(mine, theirs, narrow(mine) == narrow(theirs))
        case _:
            mine, theirs = _line(value), line_of(who)
            lives = lives_alike(mine, theirs)
            alike = (SAME if mine == theirs else WIDTH) if lives == SAME else lives
    return Beside(alike, tuple(marked(mine, theirs)), tuple(marked(theirs, mine)))


def _alike(mine: str, theirs: str, nearly: bool) -> str:
    return SAME if mine == theirs else WIDTH if nearly else OTHER


def _line(address: Mapping[str, str]) -> str:
    building = address.get("building", "")
    return f"{address.get('town', '')}{address.get('street', '')}" + (f"\u3000{building}" if building else "")
