"""An account is not registered."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.cases.debits import debit_questions, debited_of
from portal.services.fees.begin_debit import may_register
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.needs import HasDebits
from portal.store.fees import debits


def asked(installation: HasDebits, unit: Unit, whose: Whose) -> Iterator[Asked]:
    cases = [case for case in whose.cases if debit_questions(case.procedure)]
    rows = debits.of_applications(unit, [case.row.id for case in cases]) if cases else {}
    for case in cases:
        if may_register(installation, case, debited_of(case, rows.get(case.row.id, ()))):
            number = case.row.receipt_number
            yield Asked("debit", f"/applications/{number}/debit", case.procedure, receipt_number=number)
