"""Whose card lies on the counter is looked up in the register by one press: by the card's own name and day of birth, and never by a guess.
The press is the reason, and each look is recorded as a look by hand is (`know_people`)."""

from dataclasses import replace
from datetime import date
from typing import Any

from forms.variants import SAME, folded
from integrations.interfaces import AdapterError
from integrations.register_socket import Resident
from portal.db import Unit
from portal.errors import NotFound
from portal.logs import log
from portal.services.fold_names import is_kana
from portal.services.installation import Installation
from portal.services.know_people import Found, may_ask_register, take_from_register
from portal.services.match_resident import line_of, lives_alike
from portal.services.protect import protected_among
from portal.services.read_register import resident_told
from portal.services.rights import Member
from portal.services.told import CARD, REGISTER
from portal.services.visit_facts import Facts, Person
from portal.services.visits import Visit
from portal.services.write_audit import write_audit

REASON = "card"  # 読んだカードの人のたしかめ, as the audit keeps it
TAKEN, NOBODY, ELSEWHERE = "taken", "nobody", "elsewhere"


def by_card(person: Person) -> bool:
    """Whether a card has told who this is, and the register, which would be believed first, has not."""
    told = {name: source for name, (_, source) in person.told.items()}
    return told.get("name") == told.get("birth") == CARD


def another_came(visit: Visit, facts: Facts) -> str:
    """What the card of who came calls them, where somebody else was written down as who came; widths, spaces and 異体字 set aside, and
    whoever wrote only the family name or the reading wrote nothing else."""
    said = visit.words.name
    came = facts.comer
    if (
        came is None
        or CARD not in came.sources
        or not said
        or is_kana(said)
        or folded(came.called).startswith(folded(said))
    ):
        return ""
    return came.called


def ask_by_card(installation: Installation, person: Person) -> tuple[Found, ...] | None:
    """Who is called and was born as the card says, gaps of the name set aside; not whoever is protected or lives with somebody who is. None
    where the register does not answer. NotFound in a zone without one. It is a neighbour: no unit may be open."""
    register = installation.register
    if register is None or not may_ask_register(installation):
        raise NotFound("register")
    try:
        born = register.born(date.fromisoformat(str(person.fact("birth"))))
        same = [one for one in born if Person("").with_told(resident_told(one), REGISTER).key == person.key]
        found = [Found(one, tuple(register.household(one.household))) for one in same]
    except AdapterError as failed:
        log.warning("register", code=failed.code)
        return None
    return tuple(one for one in found if not any(each.protected for each in (one.resident, *one.others)))


def take_by_card(
    installation: Installation, unit: Unit, member: Member, visit: Visit, person: Person, found: tuple[Found, ...]
) -> str:  # fmt: skip
    """TAKEN with their household, where it is one person who lives where the card says. ELSEWHERE: one by that name and birthday has another
    address in the register, and nothing came in: who moved is for the clerk to ask. Of whoever the service protects: NOBODY. The caller commits."""
    one = found[0] if len(found) == 1 else None
    if one is not None and _lives_there(one.resident, person.told.get("address")):
        return TAKEN if take_from_register(installation, unit, member, visit, one, REASON) else NOBODY
    write_audit(installation, unit, member.actor, "ask register", detail=f"{visit.id} {REASON} {len(found)}")
    if one is None:
        return NOBODY
    household = [(each.name, each.birth.isoformat()) for each in (one.resident, *one.others)]
    return NOBODY if protected_among(installation, unit, household) else ELSEWHERE


def _lives_there(resident: Resident, address: tuple[Any, str] | None) -> bool:
    """By the card's own address: what a paper says of where they move to is no address of the register yet."""
    if address is None or address[1] != CARD:
        return False
    return lives_alike(line_of(replace(resident, address=address[0])), line_of(resident)) == SAME
