"""Pauses add open days only."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.definition.terms import Period
from portal.clock import to_micro
from portal.services.cases.cases import Case, case_of_member
from portal.services.desk.sections.after_waiting import after_forwarding, after_waiting, paused_days
from portal.services.my_cases.stop_waiting import stop_waiting
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases.applications import EventRow
from tests.portal.services.desk.at_work import case_of
from tests.portal.services.desk.case.test_enter_correction import enter, number
from tests.portal.world import DUTY, add_member, alice, file_application

__all__ = ["number"]


def instant(text: str) -> int:
    return to_micro(datetime.fromisoformat(f"{text}T12:00:00+09:00"))


@pytest.fixture
def case(installation: Installation) -> Case:
    """Due on 2 December: seven open days after 20 November, with a long weekend between."""
    member = add_member(installation, "somebody", ("reviewer", DUTY))
    receipt = file_application(installation, alice(installation))
    with installation.database.read() as unit:
        return case_of_member(installation, unit, member, receipt)


def test_three_open_days_of_waiting_move_the_due_day_by_three_open_days(installation: Installation, case: Case) -> None:
    assert case.row.due == "2026-12-02"
    # Friday to Thursday over Saturday, Sunday and 勤労感謝の日: Tuesday, Wednesday and Thursday count.
    assert after_waiting(installation.city, case, instant("2026-11-20"), instant("2026-11-26")) == "2026-12-07"


def test_an_answer_on_the_same_day_moves_nothing(installation: Installation, case: Case) -> None:
    assert after_waiting(installation.city, case, instant("2026-11-20"), instant("2026-11-20")) == "2026-12-02"


@pytest.mark.parametrize(
    ("period", "due"),
    [
        (Period("standard", 7, "day", ("returned",), "std"), "2026-12-08"),
        (Period("statutory", 30, "day", (), "law"), "2026-12-02"),
        (None, "2026-12-02"),
    ],
)
def test_calendar_days_count_all_and_a_statutory_period_is_not_paused(
    installation: Installation, case: Case, period: Period | None, due: str
) -> None:
    changed = replace(case, procedure=replace(case.procedure, period=period))
    assert after_waiting(installation.city, changed, instant("2026-11-20"), instant("2026-11-26")) == due


def test_where_nothing_was_promised_nothing_is(installation: Installation, case: Case) -> None:
    changed = replace(case, row=case.row._replace(due=NO_DUE))
    assert after_waiting(installation.city, changed, instant("2026-11-20"), instant("2026-11-26")) == NO_DUE


def later(installation: Installation, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(
        type(installation.clock), "now", lambda _clock: datetime.fromisoformat(f"{text}T12:00:00+09:00")
    )


def test_a_mended_application_is_due_later_by_the_days_that_were_waited(
    installation: Installation, reviewer: Member, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(installation, monkeypatch, "2026-11-26")
    assert enter(installation, reviewer, number, {"reason": ["other"], "reason.tell": ["返した"]}, "reason")
    assert case_of(installation, reviewer, number).row.due == "2026-12-07"


def test_so_is_one_that_was_waited_for_in_vain(
    installation: Installation, reviewer: Member, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(installation, monkeypatch, "2026-11-26")
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        stop_waiting(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    assert case_of(installation, reviewer, number).row.due == "2026-12-07"


_FIRST = date(2026, 11, 2)
_STOPS = Period("standard", 7, "day", ("returned", "forwarded"), "assumed")


def on(number: int, hour: int = 10) -> int:
    return to_micro(datetime.fromisoformat(f"{day(number)}T{hour}:00:00+09:00"))


def day(number: int) -> date:
    return _FIRST + timedelta(days=number)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.integers(0, 20), received=st.integers(0, 20),
    waits=st.lists(st.tuples(st.integers(1, 8), st.integers(0, 8)), max_size=4),
)  # fmt: skip
def test_no_day_is_added_twice_whatever_was_waited_for_before_meanwhile_and_after(
    installation: Installation, case: Case, sent: int, received: int, waits: list[tuple[int, int]]
) -> None:
    """Compared with a calendar that removes each paused day once."""
    stops = replace(case, procedure=replace(case.procedure, period=_STOPS))
    crossed, events, at_day, corrections = paused_days(day(sent), day(sent + received)), [], 0, []
    for gap, long in waits:
        since, until = at_day + gap, at_day + gap + long
        corrections.append((since, until))
        crossed |= paused_days(day(since), day(until))
        events += [
            EventRow(on(number), "staff:tanto", "", "", state, None)
            for number, state in ((since, "returned"), (until, "screening"))
        ]
        at_day = until

    def after(due: str, ended: list[tuple[int, int]]) -> str:
        for since, until in ended:
            due = after_waiting(installation.city, replace(stops, row=case.row._replace(due=due)), on(since), on(until))
        return due

    left, back = on(sent, 12), on(sent + received, 14)
    due = after("2027-03-01", [correction for correction in corrections if on(correction[1]) < left])
    seen = [event for event in events if event.at < back]
    due = after_forwarding(installation.city, stops, due, (day(sent), day(sent + received)), left, seen)
    due = after(due, [correction for correction in corrections if on(correction[1]) > back])
    assert date.fromisoformat(due) == date(2027, 3, 1) + timedelta(days=len(crossed))
