"""The outcome that needs no word."""

from dataclasses import replace

from portal.services.desk.case.clean_outcome import clean_outcome, clean_words, is_screened
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.shared.installation import Installation
from tests.portal.services.desk.at_work import acting, case_of
from tests.portal.world import DUTY, add_member, alice, file_application


def test_it_is_offered_before_and_after_the_screening(installation: Installation) -> None:
    reviewer, number = (
        add_member(installation, "reviewer", ("reviewer", DUTY)),
        file_application(installation, alice(installation)),
    )
    before = case_of(installation, reviewer, number)
    assert (clean_outcome(before), is_screened(before)) == ("approved", False)
    with acting(installation, reviewer, number) as (unit, case):
        pass_screening(installation, unit, reviewer, case, case.row.revision)
    case = case_of(installation, reviewer, number)
    assert (clean_outcome(case), clean_words(case), is_screened(case)) == ("approved", "認められた", True)


def test_a_result_stops_it_only_where_a_field_is_owed(installation: Installation) -> None:
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    case = case_of(installation, reviewer, file_application(installation, alice(installation)))
    result = case.procedure.result
    assert result is not None
    assert len(result.fields) > 1
    pages = [
        replace(page, fields=tuple(replace(field, required=True) for field in page.fields)) for page in result.pages
    ]
    owed = replace(case, procedure=replace(case.procedure, result=replace(result, items=tuple(pages))))
    assert (clean_outcome(case), clean_outcome(owed)) == ("approved", "")
