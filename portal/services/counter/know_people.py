# Never takes over addresses and households of protected people.

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from forms.path.environment import LEAVING
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import Resident, household_of
from portal.db import Unit
from portal.errors import NotFound
from portal.logs import log
from portal.services.counter.needs import ReadsCards
from portal.services.counter.recall_contact import recall_contact
from portal.services.counter.use_card import read_face
from portal.services.counter.visits import Visit, save_visit
from portal.services.filing.note_protected import Looked
from portal.services.filing.visit_facts import (
    HOUSEHOLD_KEY,
    MOVE_NAMES,
    SHOWN,
    USUAL,
    VISIT,
    Facts,
    facts_of,
    keep_facts,
)
from portal.services.residents.city_records import held_of, since_of
from portal.services.residents.household_key import household_key
from portal.services.residents.match_resident import alike, line_of
from portal.services.residents.protect import protected_among
from portal.services.residents.read_register import events_of, resident_facts
from portal.services.shared.fold_names import kana_keys
from portal.services.shared.known_sources import (
    BIRTH,
    HELD,
    MOVE_FORM,
    PAPER_READ,
    REGISTER,
    RESIDENCE,
    TRANSFER,
    TRANSFER_DATA,
    ZONES,
)
from portal.services.shared.needs import HasRegister, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit

# reasons for a look-up, as the audit log stores them
REASONS = {"asked": "来た人の申し出", "no_card": "カードがない・読めない", "family": "家族の分の手続"}
_CHILD = "子"
LOOK_UP = "look_up"  # among the unfinished input of a visit: what was asked of the register, and who may be meant
OCCASIONS = {TRANSFER: "moved_in", TRANSFER_DATA: "moved_in", MOVE_FORM: "moved_in", BIRTH: "born"}
_SELF = ("", "self")


@dataclass(frozen=True)
class ResidentMatch:
    resident: Resident
    others: tuple[Resident, ...]

    @property
    def protected(self) -> bool:
        return any(resident.protected for resident in (self.resident, *self.others))


def find_in_register(installation: HasRegister, birth: date, kana: str, address: str) -> tuple[ResidentMatch, ...]:
    """Without protected people and their households. Raises NotFound in a zone without a register, AdapterError.
    Outside a unit."""
    register = installation.register
    if register is None or installation.settings.zone not in ZONES[REGISTER]:
        raise NotFound("register")
    matches = [resident for resident in register.born(birth) if _is(resident, kana, address)]
    households = [ResidentMatch(resident, household_of(register, resident)) for resident in matches]
    return tuple(household for household in households if not household.protected)


def may_ask_register(installation: HasRegister) -> bool:
    return installation.register is not None and installation.settings.zone in ZONES[REGISTER]


def _is(resident: Resident, kana: str, address: str) -> bool:
    # A birthday alone never suffices; two characters of the reading do.
    parts = (resident.kana, *resident.kana.split("\u3000"))
    reading_matches = not kana or any(_begins(keys, kana_keys(part)) for part in parts for keys in kana_keys(kana))
    return reading_matches and (not address or alike(address) in alike(line_of(resident))) and bool(kana or address)


def _begins(kana: str, keys: frozenset[str]) -> bool:
    return kana in keys or (len(kana) > 1 and any(key.startswith(kana) for key in keys))


def take_from_register(
    installation: Records, unit: Unit, member: Member, visit: Visit, match: ResidentMatch, reason: str
) -> bool:
    """With the household. False if one is protected, as for no match. Audited."""
    household = [match.resident, *(resident for resident in match.others if resident.id != match.resident.id)]
    named = [(resident.name, resident.birth.isoformat()) for resident in household]
    write_audit(installation, unit, member.actor, "ask register", detail=f"{visit.id} {reason}")
    if protected_among(installation.protection_key, unit, named):
        return False
    facts, no, today = facts_of(installation, visit.row), "", installation.clock.today()
    key = household_key(installation.keys, match.resident)
    for resident in household:
        known = (
            resident_facts(resident) | since_of(resident, today) | {"relation": resident.relation, HOUSEHOLD_KEY: key}
        )
        facts, number = facts.joined(known, REGISTER)
        facts = facts.with_person_facts(number, held_of(installation.city, resident, today), HELD)
        no = no or number
    events = events_of(household[0], tuple(household[1:]), today)
    days = {reason: (day, REGISTER) for reason, day in events.items()}
    typed = {name: boxes for name, boxes in facts.typed.items() if name != LOOK_UP}
    facts = replace(facts, events={**days, **facts.events}, typed=typed)
    facts = recall_contact(installation, unit, member, visit, _with_visitor_role(facts, visit, no))
    keep_facts(installation, unit, visit.row, facts)
    return True


def _with_visitor_role(facts: Facts, visit: Visit, no: str) -> Facts:
    if visit.words.came in _SELF or visit.words.came == "same_household":
        return facts if facts.came else replace(facts, came=no)
    return facts if facts.about else replace(facts, about=no)


def take_card(
    installation: ReadsCards, unit: Unit, member: Member, visit: Visit, number: str, answer: str, looked: Looked
) -> None:
    """Raises SignInFailed and RegisterUnasked as `read_face`."""
    face, known = read_face(installation, unit, number, answer, looked)
    facts, no = facts_of(installation, visit.row).joined(known, face)
    # visitors show their own card, also as a proxy
    facts = recall_contact(installation, unit, member, visit, facts if facts.came else replace(facts, came=no))
    keep_facts(installation, unit, visit.row, facts)
    write_audit(installation, unit, member.actor, "read card", detail=f"{visit.id} {' '.join(sorted(known))}")


def take_paper(
    installation: Records, unit: Unit, member: Member, visit: Visit, paper: str,
    people: Sequence[Mapping[str, Any]], day: str, leaving: str = "", read: Sequence[AbstractSet[str]] = (),
) -> None:  # fmt: skip
    # `paper`: TRANSFER_DATA or one that is keyed; `people`: answers with `relation`; `day` and `leaving` (転出予定日): ISO or
    # ""; `read`: of each person, what print gave and the clerk left as it was.
    facts, first = facts_of(installation, visit.row), ""
    for number, person in enumerate(people):
        # 子 is preselected for the first newborn: it counts as usual, not as keyed
        usual = {"relation": _CHILD} if paper == BIRTH and not first and person.get("relation") == _CHILD else {}
        keyed = {name: value for name, value in person.items() if name not in usual}
        known, as_read = (
            _unprotected(installation.protection_key, unit, keyed),
            read[number] if read else frozenset[str](),
        )
        facts, no = facts.joined(known, PAPER_READ if as_read else paper)
        corrected = {name: value for name, value in known.items() if name not in as_read} if as_read else {}
        facts = facts.with_person_facts(no, corrected, paper).with_person_facts(no, usual, USUAL)
        if paper == RESIDENCE:
            facts = facts.with_person_facts(no, {"foreign": True}, SHOWN)
        first = first or no
    occasion, of_whole = OCCASIONS.get(paper, ""), frozenset[str]().union(*read)
    # the day of moving in is on no 転出証明書: it is always keyed
    source = TRANSFER if paper == TRANSFER_DATA else paper
    events = {
        **facts.events,
        **({occasion: (day, PAPER_READ if "day" in of_whole else source)} if day and occasion else {}),
        **({LEAVING: (leaving, PAPER_READ if "left" in of_whole else paper)} if leaving else {}),
    }
    # a reason chosen in a guide counts as the visitor's own answer
    pressed = facts.occasion == occasion and facts.occasion_by != SHOWN
    typed = {name: boxes for name, boxes in facts.typed.items() if name not in (paper, reading_of(paper))}
    facts = replace(facts, events=events, typed=typed)
    if occasion:
        facts = replace(facts, occasion=occasion, occasion_by=facts.occasion_by if pressed else SHOWN)
    if paper != BIRTH:
        facts = _with_visitor_role(facts, visit, _named_as(facts, visit) or first)
    keep_facts(installation, unit, visit.row, facts)
    act = "read paper" if any(read) else "load paper" if paper == TRANSFER_DATA else "key paper"
    write_audit(installation, unit, member.actor, act, detail=f"{visit.id} {paper} {len(people)} people")


def reading_of(paper: str) -> str:
    """Among the unfinished input: what was read of this paper, and where."""
    return f"read {paper}"


def keep_typed(
    installation: Records, unit: Unit, visit: Visit, paper: str, boxes: Mapping[str, list[str]],
    reading: Mapping[str, list[str]] | None = None,
) -> None:  # fmt: skip
    """`reading`: what was read of the paper, if it was read now."""
    facts = facts_of(installation, visit.row)
    typed = {**facts.typed, paper: boxes} | ({} if reading is None else {reading_of(paper): reading})
    if facts.typed.get(paper, {}) != boxes or reading is not None:
        keep_facts(installation, unit, visit.row, replace(facts, typed=typed))


def _unprotected(protection_key: bytes, unit: Unit, person: Mapping[str, Any]) -> Mapping[str, Any]:
    named = [(" ".join(person["name"].values()), str(person["birth"]))] if "birth" in person else []
    hidden = {"address", *MOVE_NAMES} if protected_among(protection_key, unit, named) else frozenset[str]()
    return {name: value for name, value in person.items() if name not in hidden}


def _named_as(facts: Facts, visit: Visit) -> str:
    wanted = visit.words.name.replace(" ", "").replace("\u3000", "")
    return next((person.no for person in facts.people if wanted and person.called.replace(" ", "") == wanted), "")


def choose_occasion(installation: Records, unit: Unit, visit: Visit, occasion: str) -> None:
    # By the button that begins the visit. A visit of the same ticket may have one already, by a guide or a paper.
    facts = facts_of(installation, visit.row)
    if not facts.occasion:
        keep_facts(installation, unit, visit.row, replace(facts, occasion=occasion, occasion_by=VISIT))


def set_visitor(installation: Records, unit: Unit, visit: Visit, came: str, about: str) -> None:
    facts = facts_of(installation, visit.row)
    numbers = {person.no for person in facts.people}
    changed = replace(
        facts,
        came=came if came in numbers else facts.came,
        about=about if about in numbers or not about else facts.about,
    )
    if changed == facts:
        return
    row = keep_facts(installation, unit, visit.row, changed)
    if changed.about not in ("", changed.came) and visit.words.came_by == USUAL:
        # it is about another person, so the usual answer "for myself" no longer holds
        save_visit(installation, unit, replace(visit, row=row), replace(visit.words, came="", came_by=""))


def forget_person(installation: Records, unit: Unit, visit: Visit, no: str) -> None:
    facts = facts_of(installation, visit.row)
    kept = replace(
        facts,
        people=tuple(person for person in facts.people if person.no != no),
        came="" if facts.came == no else facts.came,
        about="" if facts.about == no else facts.about,
    )
    keep_facts(installation, unit, visit.row, kept)


def ask_register_for(
    installation: HasRegister, birth: date, kana: str, address: str
) -> tuple[ResidentMatch, ...] | None:
    try:
        return find_in_register(installation, birth, kana, address)
    except AdapterError as error:
        log.warning("register", code=error.code, where=str(error))
        return None
