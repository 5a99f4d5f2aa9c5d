"""Whom a member of staff tells of as their family, and who lives with them by the register: so that nobody decides on those (近親者の
申請). They tell it themselves and see it alone; an administrator sees that there are some. Who only lives with them is shown to
nobody: it is asked again each day, and what it was before is deleted."""

import uuid
from dataclasses import asdict, dataclass
from datetime import date

from forms.japanese import is_katakana, katakana
from integrations.interfaces import AdapterError
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.logs import log
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.fold_names import kana_keys, name_key
from portal.services.installation import Installation
from portal.services.match_resident import may_be
from portal.services.past_day import past_day
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import staff_relations
from portal.store.staff_relations import StaffRelationRow

SELF, TOLD, REGISTER = "self", "told", "register"
MOST, MOST_SIGNS = 40, 100
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class Relative:
    """`kana`, `how` and `number` (of the register) "" where they are not known; `birth` ISO."""

    name: str
    kana: str
    birth: str
    how: str = ""
    number: str = ""

    def is_called(self, name: str) -> bool:
        return name_key(name) == name_key(self.name) or may_be(name, self.name)

    def is_read(self, kana: str) -> bool:
        return bool(self.kana) and bool(kana_keys(kana) & kana_keys(self.kana))


@dataclass(frozen=True)
class Related:
    row: StaffRelationRow
    person: Relative


def family_of(installation: Installation, unit: Unit, staff_id: int) -> tuple[Related, ...]:
    """Everybody, they themselves among them."""
    rows = staff_relations.of(unit, staff_id)
    return tuple(Related(row, _open(installation, row)) for row in rows)


def read_relative(
    installation: Installation, name: str, kana: str, birth: str, how: str
) -> tuple[Relative, dict[str, str]]:
    """What is wrong with it: box → key."""
    wrong = {}
    name, kana, how = (" ".join(one.split()) for one in (name, katakana(kana), how))
    if not name or len(name) > MOST_SIGNS:
        wrong["name"] = "no_name"
    if len(kana) > MOST_SIGNS or (kana and not is_katakana(kana.replace(" ", ""))):
        wrong["kana"] = "not_kana"
    if len(how) > MOST_SIGNS:
        wrong["how"] = "too_long"
    day = past_day(installation, birth, _EARLIEST)
    if day is None:
        wrong["birth"] = "no_birth"
    return Relative(name, kana, day.isoformat() if day else "", how), wrong


def tell_relative(installation: Installation, unit: Unit, member: Member, person: Relative) -> None:
    """As `read_relative` found nothing wrong with. The same person twice is one. Conflict beyond `MOST`."""
    known = [one for one in family_of(installation, unit, member.id) if one.row.basis == TOLD]
    if any((one.person.name, one.person.birth) == (person.name, person.birth) for one in known):
        return
    if len(known) >= MOST:
        raise Conflict("family")
    _add(installation, unit, member.id, TOLD, person)
    write_audit(installation, unit, member.actor, "tell of family")


def take_relative_back(installation: Installation, unit: Unit, member: Member, number: int) -> None:
    """NotFound, also for a colleague's."""
    if not staff_relations.remove(unit, member.id, number, TOLD):
        raise NotFound("relative")
    write_audit(installation, unit, member.actor, "take family back")


def tell_self(installation: Installation, unit: Unit, member: Member, birth: str) -> Related | None:
    """The member's own birthday, so that the register can be asked who lives with them. None if it is none."""
    day = past_day(installation, birth, _EARLIEST)
    if day is None:
        return None
    staff_relations.forget(unit, member.id, SELF)
    staff_relations.forget(unit, member.id, REGISTER)
    _add(installation, unit, member.id, SELF, Relative(member.name, "", day.isoformat()))
    write_audit(installation, unit, member.actor, "tell of family", detail=SELF)
    return next(one for one in family_of(installation, unit, member.id) if one.row.basis == SELF)


def ask_household(installation: Installation, own: Related) -> bool:
    """Who lives with them, in the place of what the register said before; nobody where it has nobody of that name and birthday, or
    several. Opens units of its own and asks a neighbour: none may be open. False where it is away, and what it said last stays."""
    if installation.register is None:
        return False
    try:
        born = installation.register.born(date.fromisoformat(own.person.birth))
        found = [one for one in born if may_be(own.person.name, one.name)]
        household = installation.register.household(found[0].household) if len(found) == 1 else ()
    except AdapterError as failed:
        log.warning("register", code=failed.code)
        return False
    with installation.database.write() as unit:
        if staff_relations.asked(unit, own.row.id, to_micro(installation.clock.now())):  # not told anew meanwhile
            staff_relations.forget(unit, own.row.staff_id, REGISTER)
            for one in household:
                person = Relative(one.name, one.kana, one.birth.isoformat(), one.relation, one.id)
                _add(installation, unit, own.row.staff_id, REGISTER, person)
        unit.commit()
    return True


def _add(installation: Installation, unit: Unit, staff_id: int, basis: str, person: Relative) -> None:
    uid = uuid.uuid4().hex
    box, stored = new_sealer(installation.keys, f"staff_relation:{uid}")
    sealed, now = box.seal("person", asdict(person)), to_micro(installation.clock.now())
    staff_relations.add(unit, StaffRelationRow(0, uid, staff_id, basis, stored.key_id, stored.wrapped, sealed, now))


def _open(installation: Installation, row: StaffRelationRow) -> Relative:
    box = sealer(installation.keys, f"staff_relation:{row.uid}", WrappedKey(row.key_id, row.wrapped_key))
    return Relative(**box.open("person", row.sealed_person))
