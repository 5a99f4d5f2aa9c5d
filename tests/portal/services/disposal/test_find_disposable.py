"""Applications past retention, and what keeps them."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import text

from portal.services.disposal.find_disposable import DisposalCheck, find_disposable, reasons_to_keep
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import appeals
from portal.store.desk.appeals import AppealRow
from portal.store.handover import holds
from portal.store.handover.holds import ExportHoldRow
from tests.portal.later import at
from tests.portal.services.disposal.disposing import FREE, due, ended
from tests.portal.world import DUTY, add_member, alice, file_application


def test_nothing_is_listed_before_its_years_have_passed(installation: Installation) -> None:
    _, numbers = due(installation)
    before = at(installation, "2032-03-31T23:59:00+09:00")
    with before.database.read() as unit:
        assert find_disposable(before, unit, DUTY).free == ()
    after = at(installation, "2032-04-01T00:00:00+09:00")
    with after.database.read() as unit:
        check = find_disposable(after, unit, DUTY)
    assert [free.row.receipt_number for free in check.may_go] == numbers
    assert {free.free_on for free in check.free} == {date(2032, 4, 1)}
    assert check.unsaid == {}


@pytest.mark.both_engines
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
        check = find_disposable(when, unit, DUTY)
    assert [free.why for free in check.free] == [("message",), ()]
    assert dict(check.kept) == {("kaigo-hihokenshasho-saikofu", "message"): 1}


def test_the_newest_number_is_never_given_again(installation: Installation) -> None:
    session, reviewer = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    ended(installation, session, reviewer)
    when = at(installation, FREE)
    with when.database.read() as unit:
        assert [free.why for free in find_disposable(when, unit, DUTY).free] == [("newest",)]
    file_application(installation, session)
    with when.database.read() as unit:
        assert [free.why for free in find_disposable(when, unit, DUTY).free] == [()]


def rows_of(installation: Installation, numbers: Sequence[str]) -> list[ApplicationRow]:
    with installation.database.read() as unit:
        return [row for number in numbers if (row := applications.by_number(unit, number))]


def check_of(installation: Installation, duty: str = DUTY, most: int = 5000) -> DisposalCheck:
    with installation.database.read() as unit:
        return find_disposable(installation, unit, duty, most)


def test_an_application_of_another_section_or_without_a_decision_is_no_candidate(installation: Installation) -> None:
    when, _ = due(installation, 1)
    assert check_of(when, "roads").free == ()
    assert [free.row.state for free in check_of(when).free] == ["refused"], "the newer one is undecided"


def test_of_more_than_fit_in_a_list_the_oldest_come_first(installation: Installation) -> None:
    when, numbers = due(installation, 2)
    assert [free.row.receipt_number for free in check_of(when, most=1).free] == numbers[:1]


def test_reasons_are_named_in_their_order_and_counted_by_the_first(installation: Installation) -> None:
    when, numbers = due(installation, 2)
    first, second = rows_of(when, numbers)
    with when.database.write() as unit:
        holds.add_export_hold(unit, ExportHoldRow(first.id, "reviewer", 1, b"sealed"))
        unit.connection.execute(
            text(
                "INSERT INTO message (application_id, once, author, sealed_text, sent_at) "
                "VALUES (:id, 'once', 'resident', :words, 0)"
            ),
            {"id": first.id, "words": b"sealed"},
        )
        unit.commit()
    with when.database.read() as unit:
        reasons = reasons_to_keep(when, unit, DUTY, [first, second])
    assert reasons == {first.id: ("held", "export", "message")}
    check = check_of(when)
    assert dict(check.kept) == {(first.procedure, "held"): 1}
    assert [free.row.id for free in check.may_go] == [second.id]


@pytest.mark.parametrize(("settled_on", "kept"), [("", "appeal"), ("2031-04-02", "appealed"), ("2031-03-31", "")])
def test_an_appeal_keeps_its_case_until_a_year_after_its_end(
    installation: Installation, settled_on: str, kept: str
) -> None:
    when, numbers = due(installation, 1)
    (row,) = rows_of(when, numbers)
    with when.database.write() as unit:
        appeals.add(unit, AppealRow(0, row.id, "once", "review", "2027-01-05", b"sealed", 1, 0))
        if settled_on:
            assert appeals.settle(unit, 1, settled_on, "dismissed", 1, 0)
        unit.commit()
    assert [free.why for free in check_of(when).free] == [(kept,) if kept else ()]
