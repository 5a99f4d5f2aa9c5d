"""What the register tells of a signed-in person and their household, as answers. Nothing of a protected person's household."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms.city import City
from forms.family import is_child_of, spouse_of
from integrations.register_socket import Resident
from portal.services.held_facts import held_of, since_of
from portal.services.match_resident import NOBODY, Match
from portal.services.read_card import name_value
from portal.services.told import HELD, REGISTER, Source


def read_register(match: Match, city: City, today: date) -> tuple[Source, Source]:
    """What 住民票 tells, and what the city's other records hold. Where anybody of the household is protected, the same as where nobody was found."""
    resident = match.resident
    if resident is None:
        return Source(REGISTER, certainty=match.certainty), Source(HELD)
    if resident.protected or any(one.protected for one in match.others):
        return nothing_known()
    spouse_id = spouse_of(resident.relation, {one.id: one.relation for one in match.others})
    spouse = next((one for one in match.others if one.id == spouse_id), None)
    own = resident_told(resident) | since_of(resident, today)
    partner = _of_spouse(resident_told(spouse) | since_of(spouse, today)) if spouse is not None else {}
    principal = {name: own[name] for name in ("birth", "sex") if name in own}
    register = Source(
        REGISTER,
        applicant=own | partner,
        principal=principal | ({"spouse.exists": True} if spouse is not None else {}),
        household=tuple(_offer(resident, one) for one in match.others),
        events=events_of(resident, match.others),
        certainty=match.certainty,
    )
    return register, Source(HELD, applicant=held_of(city, resident, today), certainty=match.certainty)


def _of_spouse(told: Mapping[str, Any]) -> dict[str, Any]:
    return {f"spouse.{name}": value for name, value in told.items()}


def nothing_known() -> tuple[Source, Source]:
    return Source(REGISTER, certainty=NOBODY), Source(HELD)


def resident_told(resident: Resident) -> dict[str, Any]:
    """One person as answers would be stored."""
    told: dict[str, Any] = {
        "name": name_value(resident.name),
        "birth": resident.birth.isoformat(),
        "address": dict(resident.address),
    }
    if resident.kana:
        told["kana"] = name_value(resident.kana)
    if resident.sex in ("male", "female"):
        told["sex"] = resident.sex
    return told


def _offer(resident: Resident, other: Resident) -> Mapping[str, Any]:
    """Who it is; where they live is the household's, and asked only of who lives elsewhere."""
    told = {name: value for name, value in resident_told(other).items() if name != "address"}
    return told | ({"relation": "child"} if is_child_of(resident.relation, other.relation) else {})


def events_of(resident: Resident, others: tuple[Resident, ...]) -> dict[str, str]:
    """Days by the reasons that procedures use."""
    born = [one.birth.isoformat() for one in others if is_child_of(resident.relation, one.relation)]
    events = {"born": max(born)} if born else {}
    return events | ({"moved_in": resident.moved_in.isoformat()} if resident.moved_in is not None else {})
