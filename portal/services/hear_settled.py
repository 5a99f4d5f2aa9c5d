"""Outside: what the section made of signatures. The applicant hears of it as they would in one zone."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.db import Unit
from portal.services.actor import Actor
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.judge_signature import VOID
from portal.services.settle_signature import tell_settled
from portal.services.tell_signatures import by_inside, settled_inside
from portal.store import signatures

_INSIDE = Actor("system", "courier")


def hear_settled(installation: Installation, unit: Unit, case: Case, told: Sequence[Mapping[str, Any]]) -> None:
    """The caller commits. Each is heard once. What a correction made void outside stays so, and documents of the section's own are
    no matter of this zone."""
    here = {(row.document_id, row.role, row.made_at): row for row in signatures.of_application(unit, case.row.id)}
    for one in told:
        row = here.get((one["document"], one["role"], one["made_at"]))
        if row is None or row.state == VOID or settled_inside(row) >= one["at"]:
            continue
        signatures.be_settled(unit, row.id, one["state"], one["code"], by_inside(one["at"]), one["at"])
        if one["state"] != VOID:
            tell_settled(installation, unit, case, row, _INSIDE, one["state"], one["code"], one["at"])
