"""Who comes to be known in a visit: by a card, by the register with a reason, by a paper that was keyed. Each tells the whole visit. Of
somebody protected nothing of where they live comes in, and nobody of their household."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from forms.environment import LEAVING
from integrations.interfaces import AdapterError
from integrations.register_socket import Resident
from portal.db import Unit
from portal.errors import NotFound
from portal.logs import log
from portal.services.fold_names import kana_keys
from portal.services.held_facts import held_of, since_of
from portal.services.installation import Installation
from portal.services.match_resident import alike, line_of
from portal.services.protect import protected_among
from portal.services.read_register import events_of, resident_told
from portal.services.recall_contact import recall_contact
from portal.services.rights import Member
from portal.services.told import BIRTH, CARD, HELD, REGISTER, TRANSFER, TRANSFER_DATA, ZONES
from portal.services.use_card import read_face
from portal.services.visit_facts import SHOWN, USUAL, Facts, facts_of, keep_facts
from portal.services.visits import Visit, save_visit
from portal.services.write_audit import write_audit

# Why somebody is looked up, as the audit keeps it.
REASONS = {"asked": "来た人の申し出", "no_card": "カードがない・読めない", "family": "家族の分の手続"}
_CHILD = "子"
OCCASIONS = {TRANSFER: "moved_in", TRANSFER_DATA: "moved_in", BIRTH: "born"}
_SELF = ("", "self")


@dataclass(frozen=True)
class Found:
    """Somebody of the register, and who lives with them."""

    resident: Resident
    others: tuple[Resident, ...]


def find_in_register(installation: Installation, birth: date, kana: str, address: str) -> tuple[Found, ...]:
    """Whoever was born that day and is read, or lives, so; () for nobody, and for whoever is protected or lives with somebody who is.
    NotFound in a zone without a register. AdapterError where it cannot be asked. It is a neighbour: no unit may be open."""
    register = installation.register
    if register is None or installation.settings.zone not in ZONES[REGISTER]:
        raise NotFound("register")
    found = [one for one in register.born(birth) if _is(one, kana, address)]
    shared = [Found(one, tuple(register.household(one.household))) for one in found]
    return tuple(one for one in shared if not any(each.protected for each in (one.resident, *one.others)))


def may_ask_register(installation: Installation) -> bool:
    return installation.register is not None and installation.settings.zone in ZONES[REGISTER]


def _is(one: Resident, kana: str, address: str) -> bool:
    """Both where both are told: a day of birth alone is nobody's name. Two letters of a reading's beginning are enough."""
    parts = (one.kana, *one.kana.split("\u3000"))
    read = not kana or any(_begins(mine, kana_keys(part)) for part in parts for mine in kana_keys(kana))
    return read and (not address or alike(address) in alike(line_of(one))) and bool(kana or address)


def _begins(kana: str, keys: frozenset[str]) -> bool:
    return kana in keys or (len(kana) > 1 and any(key.startswith(kana) for key in keys))


def take_from_register(
    installation: Installation, unit: Unit, member: Member, visit: Visit, found: Found, reason: str
) -> bool:
    """The whole household comes to be known. False, as if nobody were found, where the service knows one of them as protected. The look
    is recorded either way; the caller commits."""
    household = [found.resident, *(one for one in found.others if one.id != found.resident.id)]
    named = [(one.name, one.birth.isoformat()) for one in household]
    write_audit(installation, unit, member.actor, "ask register", detail=f"{visit.id} {reason}")
    if protected_among(installation, unit, named):
        return False
    facts, no, today = facts_of(installation, visit.row), "", installation.clock.today()
    for one in household:
        told = resident_told(one) | since_of(one, today) | {"relation": one.relation}
        facts, number = facts.joined(told, REGISTER)
        facts = facts.told_more(number, held_of(installation.city, one, today), HELD)
        no = no or number
    days = {reason: (day, REGISTER) for reason, day in events_of(household[0], tuple(household[1:])).items()}
    facts = replace(facts, events={**days, **facts.events})
    facts = recall_contact(installation, unit, member, visit, _who_came(facts, visit, no))
    keep_facts(installation, unit, visit.row, facts)
    return True


def _who_came(facts: Facts, visit: Visit, no: str) -> Facts:
    """Whoever is known first is who came, unless they came for somebody else: then it is about that person."""
    if visit.words.came in _SELF or visit.words.came == "same_household":
        return facts if facts.came else replace(facts, came=no)
    return facts if facts.about else replace(facts, about=no)


def take_card(installation: Installation, unit: Unit, member: Member, visit: Visit, number: str, answer: str) -> None:
    """What a card says fills every draft of the visit. SignInFailed as `read_face`; the caller commits."""
    told = read_face(installation, unit, number, answer)
    facts, no = facts_of(installation, visit.row).joined(told, CARD)
    # A card lies on the counter because its holder does: who came to act for somebody lays down their own.
    facts = recall_contact(installation, unit, member, visit, facts if facts.came else replace(facts, came=no))
    keep_facts(installation, unit, visit.row, facts)
    write_audit(installation, unit, member.actor, "read card", detail=f"{visit.id} {' '.join(sorted(told))}")


def take_paper(
    installation: Installation, unit: Unit, member: Member, visit: Visit, paper: str,
    people: Sequence[Mapping[str, Any]], day: str, leaving: str = "",
) -> None:  # fmt: skip
    """`paper` is TRANSFER, TRANSFER_DATA or BIRTH; `people` as answers with `relation`; `day` when they moved or were born, `leaving` 転出予定日 (ISO),
    "" where it is not told. The people of it are nowhere else yet. The caller commits."""
    facts, first = facts_of(installation, visit.row), ""
    for told in people:
        # That the first newborn is a child of the head stood chosen on the page: nobody pressed it.
        usual = {"relation": _CHILD} if paper == BIRTH and not first and told.get("relation") == _CHILD else {}
        keyed = {name: value for name, value in told.items() if name not in usual}
        facts, no = facts.joined(_unprotected(installation, unit, keyed), paper)
        facts = facts.told_more(no, usual, USUAL)
        first = first or no
    occasion = OCCASIONS[paper]
    # The day on which they began to live here stands on no paper of the city before: it is keyed, whatever brought the people.
    told_by = TRANSFER if paper == TRANSFER_DATA else paper
    events = {
        **facts.events,
        **({occasion: (day, told_by)} if day else {}),
        **({LEAVING: (leaving, paper)} if leaving else {}),
    }
    # Whoever pressed the same reason in a guide before did press it.
    pressed = facts.occasion == occasion and facts.occasion_by != SHOWN
    typed = {name: boxes for name, boxes in facts.typed.items() if name != paper}
    facts = replace(
        facts, events=events, occasion=occasion, occasion_by=facts.occasion_by if pressed else SHOWN, typed=typed
    )
    if paper != BIRTH:
        facts = _who_came(facts, visit, _named_as(facts, visit) or first)
    keep_facts(installation, unit, visit.row, facts)
    act = "load paper" if paper == TRANSFER_DATA else "key paper"
    write_audit(installation, unit, member.actor, act, detail=f"{visit.id} {paper} {len(people)} people")


def keep_typed(
    installation: Installation, unit: Unit, visit: Visit, paper: str, boxes: Mapping[str, list[str]]
) -> None:  # fmt: skip
    """What was typed of a paper so far: it tells nobody yet, and comes back with its page. The caller commits."""
    facts = facts_of(installation, visit.row)
    if facts.typed.get(paper, {}) != boxes:
        keep_facts(installation, unit, visit.row, replace(facts, typed={**facts.typed, paper: boxes}))


def _unprotected(installation: Installation, unit: Unit, told: Mapping[str, Any]) -> Mapping[str, Any]:
    named = [(" ".join(told["name"].values()), str(told["birth"]))] if "birth" in told else []
    hidden = {"address"} if protected_among(installation, unit, named) else frozenset[str]()
    return {name: value for name, value in told.items() if name not in hidden}


def _named_as(facts: Facts, visit: Visit) -> str:
    """Who is called as the page of the visit says."""
    said = visit.words.name.replace(" ", "").replace("\u3000", "")
    return next((one.no for one in facts.people if said and one.called.replace(" ", "") == said), "")


def say_who(installation: Installation, unit: Unit, visit: Visit, came: str, about: str) -> None:
    """Numbers of people of the visit; whatever is none changes nothing. The caller commits."""
    facts = facts_of(installation, visit.row)
    numbers = {one.no for one in facts.people}
    changed = replace(
        facts,
        came=came if came in numbers else facts.came,
        about=about if about in numbers or not about else facts.about,
    )
    if changed == facts:
        return
    row = keep_facts(installation, unit, visit.row, changed)
    if changed.about not in ("", changed.came) and visit.words.came_by == USUAL:
        # It is about somebody else: that they came for themselves, as most do, is not to be presumed any more.
        save_visit(installation, unit, replace(visit, row=row), replace(visit.words, came="", came_by=""))


def forget_person(installation: Installation, unit: Unit, visit: Visit, no: str) -> None:
    """Who was read by mistake. What they filled stays where a clerk has seen it. The caller commits."""
    facts = facts_of(installation, visit.row)
    kept = replace(
        facts,
        people=tuple(one for one in facts.people if one.no != no),
        came="" if facts.came == no else facts.came,
        about="" if facts.about == no else facts.about,
    )
    keep_facts(installation, unit, visit.row, kept)


def ask_register_for(installation: Installation, birth: date, kana: str, address: str) -> tuple[Found, ...] | None:
    """None where the register does not answer: the clerk goes on by hand."""
    try:
        return find_in_register(installation, birth, kana, address)
    except AdapterError as failed:
        log.warning("register", code=failed.code)
        return None
