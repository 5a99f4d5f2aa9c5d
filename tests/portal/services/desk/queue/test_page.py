"""The queue: filter, order, counts and audit."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from portal.errors import NotYours
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.describe_case import describe_case
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.case.return_for_correction import Asked, read_return, return_for_correction
from portal.services.desk.queue import page as module
from portal.services.desk.queue.page import QueuePage, Wanted, queue_page
from portal.services.desk.sections.take_case import take_case
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.handover import holds
from portal.store.shared import audit_records
from portal.store.staff import staff_absences
from tests.portal.later import at
from tests.portal.world import DUTY, PROCEDURE, add_member, file_application


def look(installation: Installation, member: Member, wanted: Wanted = Wanted()) -> QueuePage:
    with installation.database.write() as unit:
        page = queue_page(installation, unit, member, wanted)
        unit.commit()
    return page


def numbers(page: QueuePage) -> list[str]:
    return [line.receipt_number for line in page.lines]


def give_back(installation: Installation, member: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        wanted = read_return(installation.clock, case, (Asked("name", "unclear", ""),), "2026-12-04")
        return_for_correction(installation, unit, member, case, case.row.revision, wanted)
        unit.commit()


def test_the_nearest_deadline_comes_first(installation: Installation, session: Session, reviewer: Member) -> None:
    late, new, today = (file_application(installation, session, days_ago=days) for days in (14, 0, 9))
    page = look(installation, reviewer)
    assert numbers(page) == [late, today, new]
    assert [line.due and line.due.words for line in page.lines] == ["3日すぎ", "今日まで", "あと12日"]
    assert [line.due and line.due.kind for line in page.lines] == ["error", "warn", "calm"]
    assert page.lines[0].name == "髙見本　太郎"
    assert page.counts == {
        "all": "3",
        "mine": "0",
        "unassigned": "3",
        "soon": "1",
        "overdue": "1",
        "extension": "0",
        "returned": "0",
        "approval": "0",
        "held": "0",
        "passed": "0",
        "owes": "0",
        "papers_over": "0",
        "papers_new": "0",
    }


@pytest.mark.both_engines
def test_filters_find_what_they_say(installation: Installation, session: Session, reviewer: Member) -> None:
    mine, examined, waiting = (file_application(installation, session, days_ago=14) for _ in range(3))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, mine)
        take_case(installation, unit, reviewer, case, case.row.revision)
        case = case_of_member(installation, unit, reviewer, examined)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    give_back(installation, reviewer, waiting)
    assert numbers(look(installation, reviewer, Wanted(who="mine"))) == [mine]
    assert numbers(look(installation, reviewer, Wanted(who="unassigned"))) == [examined, waiting]
    assert numbers(look(installation, reviewer, Wanted(state="examining"))) == [examined]
    assert numbers(look(installation, reviewer, Wanted(procedure="nothing"))) == []
    assert len(numbers(look(installation, reviewer, Wanted(procedure=PROCEDURE)))) == 3
    assert look(installation, reviewer).lines[0].assignee == "reviewerさん"


def test_what_waits_for_the_applicant_is_not_overdue_and_says_until_when_it_waits(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    waiting = file_application(installation, session, days_ago=14)
    give_back(installation, reviewer, waiting)
    assert numbers(look(installation, reviewer, Wanted(due="over"))) == []
    (line,) = look(installation, reviewer).lines
    assert line.due is not None
    assert line.due.words == "止まっています"
    assert line.answer_by is not None
    assert line.answer_by.words == "あと14日"


@pytest.mark.both_engines
def test_pages_follow_each_other_without_gap_or_repeat(
    installation: Installation, session: Session, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = {file_application(installation, session) for _ in range(5)}
    monkeypatch.setattr(module, "PAGE", 2)
    seen, after = [], ""
    while True:
        page = look(installation, reviewer, Wanted(after=after))
        seen += numbers(page)
        if not (after := page.after):
            break
    assert sorted(seen) == sorted(every)


@pytest.mark.both_engines
def test_what_waits_with_a_stopped_clock_comes_after_what_is_due(
    installation: Installation, session: Session, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, late, new = (file_application(installation, session, days_ago=days) for days in (30, 20, 14, 0))
    for number in (first, second):
        give_back(installation, reviewer, number)
    for size in (1, 2, 3):
        monkeypatch.setattr(module, "PAGE", size)
        seen, after = [], ""
        while True:
            page = look(installation, reviewer, Wanted(after=after))
            seen += numbers(page)
            if not (after := page.after):
                break
        assert seen == [late, new, first, second], size
    assert numbers(look(installation, reviewer, Wanted(state="returned"))) == [first, second]
    assert numbers(look(installation, reviewer, Wanted(sort="oldest"))) == [first, second, late]


@pytest.mark.parametrize(
    "after", ["x", "_paused", "x_5_paused", "2026-11-20_", "_5", "2026-11-20_５", "2026-11-20_" + "9" * 30]
)
def test_a_made_up_position_shows_the_beginning(
    installation: Installation, session: Session, reviewer: Member, after: str
) -> None:
    number = file_application(installation, session)
    assert numbers(look(installation, reviewer, Wanted(after=after))) == [number]


def test_counts_stop_at_a_thousand(
    installation: Installation, session: Session, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "COUNTED", 1)
    file_application(installation, session)
    assert look(installation, reviewer).counts["all"] == "1"
    file_application(installation, session)
    assert look(installation, reviewer).counts["all"] == "1+"


def test_staff_of_another_duty_see_an_empty_queue(installation: Installation, session: Session) -> None:
    file_application(installation, session)
    charlie = add_member(installation, "charlie", ("reviewer", "child-allowance"))
    not_allowed = add_member(installation, "nobody")
    assert look(installation, charlie).lines == ()
    assert look(installation, not_allowed).lines == ()


def test_looking_at_names_is_recorded_and_looking_at_none_is_not(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    look(installation, reviewer)
    file_application(installation, session)
    look(installation, reviewer)
    with installation.database.read() as unit:
        records = [record for record in audit_records.after(unit, 0) if record.action == "see queue"]
    assert [(record.actor, record.detail) for record in records] == [("staff:reviewer", "1 applications")]


@pytest.mark.both_engines
def test_what_is_held_is_found_and_counted_while_it_is(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    held, _free = file_application(installation, session), file_application(installation, session)
    with installation.database.write() as unit:
        row = applications.by_number(unit, held)
        assert row is not None
        holds.add_export_hold(unit, holds.ExportHoldRow(row.id, "reviewer", 1, b""))
        unit.commit()
    assert numbers(look(installation, reviewer, Wanted(hold="any"))) == [held]
    assert look(installation, reviewer).counts["held"] == "1"
    charlie = add_member(installation, "charlie", ("reviewer", "child-allowance"))
    assert look(installation, charlie).counts["held"] == "0", "hidden cases are not counted"
    with installation.database.write() as unit:
        holds.end_export_hold(unit, row.id)
        unit.commit()
    assert numbers(look(installation, reviewer, Wanted(hold="any"))) == []


@pytest.mark.both_engines
def test_what_is_near_its_day_is_found_before_it_is_over(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    late, today, soon, _far = (file_application(installation, session, days_ago=days) for days in (14, 9, 5, 0))
    assert numbers(look(installation, reviewer, Wanted(due="soon"))) == [today, soon]
    assert numbers(look(installation, reviewer, Wanted(due="over"))) == [late]
    assert look(installation, reviewer, Wanted()).counts["soon"] == "2"
    tomorrow = replace(installation, city=installation.city.model_copy(update={"warn_days": 1}))
    assert numbers(look(tomorrow, reviewer, Wanted(due="soon"))) == [today]


@pytest.mark.both_engines
def test_a_statutory_period_is_reported_in_time_for_its_notice_of_extension(
    installation: Installation, session: Session, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, near, _far = (file_application(installation, session, days_ago=days) for days in (14, 5, 0))
    assert numbers(look(installation, reviewer, Wanted(due="extension"))) == [], "a standard period needs none"
    procedure = installation.catalogue.current(PROCEDURE)
    assert procedure.period is not None
    statutory = replace(procedure, period=replace(procedure.period, kind="statutory"))
    monkeypatch.setattr(installation.catalogue, "all", lambda: [statutory])
    assert numbers(look(installation, reviewer, Wanted(due="extension"))) == [late, near]


@pytest.mark.parametrize("sort", ["", "oldest", "newest"])
@pytest.mark.both_engines
def test_each_order_goes_on_without_gap_or_repeat(
    installation: Installation, session: Session, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = add_member(installation, "both", ("reviewer", DUTY), ("reviewer", "child-allowance"))
    filed = [file_application(installation, session, days_ago=days) for days in (3, 9, 0, 3, 14)]
    with installation.database.write() as unit:
        unit.connection.execute(text("UPDATE application SET duty = 'child-allowance' WHERE id % 2 = 0"))
        # Paper has no hour: several arrive at the same moment.
        unit.connection.execute(text("UPDATE application SET arrived_at = arrived_at / 86400000000 * 86400000000"))
        unit.commit()
    all_numbers = numbers(look(installation, both, Wanted(sort=sort)))
    assert [all_numbers[0], all_numbers[-1]] == {
        "": [filed[4], filed[2]], "oldest": [filed[4], filed[2]], "newest": [filed[2], filed[4]],
    }[sort]  # fmt: skip
    monkeypatch.setattr(module, "PAGE", 2)
    seen, after = [], ""
    while True:
        page = look(installation, both, Wanted(sort=sort, after=after))
        seen += numbers(page)
        if not (after := page.after):
            break
    assert seen == all_numbers
    assert len(set(seen)) == 5


def stand_in(installation: Installation, away: Member, instead: Member, since: str, until: str) -> None:
    with installation.database.write() as unit:
        staff_absences.add(unit, away.id, since, until, instead.id)
        unit.commit()


def test_who_is_in_has_the_cases_of_who_is_away_for_as_long_as_that_lasts(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    instead, other = (add_member(installation, login, ("reviewer", DUTY)) for login in ("kawari", "hoka"))
    theirs, own = file_application(installation, session), file_application(installation, session)
    file_application(installation, session)
    for member, number in ((reviewer, theirs), (instead, own)):
        with installation.database.write() as unit:
            take_case(installation, unit, member, case_of_member(installation, unit, member, number), 0)
            unit.commit()
    stand_in(installation, reviewer, instead, "2026-11-21", "2026-11-22")
    mine = Wanted(who="mine")
    assert numbers(look(installation, instead, mine)) == [own]
    during = at(installation, "2026-11-22T09:00:00+09:00")
    page = look(during, instead, mine)
    assert sorted(numbers(page)) == sorted([theirs, own])
    marked = {line.receipt_number: line.assignee for line in page.lines}
    assert marked == {theirs: "reviewerさん（不在。あなたが代わり）", own: "kawariさん"}
    assert (page.counts["mine"], page.counts["all"]) == ("2", "3")
    assert numbers(look(during, other, mine)) == []
    with during.database.write() as unit:
        case = case_of_member(during, unit, instead, theirs)
        assert describe_case(during, unit, case, instead.id).assignee == "reviewerさん（不在。あなたが代わり）"
        pass_screening(during, unit, instead, case, case.row.revision)
    after = at(installation, "2026-11-23T09:00:00+09:00")
    assert numbers(look(after, instead, mine)) == [own]
    assert numbers(look(after, reviewer, mine)) == [theirs]


@pytest.mark.both_engines
def test_standing_in_gives_no_right(installation: Installation, session: Session, reviewer: Member) -> None:
    stranger = add_member(installation, "charlie", ("reviewer", "childcare"))
    number = file_application(installation, session)
    with installation.database.write() as unit:
        take_case(installation, unit, reviewer, case_of_member(installation, unit, reviewer, number), 0)
        unit.commit()
    stand_in(installation, reviewer, stranger, "2026-11-20", "2026-11-20")
    assert numbers(look(installation, stranger, Wanted(who="mine"))) == []
    with installation.database.read() as unit, pytest.raises(NotYours):
        case_of_member(installation, unit, stranger, number)
