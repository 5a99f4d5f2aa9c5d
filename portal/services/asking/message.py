"""The office has written, and the applicant has not read it yet."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.asked_item import Asked, Whose
from portal.services.installation import Installation
from portal.store import messages


def asked(installation: Installation, unit: Unit, whose: Whose) -> Iterator[Asked]:
    unread = messages.unread(unit, [case.row.id for case in whose.cases], messages.STAFF)
    for case in whose.cases:
        if case.row.id in unread:
            number = case.row.receipt_number
            yield Asked(
                "message", f"/applications/{number}/messages", case.procedure, receipt_number=number,
                arguments={"count": str(unread[case.row.id])},
            )  # fmt: skip
