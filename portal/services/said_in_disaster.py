"""What was taken in a disaster as it was said, and the section has to look at: addresses that match no town, and who showed nothing.
Kept with the application by the names of its questions, never by what was said."""

from collections.abc import Mapping, Sequence
from typing import Any

from forms.environment import Environment
from forms.fields.address import UNKNOWN
from forms.path import Path
from forms.procedure import Procedure
from portal.services.ask_reception import LOST

MARK = "as_said"


def unmatched_addresses(path: Path, environment: Environment) -> list[str]:
    """Questions whose address has no postal code, another town than its code names, or a part that nobody knows."""
    fields = [field for asked in path.pages for field in asked.fields if field.type.id == "address"]
    return [field.id for field in fields if field.id in path.answers and not _fits(path.answers[field.id], environment)]


def _fits(address: Mapping[str, str], environment: Environment) -> bool:
    if "postal" not in address or UNKNOWN in (address["town"], address["street"]):
        return False
    towns = environment.towns(address["postal"])
    return any(address["town"].startswith(f"{one.prefecture}{one.city}{one.town}") for one in towns)


def lines_to_check(procedure: Procedure, evidence: Mapping[str, Any]) -> Sequence[str]:
    """For the section's list; nothing of an application that came at another time."""
    names = evidence.get(MARK, ())
    lines = [
        f"「{procedure.field(name).label}」は、災害モードで言われたとおりに受けた（郵便番号や町の名前と合わない）。場所を決めたか"
        for name in names
    ]
    lost = LOST in evidence.get("shown", ())
    return [*lines, *(["災害モードで、本人確認の書類を見ていない。あとで確かめたか"] if lost else [])]
