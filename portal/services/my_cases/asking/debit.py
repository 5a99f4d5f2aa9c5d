"""An account is not registered."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.cases.debits import debit_questions, debited_of, settled_papers
from portal.services.fees.begin_debit import may_register
from portal.services.filing.describe_papers import needed_names
from portal.services.my_cases.request_item import NO_DAY, Asked, Whose
from portal.services.shared.needs import HasDebits
from portal.services.shared.sessions import PAY
from portal.store.fees import debits
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import OWED


def asked(installation: HasDebits, unit: Unit, whose: Whose) -> Iterator[Asked]:
    cases = [case for case in whose.cases if debit_questions(case.procedure)]
    rows = debits.of_applications(unit, [case.row.id for case in cases]) if cases else {}
    open_ = [case for case in cases if may_register(installation, case, debited_of(case, rows.get(case.row.id, ())))]
    settling = [case.row.id for case in open_ if settled_papers(case.procedure)]
    papers = late_papers.of_applications(unit, settling) if settling else {}
    for case in open_:
        settled = settled_papers(case.procedure)
        owed = [row for row in papers.get(case.row.id, ()) if row.state == OWED and row.paper in settled]
        number = case.row.receipt_number
        yield Asked(
            "debit_settles" if owed else "debit", f"/applications/{number}/debit", case.procedure,
            until=min((row.due for row in owed), default=NO_DAY),  # before the papers: it is the shorter way
            receipt_number=number, names=needed_names(case.procedure, owed), act=PAY,
        )  # fmt: skip
