"""An application must be corrected (補正)."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.cases.mandate_acts import MEND, may_do
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.my_cases.state_line import open_correction, returned_stage
from portal.services.shared.needs import Basics
from portal.services.shared.sessions import SEND


def asked(installation: Basics, unit: Unit, whose: Whose) -> Iterator[Asked]:
    for case in whose.cases:
        correction = open_correction(unit, case)
        if correction is not None:
            number, today = case.row.receipt_number, installation.clock.today()
            office = installation.city.office(case.row.duty, today)
            if not may_do(unit, case, MEND):
                yield Asked(
                    "correction_unasked", f"/applications/{number}#acts", case.procedure, until=correction.due,
                    receipt_number=number, arguments={"telephone": office.telephone},
                )  # fmt: skip
                continue
            yield Asked(
                f"correction{returned_stage(correction, today)}", f"/applications/{number}/correct", case.procedure, until=correction.due,
                receipt_number=number, days={"arrived": case.arrival_day.isoformat()},
                arguments={"count": str(len(correction.fields)), "telephone": office.telephone}, act=SEND,
            )  # fmt: skip
