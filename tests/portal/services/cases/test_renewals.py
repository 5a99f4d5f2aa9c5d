"""Renewals: about the same person, by whomever filed, for the renewing or the same procedure, since the decision."""

from portal.services.cases.renewals import renewals_of
from portal.services.cases.result import outcome_of
from portal.services.shared.installation import Installation
from portal.store.cases import results
from tests.portal.later import at
from tests.portal.results import CORE, INSURED, RENEWAL, core_case, core_examiner, examined_case, examiner
from tests.portal.services.desk.at_work import acting


def test_the_renewing_and_the_same_procedure_count_and_only_for_the_same_person(installation: Installation) -> None:
    member = core_examiner(installation)
    number = core_case(installation, member, changes=INSURED)
    then = at(installation, "2027-03-20T09:00:00+09:00")
    other = {**INSURED, "insured.name": {"family": "別人", "given": "見本"}}
    clerk = examiner(then, RENEWAL, "renewer")
    filed = [examined_case(then, clerk, RENEWAL, changes) for changes in (INSURED, other)]
    again = examined_case(then, member, CORE, INSURED)
    with acting(then, member, number) as (unit, case):
        (result,) = results.of_application(unit, case.row.id)
        outcome = outcome_of(case, result.outcome)
        rows = renewals_of(then, unit, case.row, outcome, result.made_at)
        assert [row.receipt_number for row in rows] == [again, filed[0]]
        assert renewals_of(then, unit, case.row, outcome, rows[0].arrived_at) == []
        unowned = [
            row.receipt_number
            for row in renewals_of(then, unit, case.row._replace(person_id=None), outcome, result.made_at)
        ]
        assert unowned == [again, filed[0]]
