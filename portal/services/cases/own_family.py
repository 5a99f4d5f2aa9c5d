"""近親者の申請."""

# Only the member sees declared relatives; the household by the register is not shown.

import uuid
from dataclasses import asdict, dataclass
from datetime import date

from forms.text.japanese import is_katakana, katakana
from integrations.sockets.interfaces import AdapterError, KeyStore
from integrations.sockets.register_socket import household_of
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.logs import log
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.residents.match_resident import may_match
from portal.services.shared.fold_names import kana_keys, name_key
from portal.services.shared.needs import Basics, HasRegister, Records
from portal.services.shared.past_day import past_day
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.staff import staff_relations
from portal.store.staff.staff_relations import StaffRelationRow

SELF, STATED, REGISTER = "self", "told", "register"
MOST, MOST_SIGNS = 40, 100
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class Relative:
    """`number` of the register."""

    name: str
    kana: str
    birth: str
    how: str = ""
    number: str = ""

    def is_called(self, name: str) -> bool:
        return name_key(name) == name_key(self.name) or may_match(name, self.name)

    def is_read(self, kana: str) -> bool:
        return bool(self.kana) and bool(kana_keys(kana) & kana_keys(self.kana))


@dataclass(frozen=True)
class Related:
    row: StaffRelationRow
    person: Relative


def family_of(keys: KeyStore, unit: Unit, staff_id: int) -> tuple[Related, ...]:
    rows = staff_relations.of(unit, staff_id)
    return tuple(Related(row, _open(keys, row)) for row in rows)


def read_relative(clock: Clock, name: str, kana: str, birth: str, how: str) -> tuple[Relative, dict[str, str]]:
    mistakes = {}
    name, kana, how = (" ".join(text.split()) for text in (name, katakana(kana), how))
    if not name or len(name) > MOST_SIGNS:
        mistakes["name"] = "no_name"
    if len(kana) > MOST_SIGNS or (kana and not is_katakana(kana.replace(" ", ""))):
        mistakes["kana"] = "not_kana"
    if len(how) > MOST_SIGNS:
        mistakes["how"] = "too_long"
    day = past_day(clock, birth, _EARLIEST)
    if day is None:
        mistakes["birth"] = "no_birth"
    return Relative(name, kana, day.isoformat() if day else "", how), mistakes


def add_relative(installation: Records, unit: Unit, member: Member, person: Relative) -> None:
    """Raises Conflict beyond `MOST`."""
    known = [relative for relative in family_of(installation.keys, unit, member.id) if relative.row.basis == STATED]
    if any((relative.person.name, relative.person.birth) == (person.name, person.birth) for relative in known):
        return
    if len(known) >= MOST:
        raise Conflict("family")
    _add(installation, unit, member.id, STATED, person)
    write_audit(installation, unit, member.actor, "tell of family")


def take_relative_back(installation: Basics, unit: Unit, member: Member, number: int) -> None:
    """Raises NotFound, also for a colleague's."""
    if not staff_relations.remove(unit, member.id, number, STATED):
        raise NotFound("relative")
    write_audit(installation, unit, member.actor, "take family back")


def set_own_birth(installation: Records, unit: Unit, member: Member, birth: str) -> Related | None:
    day = past_day(installation.clock, birth, _EARLIEST)
    if day is None:
        return None
    earlier = [relative for relative in family_of(installation.keys, unit, member.id) if relative.row.basis == SELF]
    if any(relative.person.birth != day.isoformat() for relative in earlier):  # their household is no more theirs
        write_audit(installation, unit, member.actor, "take family back", detail=SELF)
    staff_relations.forget(unit, member.id, SELF)
    staff_relations.forget(unit, member.id, REGISTER)
    _add(installation, unit, member.id, SELF, Relative(member.name, "", day.isoformat()))
    write_audit(installation, unit, member.actor, "tell of family", detail=SELF)
    return next(relative for relative in family_of(installation.keys, unit, member.id) if relative.row.basis == SELF)


def ask_household(installation: HasRegister, own: Related) -> bool:
    """Only with a unique match. Outside a unit. False if the register is unavailable."""
    if installation.register is None:
        return False
    try:
        born = installation.register.born(date.fromisoformat(own.person.birth))
        matches = [resident for resident in born if may_match(own.person.name, resident.name)]
        household = household_of(installation.register, matches[0]) if len(matches) == 1 else ()
    except AdapterError as failed:
        log.warning("register", code=failed.code, where=str(failed))
        return False
    with installation.database.change() as unit:
        if staff_relations.asked(
            unit, own.row.uid, to_micro(installation.clock.now())
        ):  # unless declared again meanwhile
            staff_relations.forget(unit, own.row.staff_id, REGISTER)
            for resident in household:
                person = Relative(
                    resident.name, resident.kana, resident.birth.isoformat(), resident.relation, resident.id
                )
                _add(installation, unit, own.row.staff_id, REGISTER, person)
    return True


def _add(installation: Records, unit: Unit, staff_id: int, basis: str, person: Relative) -> None:
    uid = uuid.uuid4().hex
    box, stored = new_sealer(installation.keys, f"staff_relation:{uid}")
    sealed, now = box.seal("person", asdict(person)), to_micro(installation.clock.now())
    staff_relations.add(unit, StaffRelationRow(0, uid, staff_id, basis, stored.key_id, stored.wrapped, sealed, now))


def _open(keys: KeyStore, row: StaffRelationRow) -> Relative:
    box = sealer(keys, f"staff_relation:{row.uid}", WrappedKey(row.key_id, row.wrapped_key))
    return Relative(**box.open("person", row.sealed_person))
