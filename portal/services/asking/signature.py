"""A signature could not be confirmed, or is to be given once more: there are three ways to mend it, and the arrival stays."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.asked_item import Asked, Whose
from portal.services.installation import Installation
from portal.services.judge_signature import MEND, REFUSED
from portal.services.signature_stand import held_of


def asked(installation: Installation, unit: Unit, whose: Whose) -> Iterator[Asked]:
    waits = {case.row.id: case for case in whose.cases if case.row.decided_at is None}
    for number, state in held_of(unit, list(waits)).items():
        if state in MEND:
            case = waits[number]
            yield Asked(
                "signature" if state == REFUSED else "signature_open", f"/applications/{case.row.receipt_number}/signature", case.procedure,
                receipt_number=case.row.receipt_number, days={"arrived": case.arrival_day.isoformat()},
            )  # fmt: skip
