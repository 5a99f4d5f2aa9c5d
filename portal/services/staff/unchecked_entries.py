"""Of a disaster, as names of questions."""

from collections.abc import Mapping, Sequence
from typing import Any

from forms.definition.procedure import Procedure
from forms.fields.address import UNKNOWN
from forms.path.environment import Environment
from forms.path.path import Path
from portal.services.procedures.ask_reception import LOST

MARK = "as_said"


def unmatched_addresses(path: Path, environment: Environment) -> list[str]:
    fields = [field for asked in path.pages for field in asked.fields if field.type.id == "address"]
    return [field.id for field in fields if field.id in path.answers and not _fits(path.answers[field.id], environment)]


def _fits(address: Mapping[str, str], environment: Environment) -> bool:
    if "postal" not in address or UNKNOWN in (address["town"], address["street"]):
        return False
    towns = environment.towns(address["postal"])
    return any(address["town"].startswith(f"{row.prefecture}{row.city}{row.town}") for row in towns)


def lines_to_check(procedure: Procedure, evidence: Mapping[str, Any]) -> Sequence[str]:
    names = evidence.get(MARK, ())
    lines = [
        f"「{procedure.field(name).label}」は、災害モードで言われたとおりに受けた（郵便番号や町の名前と合わない）。場所を決めたか"
        for name in names
    ]
    lost = LOST in evidence.get("shown", ())
    return [*lines, *(["災害モードで、本人確認の書類を見ていない。あとで確かめたか"] if lost else [])]
