"""個人番号 of a case, without digits."""

from dataclasses import replace

import pytest

from forms.fields.my_number import MASK
from portal.services.cases.use_number import fill_number, look_at_number
from portal.services.desk.case.describe_numbers import (
    OWN_CHECKS,
    PURPOSES,
    checks_of,
    looks_of,
    number_how,
    numbers_of,
    numbers_panel,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.numbers import number as my_number
from tests.portal.numbers import with_numbers
from tests.portal.routes.guest_browser import offer
from tests.portal.services.desk.at_work import acting, case_of
from tests.portal.world import DUTY, add_member, alice, file_application

ANSWERS = {"reason": "lost", "claimant.name": {"family": "見本", "given": "花子"}}


@pytest.fixture
def member(installation: Installation) -> Member:
    return add_member(installation, "bango", ("reviewer", DUTY), ("my_number", DUTY))


@pytest.fixture
def number(installation: Installation) -> str:
    offer(installation, with_numbers("fill_inside"))
    return file_application(installation, alice(installation), of="small", answers=ANSWERS)


def filled(installation: Installation, member: Member, number: str) -> str:
    with acting(installation, member, number) as (unit, case):
        (place,) = numbers_of(installation.number_keys, unit, case)
        fill_number(installation, unit, member, case, place.place, "", my_number(1), list(OWN_CHECKS))
    return place.place


def test_a_number_that_staff_fill_in_is_expected_then_held_and_never_shown(
    installation: Installation, member: Member, number: str
) -> None:
    with installation.database.read() as unit:
        (place,) = numbers_of(installation.number_keys, unit, case_of(installation, member, number))
    assert (place.label, place.held, place.shown) == ("あなた", False, "まだありません")
    filled(installation, member, number)
    with installation.database.read() as unit:
        (place,) = numbers_of(installation.number_keys, unit, case_of(installation, member, number))
    assert (place.held, place.filled, place.made_by, place.shown) == (True, True, "bangoさん", MASK)


def test_without_keys_or_without_a_rule_a_case_has_no_numbers(
    installation: Installation, member: Member, number: str
) -> None:
    case = case_of(installation, member, number)
    plain = replace(case, procedure=replace(case.procedure, my_number=None))
    with installation.database.read() as unit:
        assert numbers_of(None, unit, case) == ()
        assert numbers_of(installation.number_keys, unit, plain) == ()
        assert checks_of(unit, case) == OWN_CHECKS
    assert (number_how(case), number_how(plain)) == ("fill_inside", "none")


def test_each_look_is_listed_with_its_purpose_for_who_may_use_numbers(
    installation: Installation, member: Member, number: str
) -> None:
    place = filled(installation, member, number)
    with acting(installation, member, number) as (unit, case):
        look_at_number(installation, unit, member, case, place, "enter", " 業務に入れる ")
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    with installation.database.read() as unit:
        (look,) = looks_of(installation.number_keys, unit, case)
        panels = [numbers_panel(installation.number_keys, unit, viewer, case) for viewer in (member, reviewer)]
    assert (look.name, look.label, look.purpose, look.note) == (
        "bangoさん",
        "あなた",
        PURPOSES["enter"],
        "業務に入れる",
    )
    assert [(len(panel["looks"]), panel["uses_numbers"]) for panel in panels] == [(1, True), (0, False)]
