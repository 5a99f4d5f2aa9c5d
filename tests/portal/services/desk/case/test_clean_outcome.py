"""The outcome that needs no word."""

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
