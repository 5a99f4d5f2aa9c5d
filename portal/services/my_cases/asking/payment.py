from collections.abc import Iterator

from portal.db import Unit
from portal.services.cases.fee import amount_due_of, amounts_decided
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.needs import HasPayments
from portal.services.shared.sessions import PAY
from portal.store.fees import payments


def asked(installation: HasPayments, unit: Unit, whose: Whose) -> Iterator[Asked]:
    rows = payments.of_applications(unit, [case.row.id for case in whose.cases])
    decided = amounts_decided(unit, whose.cases)
    for case in whose.cases:
        order = amount_due_of(installation, case, rows.get(case.row.id, ()), decided)
        if order is not None and order.waits:
            number = case.row.receipt_number
            yield Asked(
                "payment", f"/applications/{number}/payment", case.procedure, until=order.until.isoformat(),
                receipt_number=number, arguments={"amount": f"{order.amount:,}"}, act=PAY,
            )  # fmt: skip
