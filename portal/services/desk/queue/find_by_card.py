"""A card's owner in the register."""

from dataclasses import replace
from datetime import date
from typing import Any

from forms.text.variants import SAME, folded
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import Resident, household_of
from portal.db import Unit
from portal.errors import NotFound
from portal.logs import log
from portal.services.counter.know_people import ResidentMatch, may_ask_register, take_from_register
from portal.services.counter.visits import Visit
from portal.services.filing.visit_facts import Facts, Person
from portal.services.residents.match_resident import line_of, lives_alike
from portal.services.residents.protect import protected_among
from portal.services.residents.read_register import resident_facts
from portal.services.shared.fold_names import is_kana
from portal.services.shared.known_sources import CARD_FACE, REGISTER
from portal.services.shared.needs import HasRegister, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit

REASON = "card"  # verification of the card's owner, in the audit
TAKEN, NOBODY, ELSEWHERE = "taken", "nobody", "elsewhere"


def by_card(person: Person) -> bool:
    source_of = {name: source for name, (_, source) in person.facts.items()}
    return source_of.get("name") == source_of.get("birth") == CARD_FACE


def name_of_other_visitor(visit: Visit, facts: Facts) -> str:
    """The name on the visitor's card, "" if the written one may be the same."""
    written = visit.words.name
    came = facts.comer
    if (
        came is None
        or CARD_FACE not in came.sources
        or not written
        or is_kana(written)
        or folded(came.called).startswith(folded(written))
    ):
        return ""
    return came.called


def ask_by_card(installation: HasRegister, person: Person) -> tuple[ResidentMatch, ...] | None:
    """Outside a unit. Omits protected people and their households. None without an answer. Raises NotFound without a
    register."""
    register = installation.register
    if register is None or not may_ask_register(installation):
        raise NotFound("register")
    try:
        born = register.born(date.fromisoformat(str(person.fact("birth"))))
        same = [
            resident for resident in born if Person("").with_facts(resident_facts(resident), REGISTER).key == person.key
        ]
        candidates = [ResidentMatch(resident, household_of(register, resident)) for resident in same]
    except AdapterError as failed:
        log.warning("register", code=failed.code, where=str(failed))
        return None
    return tuple(candidate for candidate in candidates if not candidate.protected)


def take_by_card(
    installation: Records, unit: Unit, member: Member, visit: Visit, person: Person, candidates: tuple[ResidentMatch, ...]
) -> str:  # fmt: skip
    """TAKEN; ELSEWHERE if the register has another address: the clerk asks; NOBODY for no match and for protected
    people."""
    match = candidates[0] if len(candidates) == 1 else None
    if match is not None and _lives_there(match.resident, person.facts.get("address")):
        return TAKEN if take_from_register(installation, unit, member, visit, match, REASON) else NOBODY
    write_audit(installation, unit, member.actor, "ask register", detail=f"{visit.id} {REASON} {len(candidates)}")
    if match is None:
        return NOBODY
    household = [(member.name, member.birth.isoformat()) for member in (match.resident, *match.others)]
    return NOBODY if protected_among(installation.protection_key, unit, household) else ELSEWHERE


def _lives_there(resident: Resident, address: tuple[Any, str] | None) -> bool:
    # By the card's own address; other papers may name a future one.
    if address is None or address[1] != CARD_FACE:
        return False
    return lives_alike(line_of(replace(resident, address=address[0])), line_of(resident)) == SAME
