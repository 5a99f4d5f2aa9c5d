"""What the city holds of a resident beside 住民票, as answers: their insurance and pension, and since when they live here. Pure; who may be
told of, whoever asked the register has decided."""

from datetime import date, timedelta
from typing import Any, cast

from forms.city import City
from forms.qualifications import Scheme
from integrations.register_socket import Resident

HELD_NAMES = (
    "insurance", "insurer", "insurer_no", "insurance_symbol", "insurance_number", "insurance_branch", "care_number", "care_level",
    "pension", "allowance",
)  # fmt: skip
SINCE_NAMES = ("january", "moved_lately")
_LATELY = timedelta(days=14)  # 介護保険法36条: a 認定 of the city before is taken over when asked for within 14 days
_HALF = 6  # from January to June forms ask where somebody lived a year before


def held_of(city: City, resident: Resident, today: date) -> dict[str, Any]:
    """With the name and number of the insurer, where the city file says them."""
    told: dict[str, Any] = dict(resident.holds)
    scheme = str(told.get("insurance", ""))
    insurer = city.insurer(cast("Scheme", scheme), today) if scheme else None
    return told | ({"insurer": insurer.name, "insurer_no": insurer.number} if insurer is not None else {})


def since_of(resident: Resident, today: date) -> dict[str, Any]:
    """What the day on which they became residents answers. Of who came later than that 1 January nothing is told: they may have lived
    anywhere, here too."""
    if resident.since is None:
        return {}
    asked = date(today.year - (today.month <= _HALF), 1, 1)
    moved = resident.moved_in is not None and resident.moved_in + _LATELY >= today
    told: dict[str, Any] = {"january": "here"} if resident.since <= asked else {}
    certain = moved or resident.since + _LATELY < today
    return told | ({"moved_lately": moved} if certain else {})
