"""A decision is followed by a further procedure (実績報告 after 交付決定)."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.my_cases.next_steps import next_steps
from portal.services.my_cases.request_item import NO_DAY, Asked, Whose
from portal.services.shared.needs import Basics
from portal.services.shared.sessions import WRITE


def asked(installation: Basics, unit: Unit, whose: Whose) -> Iterator[Asked]:
    today = installation.clock.today()
    for case in whose.cases:
        for step in next_steps(installation, unit, case):
            reason = "next_open" if step.by is None else "next_late" if step.by < today else "next"
            yield Asked(
                reason, f"/applications/{case.row.receipt_number}#next", step.procedure,
                until=NO_DAY if step.by is None else step.by.isoformat(), receipt_number=case.row.receipt_number,
                act=WRITE,
            )  # fmt: skip
