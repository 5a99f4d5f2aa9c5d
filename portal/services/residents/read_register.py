"""Answers from the register; nothing for a protected household."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from forms.city.city import City
from forms.definition.family import is_child_of, spouse_of, towards_head
from integrations.sockets.register_socket import Resident
from portal.services.residents.city_records import held_of, since_of
from portal.services.residents.match_resident import NOBODY, Match
from portal.services.residents.read_card import name_value
from portal.services.shared.known_sources import HELD, REGISTER, Source

# An older event is not the occasion of a filing today: neither the birthday of a grown-up child nor a former move. Where
# a form needs an older day, it is typed.
_RECENT = timedelta(days=366)


def read_register(match: Match, city: City, today: date) -> tuple[Source, Source]:
    """(住民票, other records). A protected household looks like no match."""
    resident = match.resident
    if resident is None:
        return Source(REGISTER, certainty=match.certainty), Source(HELD)
    if resident.protected or any(member.protected for member in match.others):
        return nothing_known()
    spouse_id = spouse_of(resident.relation, {member.id: member.relation for member in match.others})
    spouse = next((member for member in match.others if member.id == spouse_id), None)
    own = resident_facts(resident) | since_of(resident, today) | _of_head(resident)
    partner = _of_spouse(resident_facts(spouse) | since_of(spouse, today)) if spouse is not None else {}
    principal = {name: own[name] for name in ("birth", "sex") if name in own}
    register = Source(
        REGISTER,
        applicant=own | partner,
        principal=principal | ({"spouse.exists": True} if spouse is not None else {}),
        household=tuple(_offer(resident, member) for member in match.others),
        events=events_of(resident, match.others, today),
        certainty=match.certainty,
    )
    return register, Source(HELD, applicant=held_of(city, resident, today), certainty=match.certainty)


def _of_spouse(values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"spouse.{name}": value for name, value in values.items()}


def nothing_known() -> tuple[Source, Source]:
    return Source(REGISTER, certainty=NOBODY), Source(HELD)


def resident_facts(resident: Resident) -> dict[str, Any]:
    name = name_value(resident.name)
    values: dict[str, Any] = {
        "name": name,
        "birth": resident.birth.isoformat(),
        "address": dict(resident.address),
    }
    if resident.kana:
        values["kana"] = name_value(resident.kana) if "family" in name else {"full": resident.kana}
    if resident.sex in ("male", "female"):
        values["sex"] = resident.sex
    return values


def _offer(resident: Resident, other: Resident) -> Mapping[str, Any]:
    values = {name: value for name, value in resident_facts(other).items() if name != "address"}
    child = {"relation": "child"} if is_child_of(resident.relation, other.relation) else {}
    return values | child | _of_head(other)


def _of_head(resident: Resident) -> dict[str, Any]:
    relation = towards_head(resident.relation)
    return {"household_role": relation} if relation else {}


def events_of(resident: Resident, others: tuple[Resident, ...], today: date) -> dict[str, str]:
    born = [other.birth for other in others if is_child_of(resident.relation, other.relation)]
    days = {"born": max(born, default=None), "moved_in": resident.moved_in}
    return {reason: day.isoformat() for reason, day in days.items() if day is not None and day >= today - _RECENT}
