"""集計: small numbers of other sections could identify a person."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from portal.clock import to_micro, tokyo_midnight
from portal.services.desk.case.return_for_correction import GENERAL, Asked, read_return, return_for_correction
from portal.services.desk.queue.figures import (
    OWN_WORDS,
    Waits,
    arrivals,
    outcomes,
    reasons,
    shown_count,
    taken,
    waits,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from tests.portal.results import CORE, core_case, core_examiner
from tests.portal.services.desk.at_work import acting
from tests.portal.services.desk.queue.test_page import give_back
from tests.portal.world import DUTY, file_application

DAY = 86_400_000_000


def decided(installation: Installation, number: str, days: int, state: str = "approved") -> None:
    change = "UPDATE application SET decided_at = arrived_at + :took, state = :state WHERE receipt_number = :number"
    with installation.database.write() as unit:
        unit.connection.execute(text(change), {"took": days * DAY + 1, "state": state, "number": number})
        unit.commit()


def test_what_waits_is_reported_by_section_and_what_stands_is_not_late(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    late, waiting, _new = (file_application(installation, session, days_ago=days) for days in (20, 20, 0))
    give_back(installation, reviewer, waiting)
    with installation.database.read() as unit:
        (own,) = waits(installation, unit, (DUTY,))
        (other,) = waits(installation, unit, ())
    assert (own.number, own.returned, own.late, own.own, other.own) == (3, 1, 1, True, False)
    decided(installation, late, 1)
    with installation.database.read() as unit:
        assert waits(installation, unit, (DUTY,))[0].number == 2


def test_arrivals_are_counted_by_the_days_of_tokyo(installation: Installation, session: Session) -> None:
    numbers = [file_application(installation, session) for _ in range(2)]
    today = installation.clock.today()
    midnight = "UPDATE application SET arrived_at = :at WHERE receipt_number = :number"
    at = to_micro(tokyo_midnight(today))
    with installation.database.write() as unit:
        for number, instant in zip(numbers, (at, at - 1), strict=True):
            unit.connection.execute(text(midnight), {"at": instant, "number": number})
        unit.commit()
    with installation.database.read() as unit:
        counts = arrivals(unit, (DUTY,), today.replace(day=1), today)
    assert [number for _, number in counts[-2:]] == [1, 1]
    assert (sum(number for _, number in counts), len(counts)) == (2, today.day)


def test_time_to_decision_leaves_out_what_was_withdrawn(installation: Installation, session: Session) -> None:
    numbers = [file_application(installation, session, days_ago=10) for _ in range(6)]
    for number, days in zip(numbers, (0, 2, 2, 9, 70), strict=False):
        decided(installation, number, days)
    decided(installation, numbers[5], 1, "withdrawn")
    today = installation.clock.today()
    with installation.database.read() as unit:
        figures = taken(unit, (DUTY,), today.replace(day=1), today)
        none = taken(unit, (), today, today)
    assert dict(figures.groups) == {
        "その日": 1, "1〜3日": 2, "4〜7日": 0, "8〜14日": 1, "15〜30日": 0, "31〜60日": 0, "61日から": 1,
    }  # fmt: skip
    assert (figures.half, figures.most) == (2, 9)
    assert (none.half, none.most) == (None, None)


@pytest.mark.parametrize(("number", "own", "shown"), [(0, False, 0), (4, False, 0), (5, False, 5), (4, True, 4)])
def test_a_bar_shows_no_more_than_a_number(number: int, own: bool, shown: int) -> None:
    line = Waits("課", "手続", own, number, 0, number)
    assert (line.shown, line.shown_late) == (shown, shown)
    assert shown_count(number, own=own) == (str(number) if shown == number else "5未満")


@pytest.mark.parametrize(
    ("late", "own", "shown"),
    [(5, False, "5以上"), (6, False, "6"), (6, True, "6"), (2, False, "5未満"), (0, False, "0")],
)
def test_a_small_rest_is_no_difference_of_what_is_shown(late: int, own: bool, shown: str) -> None:
    for number in (late + 1, late + 4) if shown == "5以上" else (late, late + 5):
        assert shown_count(late, own=own, of=number) == shown
        assert Waits("課", "手続", own, number, 0, late).shown_late == (int(shown) if shown.isdigit() else 0)


def test_a_ready_reason_is_counted_by_its_words_and_others_are_not_reported(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    give_back(installation, reviewer, file_application(installation, session))
    with acting(installation, reviewer, file_application(installation, session)) as (unit, case):
        asked = (Asked("name", "", "髙見本さまの字が読めません"),)
        wanted = read_return(installation.clock, case, asked, "2026-12-04")
        return_for_correction(installation, unit, reviewer, case, case.row.revision, wanted)
        ready = GENERAL["unclear"]
    today = installation.clock.today()
    with installation.database.read() as unit:
        counted = dict(reasons(installation, unit, (DUTY,), today, today))
        assert reasons(installation, unit, (DUTY,), today - timedelta(days=9), today - timedelta(days=1)) == ()
        assert reasons(installation, unit, (), today, today) == ()
    assert counted == {ready: 1, OWN_WORDS: 1}


def test_outcomes_are_counted_in_the_words_of_the_definition_by_the_day_of_decision(installation: Installation) -> None:
    clerk, today = core_examiner(installation), installation.clock.today()
    for seed in (1, 2):
        core_case(installation, clerk, seed=seed)
    procedure = installation.catalogue.current(CORE)
    with installation.database.read() as unit:
        assert outcomes(installation, unit, [procedure.duty], today, today) == ((procedure.title, "認定する", 2),)
        tomorrow = today + timedelta(days=1)
        assert outcomes(installation, unit, [procedure.duty], tomorrow, tomorrow) == ()
        assert outcomes(installation, unit, [DUTY], today, today) == ()
