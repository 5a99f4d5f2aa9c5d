"""Outside: the section's judgements on signatures."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.courier.report_signatures import by_inside, settled_inside
from portal.services.shared.needs import Correspondence
from portal.services.shared.write_audit import Actor
from portal.services.signing.judge_signature import VOID
from portal.services.signing.settle_signature import report_settled
from portal.store.signing import signatures

_INSIDE = Actor("system", "courier")


def apply_settled(
    installation: Correspondence, unit: Unit, case: Case, judgements: Sequence[Mapping[str, Any]]
) -> None:
    """What a correction voided stays void."""
    known = {(row.document_id, row.role, row.made_at): row for row in signatures.of_application(unit, case.row.id)}
    for judgement in judgements:
        row = known.get((judgement["document"], judgement["role"], judgement["made_at"]))
        if row is None or row.state == VOID or settled_inside(row) >= judgement["at"]:
            continue
        signatures.settle_once(
            unit, row.id, judgement["state"], judgement["code"], by_inside(judgement["at"]), judgement["at"]
        )
        if judgement["state"] != VOID:
            report_settled(
                installation, unit, case, row, _INSIDE, judgement["state"], judgement["code"], judgement["at"]
            )
