"""A file given inside is fetched outside, and both sides know it."""

from random import Random

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.my_cases.give_file import Given, prolong_given, take_given_back
from portal.services.notices.attach_notice import CheckedPaper
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.my_cases import given_files
from tests.portal.services.courier.carrying import inside, nothing_waits
from tests.portal.services.my_cases.test_give_file import fetch, give, listed, own
from tests.portal.two_zones import Zones
from tests.portal.world import alice, file_application

CONTENT = Random(7).randbytes(50_000)  # no package without it is so large


@pytest.fixture
def session(zones: Zones) -> Session:
    return alice(zones.outer)


@pytest.fixture
def number(zones: Zones, session: Session, inner_reviewer: Member) -> str:
    number = file_application(zones.outer, session)
    zones.round()
    give(zones.inner, inner_reviewer, number, CheckedPaper(CONTENT))
    zones.round()
    return number


def outside(zones: Zones, session: Session, number: str) -> list[Given]:
    return listed(zones.outer, own(zones.outer, session, number))


def test_it_is_fetched_outside_and_inside_knows_when(
    zones: Zones, session: Session, inner_reviewer: Member, number: str
) -> None:
    (file,) = outside(zones, session, number)
    assert (file.name, file.who) == ("許可証.pdf", "")
    assert fetch(zones.outer, session, own(zones.outer, session, number), file.id) == CONTENT
    zones.round()
    (kept,) = listed(zones.inner, inside(zones, inner_reviewer, number))
    assert kept.opened_at is not None
    assert kept.opened_at == outside(zones, session, number)[0].opened_at
    assert nothing_waits(zones)


def test_its_content_travels_once_and_another_day_and_its_end_follow(
    zones: Zones, session: Session, inner_reviewer: Member, number: str
) -> None:
    day = "2026-12-31"
    for act in ("prolong", "take back"):
        with zones.inner.database.write() as unit:
            case = case_of_member(zones.inner, unit, inner_reviewer, number)
            (row,) = given_files.of(unit, case.row.id)
            if act == "prolong":
                assert prolong_given(zones.inner, unit, inner_reviewer, case, row.id, day)
            else:
                take_given_back(zones.inner, unit, inner_reviewer, case, row.id)
            unit.commit()
        zones.round()
        (file,) = outside(zones, session, number)
        assert (file.until.isoformat(), file.taken_back_at is not None) == (day, act == "take back")
    assert sum(package.stat().st_size > len(CONTENT) for package in zones.lying("inner")) == 1
