"""A paper is owed (追完)."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.filing.describe_papers import needed_names
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.my_cases.state_line import open_correction, paper_stage
from portal.services.notices.hand_in_paper import asks_for
from portal.services.shared.needs import Basics
from portal.services.shared.sessions import SEND
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import OWED


def asked(installation: Basics, unit: Unit, whose: Whose) -> Iterator[Asked]:
    waits = {case.row.id: case for case in whose.cases if case.row.decided_at is None}
    today = installation.clock.today()
    for number, rows in late_papers.of_applications(unit, list(waits)).items():
        case = waits[number]
        owed = sorted((row for row in rows if row.state == OWED), key=lambda row: row.due)
        correction = open_correction(unit, case) if owed else None
        if correction is not None:  # it asks for its papers itself
            owed = [row for row in owed if not asks_for(correction, row.paper)]
        if owed:
            office = installation.city.office(case.row.duty, today)
            yield Asked(
                f"papers{paper_stage(owed[0].due, today)}", f"/applications/{case.row.receipt_number}/papers",
                case.procedure, until=owed[0].due, receipt_number=case.row.receipt_number,
                days={"arrived": case.arrival_day.isoformat()},
                arguments={"telephone": office.telephone}, names=needed_names(case.procedure, owed), act=SEND,
            )  # fmt: skip
