"""Reviewing colleagues, absences and substitutes."""

from datetime import date

import pytest

from portal.db import Unit
from portal.errors import NotAllowed, NotFound
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.colleagues import (
    absences,
    colleagues,
    end_absence,
    name_for,
    note_absence,
    of_duty,
    substituting_for,
    who_does,
)
from portal.store.staff import staff_members
from tests.portal.later import later
from tests.portal.services.audit_trail import trail
from tests.portal.world import DUTY, add_member

TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)


@pytest.fixture
def ichiro(installation: Installation) -> Member:
    return add_member(installation, "ichiro", ("reviewer", DUTY))


@pytest.fixture
def jiro(installation: Installation) -> Member:
    return add_member(installation, "jiro", ("approver", "*"))


@pytest.fixture
def saburo(installation: Installation) -> Member:
    return add_member(installation, "saburo", ("reviewer", "childcare"))


def note(
    installation: Installation, unit: Unit, by: Member, away: Member, substitute: Member, since: date = TODAY
) -> None:
    note_absence(installation, unit, by, away.id, since, TOMORROW, substitute.id)


def does(installation: Installation, unit: Unit, member: Member, duty: str = DUTY) -> str | None:
    colleague = who_does(colleagues(installation.clock, unit), member.id, duty)
    return colleague.login if colleague else None


def test_only_those_who_review_on_this_day_are_colleagues(
    installation: Installation, ichiro: Member, jiro: Member, saburo: Member
) -> None:
    add_member(installation, "mado", ("clerk", "*"))
    with installation.database.read() as unit:
        every = colleagues(installation.clock, unit)
        assert [colleague.login for colleague in every.values()] == ["ichiro", "jiro", "saburo"]
        assert [colleague.login for colleague in of_duty(every, DUTY)] == ["ichiro", "jiro"]
        assert colleagues(later(installation, days=-1).clock, unit) == {}, "their rights begin today"


def test_the_substitute_does_the_work_from_the_first_to_the_last_day(
    installation: Installation, ichiro: Member, jiro: Member
) -> None:
    with installation.database.write() as unit:
        note(installation, unit, jiro, ichiro, jiro, TOMORROW)
        days = [later(installation, days=days) for days in range(3)]
        assert [does(moment, unit, ichiro) for moment in days] == ["ichiro", "jiro", "ichiro"]
        assert [substituting_for(moment.clock, unit, jiro.id) for moment in days] == [set(), {ichiro.id}, set()]
        assert trail(unit) == [("staff:jiro", "note absence", "ichiro 2026-11-21..2026-11-21 jiro")]


def test_nobody_does_the_work_if_the_substitute_is_away_or_may_not_review(
    installation: Installation, ichiro: Member, jiro: Member, saburo: Member
) -> None:
    with installation.database.write() as unit:
        note(installation, unit, jiro, saburo, ichiro)
        assert does(installation, unit, saburo, "childcare") is None
        note(installation, unit, jiro, jiro, ichiro)
        note(installation, unit, jiro, ichiro, jiro)
        assert does(installation, unit, jiro) is None
        assert who_does(colleagues(installation.clock, unit), 0, DUTY) is None


def test_an_absence_is_noted_among_those_who_share_a_duty(
    installation: Installation, ichiro: Member, jiro: Member, saburo: Member
) -> None:
    clerk = add_member(installation, "mado", ("clerk", "*"))
    with installation.database.write() as unit:
        for away, substitute in ((saburo, ichiro), (ichiro, saburo)):
            with pytest.raises(NotAllowed):
                note(installation, unit, ichiro, away, substitute)
        with pytest.raises(NotAllowed):
            note(installation, unit, clerk, ichiro, jiro)
        for away, substitute in ((clerk, ichiro), (ichiro, clerk)):
            with pytest.raises(NotFound):
                note(installation, unit, ichiro, away, substitute)
        assert trail(unit) == []


def test_an_absence_is_ended_once_and_by_a_colleague(
    installation: Installation, ichiro: Member, jiro: Member, saburo: Member
) -> None:
    with installation.database.write() as unit:
        note(installation, unit, jiro, ichiro, jiro)
        (row,) = absences(installation.clock, unit, list(colleagues(installation.clock, unit).values()))
        with pytest.raises(NotFound):
            end_absence(installation, unit, saburo, row.id)
        end_absence(installation, unit, ichiro, row.id)
        with pytest.raises(NotFound):
            end_absence(installation, unit, ichiro, row.id)
        assert does(installation, unit, ichiro) == "ichiro"
        assert trail(unit)[1:] == [("staff:ichiro", "end absence", "ichiro 2026-11-20")]


def test_a_name_says_for_whom_one_acts(installation: Installation, ichiro: Member) -> None:
    with installation.database.read() as unit:
        row = staff_members.by_id(unit, ichiro.id)
    assert name_for(row, ()) == "ichiroさん"
    assert name_for(row, {ichiro.id}) == "ichiroさん（不在。あなたが代わり）"
    assert name_for(None, {ichiro.id}) == ""
