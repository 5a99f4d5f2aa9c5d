"""A signature failed or must be repeated."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.cases.signature_state import held_of
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.needs import Basics
from portal.services.shared.sessions import SEND
from portal.services.signing.judge_signature import MEND, REFUSED


def asked(_installation: Basics, unit: Unit, whose: Whose) -> Iterator[Asked]:
    waits = {case.row.id: case for case in whose.cases if case.row.decided_at is None}
    for number, state in held_of(unit, list(waits)).items():
        if state in MEND:
            case = waits[number]
            yield Asked(
                "signature" if state == REFUSED else "signature_open", f"/applications/{case.row.receipt_number}/signature", case.procedure,
                receipt_number=case.row.receipt_number, days={"arrived": case.arrival_day.isoformat()}, act=SEND,
            )  # fmt: skip
