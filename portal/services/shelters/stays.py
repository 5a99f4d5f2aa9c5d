"""Who is at a 避難所 (D331)."""

import re
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from forms.city.city import City
from forms.path.environment import Facility
from forms.text.japanese import plain, unusable
from forms.text.variants import folded
from forms.text.written_day import read_day
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import ResidentRegister
from portal.clock import TOKYO, from_micro, to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict, Held, NotAllowed, NotFound
from portal.outbox import About
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.counter.needs import ReadsCards
from portal.services.counter.use_card import read_face
from portal.services.filing.note_protected import (
    NOBODY,
    Looked,
    ask_later,
    look_first,
    look_in_register,
)
from portal.services.residents.protect import REGISTER, protect, protected_people
from portal.services.shared.needs import Basics, HasRegister, Records
from portal.services.shared.people_in import folded_name
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.shelters import stays
from portal.store.shelters.stays import OpeningRow, StayRow

KIND, SHELTERS = "shelter", "/counter/shelters"  # of a facility; where its page is
# Whose clerks keep shelters: also those who came for a disaster mode.
DUTIES = ("disaster-prevention", "disaster-certificates")
KEEP, COUNT, PROTECTED = "keep shelters", "count shelters", "see protected"
NEEDS: Mapping[str, str] = {
    "care": "介護・介助", "medical": "医療・薬", "disability": "障害への配慮", "infant": "乳幼児", "pregnant": "妊娠中・産後", "allergy": "食物アレルギー",
    "language": "日本語以外のことば", "pet": "ペット",
}  # fmt: skip
MOST_PEOPLE, _MOST = 30, 200
_ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
NO_BIRTH = "生年月日は、今日までの日を、昭和25年4月1日、S25.4.1、1950-04-01 のように入れてください。わからないときは、空けておきます。"
COLUMNS = ("避難所", "氏名", "生年月日", "住所", "人数", "配慮", "メモ", "安否に答える", "入った日時")


@dataclass(frozen=True)
class Person:
    # Sealed. `answers`: 安否 may be answered to those who ask.

    name: str
    birth: str = ""  # ISO, or "" if not known
    address: str = ""
    needs: tuple[str, ...] = ()
    note: str = ""
    answers: bool = False

    @property
    def named(self) -> tuple[str, str]:
        return self.name, self.birth


@dataclass(frozen=True)
class Stay:
    row: StayRow
    person: Person

    @property
    def arrived_at(self) -> datetime:
        return from_micro(self.row.came_at)

    @property
    def wants(self) -> str:
        return "、".join(NEEDS[need] for need in self.person.needs)


@dataclass(frozen=True)
class Shelter:
    place: Facility
    opening: OpeningRow | None
    people: int = 0
    groups: int = 0
    needs: tuple[tuple[str, int], ...] = ()  # words, how many groups

    @property
    def since(self) -> datetime | None:
        return from_micro(self.opening.opened_at) if self.opening is not None else None


def may(member: Member, act: str) -> bool:
    return any(member.may(act, duty) for duty in DUTIES)


def demand(member: Member, act: str) -> None:
    # Raises NotAllowed.
    if not may(member, act):
        raise NotAllowed(act)


def places(city: City, today: date) -> tuple[Facility, ...]:
    return city.facilities(KIND, today)


def places_in_use(installation: Basics, unit: Unit) -> tuple[Facility, ...]:
    # Also those open that the city's file no longer has: who is there must be able to leave.
    today = places(installation.city, installation.clock.today())
    gone = sorted(stays.opened(unit).keys() - {place.id for place in today})
    return (*today, *(Facility(shelter, f"{shelter}（市の設定から消えた避難所）", "", KIND) for shelter in gone))


def shelter_of(installation: Basics, unit: Unit, shelter: str) -> Facility:
    # Raises NotFound.
    place = next((row for row in places_in_use(installation, unit) if row.id == shelter), None)
    if place is None:
        raise NotFound("shelter")
    return place


def open_shelter(installation: Basics, unit: Unit, member: Member, shelter: str) -> None:
    # Raises NotAllowed, NotFound; nothing if it is open.
    demand(member, KEEP)
    shelter_of(installation, unit, shelter)
    if stays.open_shelter(unit, shelter, str(member.actor), to_micro(installation.clock.now())):
        write_audit(installation, unit, member.actor, "open shelter", detail=shelter)


def close_shelter(installation: Basics, unit: Unit, member: Member, shelter: str) -> None:
    # Raises NotAllowed, NotFound; Conflict while somebody is there.
    demand(member, KEEP)
    shelter_of(installation, unit, shelter)
    closed = stays.close_shelter(unit, shelter, str(member.actor), to_micro(installation.clock.now()))
    if stays.present(unit, shelter):  # after it was closed, so that none comes in between
        raise Conflict("shelter")
    if closed:
        write_audit(installation, unit, member.actor, "close shelter", detail=shelter)


def check_in(
    installation: HasRegister, unit: Unit, member: Member, shelter: str, once: str, person: Person, people: int,
    looked: Looked = NOBODY,
) -> None:  # fmt: skip
    # Once for each page. Raises NotAllowed, NotFound, BadRequest, RegisterUnasked; Conflict unless the shelter is
    # open.
    demand(member, KEEP)
    shelter_of(installation, unit, shelter)
    if not _ONCE.fullmatch(once) or wrong(person, people, installation.clock.today()):
        raise BadRequest("stay")
    if not stays.stays_open(unit, shelter):
        raise Conflict("shelter")
    _ask_register(installation, unit, person, looked, once)
    stay_id, now = secrets.token_urlsafe(16), to_micro(installation.clock.now())
    box, stored = new_sealer(installation.keys, f"shelter_stay:{stay_id}")
    row = StayRow(
        stay_id, once, shelter, people, stored.key_id, stored.wrapped, box.seal("person", asdict(person)), 0, now, now
    )
    if stays.add(unit, row):
        write_audit(installation, unit, member.actor, "check in", detail=f"{shelter} {stay_id} {people}")


def check_in_by_card(
    installation: ReadsCards, unit: Unit, member: Member, shelter: str, number: str, answer: str, looked: Looked
) -> None:
    # `number`: of the request to the card agent, used up before. Raises as `check_in`, and as `read_face`.
    demand(member, KEEP)
    _, known = read_face(installation, unit, number, answer, looked)
    person = Person(_written(known.get("name")), str(known.get("birth", "")), _written(known.get("address")))
    check_in(installation, unit, member, shelter, number[:64], person, 1, looked)


def _ask_register(installation: HasRegister, unit: Unit, person: Person, looked: Looked, once: str) -> None:
    # Only whether it protects them. Without a birthday there is no answer. Asked again while it is away: others read the list.
    if person.name and person.birth:
        look_first(installation.register, frozenset({person.named}), looked)
        if looked.get(person.named):
            protect(installation, unit, Actor("system", "register"), [person.named], REGISTER)
        elif looked.get(person.named) is None:
            # A city may have one of them only: nobody would see a look-up of the other that is parked.
            duty = next((duty for duty in DUTIES if duty in installation.city.duties), DUTIES[0])
            ask_later(installation, unit, About(duty), f"stay:{once}", [person.named])


def _written(parts: object) -> str:
    # Of a name or an address that was read from a card.
    names = ("full", "family", "given", "town", "street", "building")
    return "　".join(str(parts[name]) for name in names if parts.get(name)) if isinstance(parts, Mapping) else ""


def wrong(person: Person, people: int, today: date) -> dict[str, str]:
    # By box, in Japanese.
    problems = {}
    if not person.name or len(person.name) > _MOST or unusable(person.name):
        problems["name"] = "氏名を入れてください。わからないときは、よび名でもかまいません。"
    if not is_birth(person.birth, today):
        problems["birth"] = NO_BIRTH
    if len(person.address) > _MOST or unusable(person.address):
        problems["address"] = f"住所は、{_MOST}字までで入れてください。"
    if len(person.note) > _MOST or unusable(person.note):
        problems["note"] = f"メモは、{_MOST}字までで入れてください。"
    if not 1 <= people <= MOST_PEOPLE:
        problems["people"] = f"人数は、本人を入れて1から{MOST_PEOPLE}までで入れてください。"
    return problems


def read_birth(typed: str) -> str:
    # As it is stored; what is no day stays as it was typed.
    day = read_day("", "".join(typed.split())[:40], "", "") if typed.strip() else None
    return day.isoformat() if isinstance(day, date) else typed.strip()


def is_birth(text: str, today: date) -> bool:
    # "" if not known, else as protected people are stored: 19490403 would match none of them.
    try:
        return not text or (date(1900, 1, 1) <= (day := date.fromisoformat(text)) <= today and day.isoformat() == text)
    except ValueError:
        return False


def open_stay(installation: Records, row: StayRow) -> Stay:
    box = sealer(installation.keys, f"shelter_stay:{row.id}", WrappedKey(row.key_id, row.wrapped_key))
    words = box.open("person", row.sealed_person)
    return Stay(row, Person(**{**words, "needs": tuple(need for need in words["needs"] if need in NEEDS)}))


def stay_of(installation: Records, unit: Unit, member: Member, stay_id: str) -> Stay:
    # Raises NotAllowed, NotFound, also for a protected person of another's.
    demand(member, KEEP)
    row = stays.by_id(unit, stay_id)
    shown = _shown(installation, unit, member, [open_stay(installation, row)]) if row is not None else []
    if not shown:
        raise NotFound("stay")
    return shown[0]


def see_stay(installation: Records, unit: Unit, member: Member, stay_id: str) -> tuple[Facility, Stay]:
    # With a record: their address and note are shown. Raises as `stay_of`.
    stay = stay_of(installation, unit, member, stay_id)
    write_audit(installation, unit, member.actor, "see stay", detail=f"{stay.row.shelter} {stay_id}")
    return shelter_of(installation, unit, stay.row.shelter), stay


def change_stay(
    installation: HasRegister, unit: Unit, member: Member, stay: Stay, person: Person, people: int, looked: Looked = NOBODY,
    *, leaves: bool = False,
) -> None:  # fmt: skip
    # Raises BadRequest, RegisterUnasked; Conflict if it was changed since, or they have left.
    if wrong(person, people, installation.clock.today()):
        raise BadRequest("stay")
    _ask_register(installation, unit, person, looked, f"{stay.row.id}:{stay.row.revision}")
    row, now = stay.row, to_micro(installation.clock.now())
    box = sealer(installation.keys, f"shelter_stay:{row.id}", WrappedKey(row.key_id, row.wrapped_key))
    changed = replace(
        row, people=people, sealed_person=box.seal("person", asdict(person)), changed_at=now, left_at=now if leaves else None
    )  # fmt: skip
    if not stays.save(unit, changed):
        raise Conflict("stay")
    write_audit(
        installation, unit, member.actor, "check out" if leaves else "change stay", detail=f"{row.shelter} {row.id}"
    )


def bring_back(installation: Records, unit: Unit, member: Member, stay: Stay) -> None:
    # Who was let out by mistake. Raises Conflict: the shelter is closed, or somebody else did so; Held: they came
    # again since, and would be counted twice. Without a birthday it may be somebody else of that name.
    now = to_micro(installation.clock.now())
    others = (row for row in stays.present(unit) if row.id != stay.row.id)
    if stay.person.birth and any(open_stay(installation, row).person.named == stay.person.named for row in others):
        raise Held(("stay",))
    if not stays.stays_open(unit, stay.row.shelter) or not stays.bring_back(unit, stay.row.id, stay.row.revision, now):
        raise Conflict("stay")
    write_audit(installation, unit, member.actor, "check in again", detail=f"{stay.row.shelter} {stay.row.id}")


def present(installation: Records, unit: Unit, member: Member, shelter: str) -> list[Stay]:
    # Newest first. Protected people only for those who may see them. Raises NotAllowed.
    demand(member, KEEP)
    every = [open_stay(installation, row) for row in stays.present(unit, shelter)]
    write_audit(installation, unit, member.actor, "see who is at shelter", detail=f"{shelter} {len(every)}")
    return _shown(installation, unit, member, every)


def _shown(installation: Records, unit: Unit, member: Member, every: Sequence[Stay]) -> list[Stay]:
    if may(member, PROTECTED):
        return list(every)
    protected = protected_people(installation.protection_key, unit, [stay.person.named for stay in every])
    return [stay for stay in every if stay.person.named not in protected]


def count_shelters(installation: Records, unit: Unit, member: Member) -> list[Shelter]:
    # All of the city, also protected people: without names. Raises NotAllowed.
    demand(member, COUNT)
    opened, every = stays.opened(unit), [open_stay(installation, row) for row in stays.present(unit)]
    return [
        _count(place, opened.get(place.id), [stay for stay in every if stay.row.shelter == place.id])
        for place in places_in_use(installation, unit)
    ]


def _count(place: Facility, opening: OpeningRow | None, here: Sequence[Stay]) -> Shelter:
    needs = Counter(need for stay in here for need in stay.person.needs)
    counted = tuple((words, needs[need]) for need, words in NEEDS.items() if needs[need])
    return Shelter(place, opening, sum(stay.row.people for stay in here), len(here), counted)


def find_safe(installation: Records, unit: Unit, member: Member, name: str, birth: str) -> list[Stay]:
    # By whole name, and birthday if it is known. Only who agreed and whose birthday is known; protected people never,
    # for any reader: the same answer as for somebody who is not there. Raises NotAllowed.
    demand(member, KEEP)
    wanted = folded(folded_name(plain(name)))
    every = [open_stay(installation, row) for row in stays.present(unit)]
    protected = protected_people(installation.protection_key, unit, [stay.person.named for stay in every])
    matches = [
        stay
        for stay in every
        if wanted
        and folded(folded_name(stay.person.name)) == wanted
        and stay.person.birth
        and birth in ("", stay.person.birth)
        and stay.person.answers
        and stay.person.named not in protected
    ]
    write_audit(installation, unit, member.actor, "ask for safety", detail=str(len(matches)))
    return matches


def without_protected(register: ResidentRegister | None, matches: Sequence[Stay]) -> list[Stay]:
    # The register is asked again, as when they came it may have been away. Nobody, while it is. Outside a unit.
    try:
        looked = look_in_register(register, frozenset(stay.person.named for stay in matches))
    except AdapterError:
        return []
    return [stay for stay in matches if not looked[stay.person.named]]


def as_rows(place: Facility, listed: Iterable[Stay]) -> list[list[str]]:
    return [
        [
            place.name, stay.person.name, stay.person.birth, stay.person.address, str(stay.row.people),
            stay.wants, stay.person.note, "はい" if stay.person.answers else "いいえ", f"{stay.arrived_at.astimezone(TOKYO):%Y-%m-%d %H:%M}",
        ]
        for stay in listed
    ]  # fmt: skip
