"""Names of roles, sections and members."""

from portal.services.shared.installation import Installation
from portal.services.staff.add_staff import ROLES
from portal.services.staff.words import (
    EVERY,
    ROLE_WORDS,
    distinct_offices,
    duty_words,
    office_words,
    sections,
    staff_name,
)
from tests.portal.later import at
from tests.portal.world import add_member


def test_every_role_has_a_word_of_its_own() -> None:
    assert set(ROLE_WORDS) == set(ROLES)
    assert len(set(ROLE_WORDS.values())) == len(ROLES)


def test_a_duty_is_called_after_the_office_that_holds_it_today(installation: Installation) -> None:
    before = at(installation, "2026-03-31T10:00:00+09:00")
    duty = "care-assessment"
    assert office_words(before)[duty] == "福祉部 高齢福祉課 認定係"
    assert office_words(installation)[duty] == "福祉部 介護保険課 認定係"
    assert duty_words(installation)[duty] == f"福祉部 介護保険課 認定係（{duty}）"
    assert office_words(at(installation, "2020-01-01T10:00:00+09:00"))[duty] == duty, "vacant at that time"


def test_an_office_with_several_duties_is_followed_by_the_duty() -> None:
    offices = {"care": "介護係", "roads": "道路係", "signs": "道路係"}
    assert distinct_offices(offices) == {"care": "介護係", "roads": "道路係（roads）", "signs": "道路係（signs）"}


def test_every_duty_together_is_no_section(installation: Installation) -> None:
    assert (office_words(installation)["*"], duty_words(installation)["*"]) == (EVERY, EVERY)
    names = sections(installation)
    assert EVERY not in names
    assert len(set(names)) == len(names)


def test_a_member_who_is_gone_is_called_by_login(installation: Installation) -> None:
    add_member(installation, "tanto", name="見本 課子")
    with installation.database.read() as unit:
        assert [staff_name(unit, login) for login in ("tanto", "gone", None)] == ["見本 課子", "gone", ""]
