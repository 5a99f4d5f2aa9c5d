"""Disposals are complete, on their day, and recorded."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.errors import NotFound
from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.jobs.sweep_ended import sweep_ended
from portal.services.cases.cases import case_of_member
from portal.services.cases.keep_book import rows
from portal.services.disposal import carry_out_disposal
from portal.services.handover.reconcile import Balance, reconcile
from portal.services.shared.installation import Installation
from portal.services.shared.seal_audit import seal_audit
from portal.services.shared.verify_audit import verify_audit
from portal.store.disposal import disposals, past_counts, removals
from portal.store.disposal.disposals import DONE, GONE, KEPT, LISTED, digest_of
from portal.store.residents import people
from tests.portal.later import at
from tests.portal.services.administration.editing import administrator, asked, written
from tests.portal.services.administration.editing import approved as in_force
from tests.portal.services.disposal.disposing import (
    approved,
    disposed,
    due,
    ended,
    ids,
    lines,
    member,
    proposed,
)
from tests.portal.world import DUTY, PROCEDURE, alice, file_application


def balance(installation: Installation) -> Balance:
    with installation.database.read() as unit:
        reconciliation = reconcile(unit)
    assert reconciliation.unexplained == ()
    return reconciliation.balances[0]


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
    assert [(removal.receipt_number, removal.state, removal.outcome) for removal in gone] == [
        (number, GONE, "refused") for number in numbers
    ]
    counts = json.loads(gone[0].counts)
    assert {"application": 1, "application_answers": 1, "notice": 1}.items() <= counts.items()
    assert counts["application_event"] >= 2
    assert counts["look_up"] > 0
    with installation.database.read() as unit:
        assert [removals.rows_of(unit, removal.application_id) for removal in gone] == [{}, {}]
    assert balance(on_the_day) == Balance(DUTY, open=1, disposed=2)
    assert balance(on_the_day).arrived == 3


def test_the_book_has_a_line_of_each_without_the_name(installation: Installation) -> None:
    on_the_day, numbers = disposed(installation)
    day = date(2026, 11, 20)
    with installation.database.read() as unit:
        listed = [
            (line.receipt_number in numbers, line.name, line.state, bool(line.document))
            for line in rows(on_the_day, unit, [DUTY], day, day)
        ]
        assert list(rows(on_the_day, unit, ["roads"], day, day)) == []
    assert listed == [
        (True, "", "認められなかった（廃棄済み）", True),
        (True, "", "認められなかった（廃棄済み）", True),
        (False, "髙見本　太郎", "受付", False),
    ]


@pytest.mark.both_engines
def test_the_book_says_when_a_letter_was_posted_also_of_what_is_gone(installation: Installation) -> None:
    """Its 発送簿 line is disposed of, too."""
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


@pytest.mark.both_engines
def test_what_happens_to_a_case_after_the_approval_keeps_it(installation: Installation) -> None:
    when, numbers = due(installation)
    on_the_day = approved(when, proposed(when))
    with installation.database.write() as unit:
        statement = "UPDATE application SET decided_at = decided_at + 1 WHERE receipt_number = :number"
        unit.connection.execute(text(statement), {"number": numbers[0]})
        unit.commit()
    assert carry_out_disposals(on_the_day) == 1
    assert [(line.state, line.why) for line in lines(when, 1)] == [(KEPT, "changed"), (GONE, "")]


def test_a_retention_that_grew_after_the_list_was_made_keeps_its_cases(installation: Installation) -> None:
    when, numbers = due(installation)
    number, first, second = proposed(when), administrator(when), administrator(when, "kanri2")
    on_the_day = approved(when, number)
    text_now = f"retention: [{{procedures: [{PROCEDURE}], years: 100, then: delete}}]\n"
    in_force(when, second, asked(when, first, written(when, first, "retention", text_now)))
    assert carry_out_disposals(on_the_day) == 0
    assert len(ids(installation, numbers)) == 2
    assert [(line.state, line.why) for line in lines(when, number)] == [(KEPT, "years")] * 2


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
    original = getattr(module, name)

    def killed(*given: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return original(*given, **named)

    monkeypatch.setattr(module, name, killed)
    with pytest.raises(KeyboardInterrupt):
        carry_out_disposals(on_the_day)
    assert [line.state for line in lines(when, 1)] == [GONE, LISTED, LISTED]
    assert [removals_of(installation, number) for number in ids(installation, numbers)] == before[1:]
    assert balance(on_the_day).disposed == 1
    monkeypatch.undo()
    assert carry_out_disposals(on_the_day) == 2
    assert balance(on_the_day).disposed == 3


def removals_of(installation: Installation, number: int) -> dict[str, int]:
    with installation.database.read() as unit:
        return removals.rows_of(unit, number)


@pytest.mark.parametrize("table", ["application_answers", "application_event"])
@pytest.mark.both_engines
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
@pytest.mark.both_engines
def test_the_record_of_what_is_gone_cannot_be_changed(installation: Installation, harm: str) -> None:
    disposed(installation)
    with installation.database.write() as unit, pytest.raises(DBAPIError, match="append-only"):
        unit.connection.execute(text(harm))


@pytest.mark.both_engines
def test_who_has_nothing_else_here_goes_too(installation: Installation) -> None:
    when, numbers = due(installation)
    newer = ended(when, alice(installation), member(when, "reviewer"))  # she still has an application
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
