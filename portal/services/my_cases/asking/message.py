from collections.abc import Iterator

from portal.db import Unit
from portal.services.cases.mandate_acts import may_talk
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.needs import Basics
from portal.store.my_cases import messages


def asked(_installation: Basics, unit: Unit, whose: Whose) -> Iterator[Asked]:
    unread = messages.unread(unit, [case.row.id for case in whose.cases], messages.STAFF)
    for case in whose.cases:
        if case.row.id in unread and may_talk(unit, case):
            number = case.row.receipt_number
            yield Asked(
                "message", f"/applications/{number}/messages", case.procedure, receipt_number=number,
                arguments={"count": str(unread[case.row.id])},
            )  # fmt: skip
