"""What the section does inside with a correction, seen outside; and what stands where both did something at once."""

import pytest

from portal.services.cases import Case, case_of_member, case_of_resident
from portal.services.extend_correction import extend_correction, open_return, read_extension
from portal.services.rights import Member
from portal.services.sessions import Session
from portal.services.state_line import open_correction, timeline
from portal.services.stop_waiting import stop_waiting
from portal.services.tell_outer import tell_outer
from portal.store import applications
from tests.portal.services.carrying import ask, correct, nothing_waits, same_at_both
from tests.portal.services.test_enter_correction import NOTE, enter
from tests.portal.two_zones import Zones
from tests.portal.world import DUTY, add_member, file_application

TYPED = "000-0000-0007"


@pytest.fixture
def reviewer(zones: Zones) -> Member:
    return add_member(zones.inner, "reviewer", ("reviewer", DUTY))


@pytest.fixture
def number(zones: Zones, session: Session, reviewer: Member) -> str:
    """Asked for a telephone number, which the applicant knows."""
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, reviewer, number)
    zones.round()
    return number


def inside(zones: Zones, reviewer: Member, number: str) -> Case:
    with zones.inner.database.read() as unit:
        return case_of_member(zones.inner, unit, reviewer, number)


def told(zones: Zones, session: Session, number: str) -> list[str]:
    with zones.outer.database.read() as unit:
        return [one.key for one in timeline(unit, case_of_resident(zones.outer, unit, session, number))]


def extend(zones: Zones, reviewer: Member, number: str) -> None:
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        wanted = read_extension(zones.inner, open_return(unit, case), "2026-12-18", "書類を待っています。")
        extend_correction(zones.inner, unit, reviewer, case, case.row.revision, wanted)
        unit.commit()


def recall(zones: Zones, reviewer: Member, number: str) -> None:
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        stop_waiting(zones.inner, unit, reviewer, case, case.row.revision)
        unit.commit()


def test_a_day_that_is_put_off_and_an_answer_by_telephone_are_seen_outside_and_not_who_called(
    zones: Zones, session: Session, reviewer: Member, number: str
) -> None:
    extend(zones, reviewer, number)
    zones.round()
    assert same_at_both(zones, number)["corrections"][0][2] == "2026-12-18"
    assert enter(zones.inner, reviewer, number, {"phone": [TYPED]}, "phone")
    with zones.inner.database.read() as unit:
        said = str(tell_outer(unit, inside(zones, reviewer, number), ""))
    assert not any(words in said for words in (NOTE.who, NOTE.said, "reviewer"))
    zones.round()
    seen = same_at_both(zones, number)
    assert (seen["state"], seen["answers"]["phone"]) == ("screening", TYPED)
    assert told(zones, session, number)[-2:] == ["timeline.extend", "timeline.correct_telephone"]
    assert nothing_waits(zones)


def test_an_answer_that_is_waited_for_no_more_is_asked_of_nobody_outside(
    zones: Zones, session: Session, reviewer: Member, number: str
) -> None:
    recall(zones, reviewer, number)
    zones.round()
    assert same_at_both(zones, number)["state"] == "screening"
    with zones.outer.database.read() as unit:
        assert open_correction(unit, case_of_resident(zones.outer, unit, session, number)) is None


def test_where_both_answered_at_once_that_of_the_section_stands_at_both(
    zones: Zones, session: Session, reviewer: Member, number: str
) -> None:
    assert enter(zones.inner, reviewer, number, {"phone": [TYPED]}, "phone")
    assert came_late(zones, session, reviewer, number) == 1
    with zones.outer.database.read() as unit:
        assert case_of_resident(zones.outer, unit, session, number).answers == inside(zones, reviewer, number).answers


def test_an_answer_to_what_nobody_waits_for_any_more_is_kept_for_the_section(
    zones: Zones, session: Session, reviewer: Member, number: str
) -> None:
    recall(zones, reviewer, number)
    assert came_late(zones, session, reviewer, number) == 1


def came_late(zones: Zones, session: Session, reviewer: Member, number: str) -> int:
    """How often it stands in the history that the applicant's answer came too late; the state is the section's at both."""
    correct(zones, session, number)
    for _ in range(2):
        zones.round()
    here = inside(zones, reviewer, number)
    with zones.outer.database.read() as unit:
        assert case_of_resident(zones.outer, unit, session, number).row.state == here.row.state == "screening"
    assert nothing_waits(zones)
    with zones.inner.database.read() as unit:
        return [one.move for one in applications.events(unit, here.row.id)].count("came_late")
