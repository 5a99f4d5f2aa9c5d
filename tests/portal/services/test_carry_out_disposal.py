"""What need not be kept is listed, approved by a second person, and gone whole on its day, with a record of it."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.errors import Conflict, NotAllowed, NotFound
from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.jobs.sweep_ended import sweep_ended
from portal.services import carry_out_disposal
from portal.services.cases import case_of_member
from portal.services.disposal_record import verify_disposals
from portal.services.find_disposable import find_disposable
from portal.services.installation import Installation
from portal.services.keep_book import rows
from portal.services.propose_disposal import approve, digest_of, disposal_of, drop, propose, take_out
from portal.services.reconcile import Balance, reconcile
from portal.services.seal_audit import seal_audit
from portal.services.verify_audit import verify_audit
from portal.store import applications, disposals, past_counts, people, removals
from portal.store.disposals import DONE, DROPPED, GONE, KEPT, LISTED, OUT
from tests.portal.later import at
from tests.portal.services.disposing import FREE, approved, disposed, due, ended, lines, member, proposed
from tests.portal.world import DUTY, add_member, alice, file_application


def approve_as(
    installation: Installation, number: int, login: str = "approver", role: str = "approver", *,
    mark: str = "", day: date = date(2032, 4, 8),
) -> None:  # fmt: skip
    """`mark` "": of the list as it is."""
    with installation.database.write() as unit:
        who = member(installation, login, role)
        seen = mark or digest_of(disposals.lines(unit, number)).hex()
        approve(installation, unit, who, disposal_of(unit, who, number), seen, day)
        unit.commit()


def ids(installation: Installation, numbers: list[str]) -> list[int]:
    with installation.database.read() as unit:
        return [row.id for number in numbers if (row := applications.by_number(unit, number))]


def balance(installation: Installation) -> Balance:
    with installation.database.read() as unit:
        found = reconcile(unit)
    assert found.unexplained == ()
    return found.balances[0]


def test_nothing_is_listed_before_its_years_have_passed(installation: Installation) -> None:
    _, numbers = due(installation)
    before = at(installation, "2032-03-31T23:59:00+09:00")
    with before.database.read() as unit:
        assert find_disposable(before, unit, DUTY).free == ()
    after = at(installation, "2032-04-01T00:00:00+09:00")
    with after.database.read() as unit:
        found = find_disposable(after, unit, DUTY)
    assert [one.row.receipt_number for one in found.may_go] == numbers
    assert {one.free_on for one in found.free} == {date(2032, 4, 1)}
    assert found.unsaid == {}


def test_one_proposes_another_approves_and_nothing_happens_before_the_day(installation: Installation) -> None:
    when, numbers = due(installation)
    number = proposed(when)
    assert carry_out_disposals(when) == 0
    on_the_day = approved(when, number)
    assert carry_out_disposals(when) == 0
    assert len(ids(installation, numbers)) == 2
    assert carry_out_disposals(on_the_day) == 2
    assert carry_out_disposals(on_the_day) == 0
    assert ids(installation, numbers) == []
    with installation.database.read() as unit:
        row = disposals.by_id(unit, number)
        assert row is not None
        assert (row.state, row.proposed_by, row.approved_by, row.day) == (DONE, "reviewer", "approver", "2032-04-08")
        assert row.digest == digest_of(disposals.lines(unit, number))


def test_nothing_is_left_but_the_record_and_what_is_counted(installation: Installation) -> None:
    on_the_day, numbers = disposed(installation)
    gone = lines(installation, 1)
    assert [(one.receipt_number, one.state, one.outcome) for one in gone] == [
        (number, GONE, "refused") for number in numbers
    ]
    counts = json.loads(gone[0].counts)
    assert {"application": 1, "application_answers": 1, "notice": 1}.items() <= counts.items()
    assert counts["application_event"] >= 2
    assert counts["look_up"] > 0
    with installation.database.read() as unit:
        assert [removals.rows_of(unit, one.application_id) for one in gone] == [{}, {}]
    assert balance(on_the_day) == Balance(DUTY, open=1, disposed=2)
    assert balance(on_the_day).arrived == 3


def test_the_book_has_a_line_of_each_without_the_name(installation: Installation) -> None:
    on_the_day, numbers = disposed(installation)
    day = date(2026, 11, 20)
    with installation.database.read() as unit:
        found = [
            (line.receipt_number in numbers, line.name, line.state, bool(line.document))
            for line in rows(on_the_day, unit, [DUTY], day, day)
        ]
        assert list(rows(on_the_day, unit, ["roads"], day, day)) == []
    assert found == [
        (True, "", "認められなかった（廃棄済み）", True),
        (True, "", "認められなかった（廃棄済み）", True),
        (False, "髙見本　太郎", "受付", False),
    ]


def test_the_book_says_when_a_letter_was_posted_also_of_what_is_gone(installation: Installation) -> None:
    """Its line of the 発送簿 goes with it; the record of the disposal keeps the day."""
    when, numbers = due(installation)
    with when.database.write() as unit:
        unit.connection.execute(text("UPDATE dispatch SET state = 'sent', sent_on = '2026-11-24'"))
        unit.commit()
    on_the_day = approved(when, proposed(when))
    days = ["2026-11-24"] * 2 + [""]
    for now in (when, on_the_day):
        if now is on_the_day:
            assert carry_out_disposals(on_the_day) == len(numbers)
        with now.database.read() as unit:
            assert [line.sent for line in rows(now, unit, [DUTY], date(2026, 11, 20), date(2026, 11, 20))] == days


def test_the_chain_of_records_stays_whole(installation: Installation) -> None:
    on_the_day, _ = disposed(installation)
    while seal_audit(on_the_day):
        pass
    assert verify_audit(on_the_day).faults == ()


def test_to_its_applicant_it_is_as_if_it_had_never_been(installation: Installation) -> None:
    on_the_day, numbers = disposed(installation)
    with on_the_day.database.read() as unit, pytest.raises(NotFound):
        case_of_member(on_the_day, unit, member(on_the_day, "reviewer"), numbers[0])


def test_who_proposed_never_approves_whatever_they_may(installation: Installation) -> None:
    when, _ = due(installation)
    add_member(when, "both", ("approver", DUTY))
    with when.database.write() as unit:
        both = member(when, "both", "approver")
        number = propose(when, unit, both, DUTY)
        unit.commit()
    assert number is not None
    for login, role in (("both", "approver"), ("reviewer", "reviewer")):
        with pytest.raises(NotAllowed):
            approve_as(when, number, login, role)
    assert carry_out_disposals(approved(when, number)) == 2


@pytest.mark.parametrize("days", [0, 91])
def test_the_day_is_neither_at_once_nor_far_away(installation: Installation, days: int) -> None:
    when, _ = due(installation)
    number = proposed(when)
    with pytest.raises(Conflict):
        approve_as(when, number, day=when.clock.today() + timedelta(days=days))


def test_a_line_that_was_taken_out_stays_and_the_approver_sees_another_list(installation: Installation) -> None:
    when, numbers = due(installation)
    number = proposed(when)
    seen = digest_of(lines(when, number)).hex()
    with when.database.write() as unit:
        row = disposal_of(unit, member(when, "approver"), number)
        assert take_out(when, unit, member(when, "approver"), row, numbers[0], "history", "文書館に移す")
        assert not take_out(when, unit, member(when, "approver"), row, numbers[0], "history", "")
        unit.commit()
    with pytest.raises(Conflict):
        approve_as(when, number, mark=seen)
    assert carry_out_disposals(approved(when, number)) == 1
    assert [(one.state, one.why) for one in lines(when, number)] == [(OUT, "history"), (GONE, "")]
    assert len(ids(installation, numbers)) == 1


def test_what_happens_to_a_case_after_the_approval_keeps_it(installation: Installation) -> None:
    when, numbers = due(installation)
    on_the_day = approved(when, proposed(when))
    with installation.database.write() as unit:
        statement = "UPDATE application SET decided_at = decided_at + 1 WHERE receipt_number = :number"
        unit.connection.execute(text(statement), {"number": numbers[0]})
        unit.commit()
    assert carry_out_disposals(on_the_day) == 1
    assert [(one.state, one.why) for one in lines(when, 1)] == [(KEPT, "changed"), (GONE, "")]


def test_a_message_that_nobody_has_read_keeps_it(installation: Installation) -> None:
    when, numbers = due(installation)
    session = alice(installation)
    with when.database.write() as unit:
        row = applications.by_number(unit, numbers[0])
        assert row is not None
        unit.connection.execute(
            text(
                "INSERT INTO message (application_id, once, author, sealed_text, sent_at) "
                "VALUES (:id, 'once', 'resident', :words, 0)"
            ),
            {"id": row.id, "words": b"sealed"},
        )
        unit.commit()
    assert session.person_id
    with when.database.read() as unit:
        found = find_disposable(when, unit, DUTY)
    assert [one.why for one in found.free] == [("message",), ()]
    assert dict(found.kept) == {("kaigo-hihokenshasho-saikofu", "message"): 1}


def test_the_newest_number_is_never_given_again(installation: Installation) -> None:
    session, reviewer = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    ended(installation, session, reviewer)
    when = at(installation, FREE)
    with when.database.read() as unit:
        assert [one.why for one in find_disposable(when, unit, DUTY).free] == [("newest",)]
    file_application(installation, session)
    with when.database.read() as unit:
        assert [one.why for one in find_disposable(when, unit, DUTY).free] == [()]


def test_a_list_that_was_dropped_deletes_nothing(installation: Installation) -> None:
    when, numbers = due(installation)
    number = proposed(when)
    on_the_day = approved(when, number)
    with when.database.write() as unit:
        who = member(when, "reviewer")
        drop(when, unit, who, disposal_of(unit, who, number))
        unit.commit()
    assert carry_out_disposals(on_the_day) == 0
    assert len(ids(installation, numbers)) == 2
    with when.database.write() as unit:
        row = disposals.by_id(unit, number)
        assert row is not None
        assert row.state == DROPPED
        with pytest.raises(Conflict):
            drop(when, unit, member(when, "reviewer"), row)
    assert proposed(when) == number + 1


def test_two_lists_of_one_duty_are_never_open(installation: Installation) -> None:
    when, _ = due(installation)
    proposed(when)
    with pytest.raises(Conflict):
        proposed(when)


@pytest.mark.parametrize("broken", ["count", "remove", "write_audit"])
def test_killed_in_the_middle_nothing_is_half_gone_and_the_next_run_goes_on(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    when, numbers = due(installation, 3)
    on_the_day = approved(when, proposed(when))
    before = [removals_of(installation, number) for number in ids(installation, numbers)]
    calls: list[int] = []
    module, name = {
        "count": (past_counts, "count"),
        "remove": (removals, "remove_person"),
        "write_audit": (carry_out_disposal, "write_audit"),
    }[broken]
    whole = getattr(module, name)

    def killed(*given: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*given, **named)

    monkeypatch.setattr(module, name, killed)
    with pytest.raises(KeyboardInterrupt):
        carry_out_disposals(on_the_day)
    assert [one.state for one in lines(when, 1)] == [GONE, LISTED, LISTED]
    assert [removals_of(installation, number) for number in ids(installation, numbers)] == before[1:]
    assert balance(on_the_day).disposed == 1
    monkeypatch.undo()
    assert carry_out_disposals(on_the_day) == 2
    assert balance(on_the_day).disposed == 3


def removals_of(installation: Installation, number: int) -> dict[str, int]:
    with installation.database.read() as unit:
        return removals.rows_of(unit, number)


@pytest.mark.parametrize("table", ["application_answers", "application_event"])
def test_the_database_lets_nothing_go_that_no_list_names(installation: Installation, table: str) -> None:
    when, numbers = due(installation)
    proposed(when)
    (number, _) = ids(installation, numbers)
    with installation.database.write() as unit, pytest.raises(DBAPIError, match="append-only"):
        unit.connection.execute(text(f"DELETE FROM {table} WHERE application_id = {number}"))
    with installation.database.write() as unit, pytest.raises(DBAPIError, match="append-only"):
        unit.connection.execute(text(f"UPDATE {table} SET application_id = 0 WHERE application_id = {number}"))


@pytest.mark.parametrize(
    "harm",
    ["DELETE FROM disposal_line", "UPDATE disposal_line SET receipt_number = ''", "DELETE FROM disposal"],
)
def test_the_record_of_what_is_gone_cannot_be_changed(installation: Installation, harm: str) -> None:
    disposed(installation)
    with installation.database.write() as unit, pytest.raises(DBAPIError, match="append-only"):
        unit.connection.execute(text(harm))


def test_who_has_nothing_else_here_goes_too(installation: Installation) -> None:
    when, numbers = due(installation)
    newer = ended(when, alice(installation), member(when, "reviewer"))  # she still has one
    assert newer not in numbers
    file_application(when, alice(when))
    person = alice(installation).person_id or ""
    on_the_day = approved(when, proposed(when))
    sweep_ended(on_the_day)
    carry_out_disposals(on_the_day)
    with installation.database.read() as unit:
        assert people.by_id(unit, person) is not None
    again = at(installation, "2039-04-01T10:00:00+09:00")
    with installation.database.write() as unit:
        unit.connection.execute(text("UPDATE application SET person_id = NULL WHERE state = 'received'"))
        unit.commit()
    number = proposed(again)
    carry_out_disposals(approved(again, number))
    with installation.database.read() as unit:
        assert people.by_id(unit, person) is None


def test_an_old_copy_that_was_played_back_is_named(installation: Installation) -> None:
    on_the_day, _ = disposed(installation)
    with installation.database.write() as unit:
        (kept,) = unit.connection.execute(text("SELECT id FROM application")).scalars()
        unit.connection.execute(
            text(
                "INSERT INTO disposal_line (disposal_id, application_id, receipt_number, procedure, version, meaning, duty, "
                "door, arrival_place, arrival_basis, arrived_at, ended_at, outcome, free_on, documents, state, why, by, at, "
                "counts) SELECT disposal_id, :kept, receipt_number, procedure, version, meaning, duty, door, arrival_place, "
                "arrival_basis, arrived_at, ended_at, outcome, free_on, documents, state, why, by, at, counts "
                "FROM disposal_line WHERE application_id = (SELECT MIN(application_id) FROM disposal_line)"
            ),
            {"kept": kept},
        )
        unit.commit()
    with on_the_day.database.read() as unit:
        assert [(one.why, one.application_id) for one in reconcile(unit).unexplained] == [("back", kept)]
        (left, _) = verify_disposals(unit)
    assert "it is gone by list 1, and there is look_up, application_event" in left
