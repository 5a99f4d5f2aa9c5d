"""A fee is to be paid, until a day."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.asked_item import Asked, Whose
from portal.services.installation import Installation
from portal.services.owed import owed_of
from portal.store import payments

# Where money may be on its way, nobody is asked again: the page of the payment says how it stands.
_ASKED = frozenset({"asked", "open", "failed", "cancelled", "expired", "counter"})


def asked(installation: Installation, unit: Unit, whose: Whose) -> Iterator[Asked]:
    rows = payments.of_applications(unit, [case.row.id for case in whose.cases])
    for case in whose.cases:
        found = owed_of(installation, case, rows.get(case.row.id, ()))
        if found is not None and found.state in _ASKED:
            number = case.row.receipt_number
            yield Asked(
                "payment", f"/applications/{number}/payment", case.procedure, until=found.until.isoformat(),
                receipt_number=number, arguments={"amount": f"{found.amount:,}"},
            )  # fmt: skip
