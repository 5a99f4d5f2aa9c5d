"""Permits for a guarded case, for a day."""

import pytest

from portal.errors import NotAllowed, OwnCase
from portal.services.cases.own_case import is_kept_away
from portal.services.desk.sections.permit_own_case import (
    colleagues_to_permit,
    own_case_panel,
    permit_own_case,
    permits_of,
    read_permit,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.later import later
from tests.portal.services.desk.at_work import NAME, ONCE, acting, audited, case_of
from tests.portal.world import DUTY, add_member


@pytest.fixture
def namesake(installation: Installation) -> Member:
    return add_member(installation, "taro", ("reviewer", DUTY), name=NAME)


def permit(installation: Installation, member: Member, to: Member, number: str, once: str = ONCE) -> None:
    with acting(installation, member, number) as (unit, case):
        permit_own_case(installation, unit, member, case, to.id, " ほかに審査できる人がいません ", once)


def test_a_permit_ends_after_a_day(installation: Installation, reviewer: Member, namesake: Member, number: str) -> None:
    permit(installation, reviewer, namesake, number)
    case = case_of(installation, reviewer, number)
    kept, over = [], []
    for hours in (0, 23, 25):
        later_installation = later(installation, hours=hours)
        with later_installation.database.read() as unit:
            kept.append(is_kept_away(later_installation, unit, namesake, case))
            over.append(permits_of(later_installation.clock, unit, case)[0].over)
    assert (kept, over) == ([False, False, True], [False, False, True])


def test_the_same_form_permits_once(
    installation: Installation, reviewer: Member, namesake: Member, number: str
) -> None:
    for _ in range(2):
        permit(installation, reviewer, namesake, number)
    with installation.database.read() as unit:
        (given,) = permits_of(installation.clock, unit, case_of(installation, reviewer, number))
    assert (given.to, given.by, given.reason) == (NAME, "reviewerさん", "ほかに審査できる人がいません")
    assert audited(installation, "permit own case") == [("staff:reviewer", "taro")]


def test_nobody_permits_themselves_and_nobody_kept_away_permits_others(
    installation: Installation, reviewer: Member, namesake: Member, number: str
) -> None:
    with pytest.raises(NotAllowed):
        permit(installation, reviewer, reviewer, number)
    with pytest.raises(OwnCase):
        permit(installation, namesake, reviewer, number)
    permit(installation, reviewer, namesake, number)
    with pytest.raises(OwnCase):
        permit(installation, namesake, reviewer, number, "z" * 20)
    assert len(audited(installation, "permit own case")) == 1


def test_the_list_of_colleagues_does_not_tell_who_is_kept_away(
    installation: Installation, reviewer: Member, namesake: Member, number: str
) -> None:
    colleague, stranger = (
        add_member(installation, login, ("reviewer", duty)) for login, duty in (("ato", DUTY), ("hoka", "roads"))
    )
    case = case_of(installation, reviewer, number)
    with installation.database.read() as unit:
        offered = {member.id for member in colleagues_to_permit(installation.clock, unit, reviewer, case)}
        mistakes = [
            read_permit(installation.clock, unit, reviewer, case, to, reason)
            for to, reason in ((str(namesake.id), "理由"), (str(stranger.id), " "), (str(reviewer.id), "あ" * 301))
        ]
    assert offered == {namesake.id, colleague.id}
    assert mistakes == [{}, {"to": "nobody", "reason": "no_reason"}, {"to": "nobody", "reason": "no_reason"}]


def test_the_panel_says_why_until_there_is_a_permit(
    installation: Installation, reviewer: Member, namesake: Member, number: str
) -> None:
    def panel() -> tuple[bool, str]:
        with installation.database.read() as unit:
            shown = own_case_panel(installation, unit, namesake, case_of(installation, namesake, number))
        return shown["own"], shown["own_why"]

    assert panel() == (True, "あなたと同じ氏名の人")
    permit(installation, reviewer, namesake, number)
    assert panel()[0] is False
