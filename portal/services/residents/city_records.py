"""Insurance, pension and residence from the city's records."""

# Pure; the caller checks disclosure.

from datetime import date, timedelta
from typing import Any, cast

from forms.city.city import City
from forms.definition.qualifications import Scheme
from integrations.sockets.register_socket import Resident

HELD_NAMES = (
    "insurance", "insurer", "insurer_no", "insurance_symbol", "insurance_number", "insurance_branch", "care_number", "care_level",
    "pension", "allowance",
)  # fmt: skip
SINCE_NAMES = ("january", "moved_lately")
_LATELY = timedelta(days=14)  # 介護保険法36条: a 認定 by the previous city is taken over if requested within 14 days
_HALF = 6  # forms ask from January to June for the residence of a year before


def held_of(city: City, resident: Resident, today: date) -> dict[str, Any]:
    answers: dict[str, Any] = dict(resident.holds)
    scheme = str(answers.get("insurance", ""))
    insurer = city.insurer(cast("Scheme", scheme), today) if scheme else None
    return answers | ({"insurer": insurer.name, "insurer_no": insurer.number} if insurer is not None else {})


def since_of(resident: Resident, today: date) -> dict[str, Any]:
    """Not after that 1 January: people may have lived here before."""
    if resident.since is None:
        return {}
    asked = date(today.year - (today.month <= _HALF), 1, 1)
    moved = resident.moved_in is not None and resident.moved_in + _LATELY >= today
    answers: dict[str, Any] = {"january": "here"} if resident.since <= asked else {}
    certain = moved or resident.since + _LATELY < today
    return answers | ({"moved_lately": moved} if certain else {})
