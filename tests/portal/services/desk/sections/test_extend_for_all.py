"""What was due on days of an outage is extended by one recorded act."""

import pytest

from portal.errors import NotAllowed
from portal.services.cases.correction import open_return
from portal.services.desk.sections.extend_for_all import Days, due_in, extend_for_all, read_days, read_later
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.contacts import proved
from tests.portal.services.desk.at_work import audited, case_of, events
from tests.portal.services.desk.case.test_enter_correction import give_back, number
from tests.portal.world import DUTY, add_member, alice, file_application

__all__ = ["number"]

WHY = "12月4日にサービスが止まったため"


def days(first: str = "2026-12-03", last: str = "2026-12-04") -> Days:
    affected, wrong = read_days(first, last)
    assert affected is not None, wrong
    return affected


def numbers(installation: Installation, member: Member, wanted: Days) -> tuple[str, ...]:
    with installation.database.read() as unit:
        return due_in(installation, unit, member, wanted).numbers


def due(installation: Installation, member: Member, number: str) -> str:
    case = case_of(installation, member, number)
    with installation.database.read() as unit:
        return open_return(unit, case).due


def test_each_correction_of_those_days_moves_and_the_act_is_recorded_once(
    installation: Installation, reviewer: Member, number: str
) -> None:
    other = file_application(installation, alice(installation))
    give_back(installation, reviewer, other)
    affected = numbers(installation, reviewer, days())
    assert set(affected) == {number, other}
    later = read_later(installation.clock, days(), "2026-12-11", WHY)
    assert [line.done for line in extend_for_all(installation, reviewer, days(), later, affected)] == [True, True]
    assert {due(installation, reviewer, each) for each in affected} == {"2026-12-11"}
    assert audited(installation, "extend for all") == [("staff:reviewer", "2026-12-03 2026-12-04 2026-12-11 2")]
    assert [events(installation, case_of(installation, reviewer, each))[-1].move for each in affected] == ["extend"] * 2


def test_whom_no_notice_reaches_is_named_apart(installation: Installation, reviewer: Member, number: str) -> None:
    later = read_later(installation.clock, days(), "2026-12-11", WHY)
    (line,) = extend_for_all(installation, reviewer, days(), later, (number,))
    assert "電話か手紙で知らせてください" in line.words
    other = file_application(installation, alice(installation))
    give_back(installation, reviewer, other)
    proved(installation, case_of(installation, reviewer, other).row.person_id)
    (line,) = extend_for_all(installation, reviewer, days(), later, (other,))
    assert line.words == "期限を延ばしました"


def test_a_repeat_extends_nothing_further(installation: Installation, reviewer: Member, number: str) -> None:
    later = read_later(installation.clock, days(), "2026-12-11", WHY)
    for done in (True, False):
        lines = extend_for_all(installation, reviewer, days(), later, (number,))
        assert [line.done for line in lines] == [done]
    assert len(audited(installation, "extend correction")) == 1
    assert numbers(installation, reviewer, days()) == ()


def test_a_correction_due_on_another_day_stays(installation: Installation, reviewer: Member, number: str) -> None:
    before = days("2026-12-01", "2026-12-03")
    assert numbers(installation, reviewer, before) == ()
    later = read_later(installation.clock, before, "2026-12-11", WHY)
    assert [line.done for line in extend_for_all(installation, reviewer, before, later, (number,))] == [False]
    assert due(installation, reviewer, number) == "2026-12-04"


def test_another_section_sees_and_extends_none(installation: Installation, reviewer: Member, number: str) -> None:
    charlie = add_member(installation, "charlie", ("reviewer", "tax"))
    assert numbers(installation, charlie, days()) == ()
    later = read_later(installation.clock, days(), "2026-12-11", WHY)
    assert [line.done for line in extend_for_all(installation, charlie, days(), later, (number,))] == [False]
    assert due(installation, reviewer, number) == "2026-12-04"
    with pytest.raises(NotAllowed):
        numbers(installation, add_member(installation, "delta", ("clerk", DUTY)), days())


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        ("", "昨日", (("first", "no_day"), ("last", "no_day"))), ("2026-12-04", "2026-12-03", (("last", "backwards"),)),
        ("2026-11-01", "2026-12-02", (("last", "long"),)), ("2026-11-01", "2026-12-01", ()),
    ],
)  # fmt: skip
def test_the_days_are_a_month_at_most(first: str, last: str, wrong: tuple[tuple[str, str], ...]) -> None:
    assert read_days(first, last)[1] == wrong


@pytest.mark.parametrize(
    ("until", "reason", "wrong"),
    [
        ("2026-12-04", WHY, (("until", "too_early"),)), ("2026-12-05", WHY, ()),
        ("", " ", (("until", "no_day"), ("reason", "no_reason"))), ("2027-12-05", "あ" * 501, (("until", "too_late"), ("reason", "too_long"))),
    ],
)  # fmt: skip
def test_the_new_day_is_after_all_of_them_and_has_a_reason(
    installation: Installation, until: str, reason: str, wrong: tuple[tuple[str, str], ...]
) -> None:
    assert read_later(installation.clock, days(), until, reason).mistakes == wrong
