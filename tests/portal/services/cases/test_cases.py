"""Applications open under their version, by right."""

import pytest

from portal.errors import NotFound, NotYours
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from tests.portal.later import at
from tests.portal.world import ANSWERS, DUTY, PLACE, alice, file_application

NOBODY = "26-000-000-000"


def member(*rights: tuple[str, str]) -> Member:
    return Member(1, "someone", "", frozenset(rights), PLACE)


def test_anyone_who_sent_it_sees_it_whole(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
    assert case.answers == ANSWERS
    assert case.path.complete
    assert case.row.receipt_number == number


def test_a_stranger_and_a_wrong_number_get_one_answer(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    charlie = Session(b"", "resident", "charlie", None)
    nameless = Session(b"", "resident", None, None)
    with installation.database.read() as unit:
        for session in (charlie, nameless):
            with pytest.raises(NotYours):
                case_of_resident(installation, unit, session, number)
            with pytest.raises(NotFound):
                case_of_resident(installation, unit, session, NOBODY)


@pytest.mark.parametrize("right", [("reviewer", DUTY), ("clerk", "*"), ("exporter", "*")])
def test_staff_see_what_their_right_covers(installation: Installation, right: tuple[str, str]) -> None:
    number = file_application(installation, alice(installation))
    with installation.database.read() as unit:
        assert case_of_member(installation, unit, member(right), number).answers == ANSWERS


@pytest.mark.parametrize("right", [("reviewer", "child-allowance"), ("administrator", "*")])
def test_another_duty_or_role_sees_nothing(installation: Installation, right: tuple[str, str]) -> None:
    number = file_application(installation, alice(installation))
    with installation.database.read() as unit:
        with pytest.raises(NotYours):
            case_of_member(installation, unit, member(right), number)
        with pytest.raises(NotYours):
            case_of_member(installation, unit, member(), number)
        with pytest.raises(NotFound):
            case_of_member(installation, unit, member(("clerk", "*")), NOBODY)


def test_it_keeps_the_day_and_the_settings_under_which_it_was_sent(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    next_year = at(installation, "2027-11-20T10:00:00+09:00")
    with next_year.database.read() as unit:
        case = case_of_resident(next_year, unit, session, number)
    assert case.environment.today.isoformat() == "2026-11-20"
    assert case.environment.city["standard_days"] == 7
