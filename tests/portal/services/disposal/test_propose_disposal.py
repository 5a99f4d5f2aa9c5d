"""廃棄決裁: proposed and approved by two people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.services.disposal.propose_disposal import (
    days_to_choose,
    disposal_of,
    drop,
    may_approve,
    propose,
    take_out,
)
from portal.services.shared.installation import Installation
from portal.store.disposal import disposals
from portal.store.disposal.disposals import DROPPED, GONE, OUT, digest_of
from portal.store.shared import audit_records
from tests.portal.services.disposal.disposing import (
    approve_as,
    approved,
    due,
    ids,
    lines,
    member,
    proposed,
)
from tests.portal.world import DUTY, add_member


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
@pytest.mark.both_engines
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
    assert [(line.state, line.why) for line in lines(when, number)] == [(OUT, "history"), (GONE, "")]
    assert len(ids(installation, numbers)) == 1


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


def test_without_candidates_there_is_no_list_and_without_the_right_no_proposal(installation: Installation) -> None:
    when, _ = due(installation, 1)
    reviewer = add_member(when, "roads", ("reviewer", "*"))
    strangers = [add_member(when, role, (role, DUTY)) for role in ("clerk", "auditor")]
    with when.database.write() as unit:
        assert propose(when, unit, reviewer, "roads") is None
        for stranger in strangers:
            with pytest.raises(NotAllowed):
                propose(when, unit, stranger, DUTY)
        assert [record.action for record in audit_records.after(unit, 0)].count("propose disposal") == 0


def test_a_list_is_seen_by_its_section_alone(installation: Installation) -> None:
    when, _ = due(installation, 1)
    number = proposed(when)
    auditor, stranger = add_member(when, "auditor", ("auditor", "*")), add_member(when, "roads", ("approver", "roads"))
    with when.database.read() as unit:
        row = disposal_of(unit, auditor, number)
        for who, of in ((stranger, number), (auditor, number + 1)):
            with pytest.raises(NotFound):
                disposal_of(unit, who, of)
    assert may_approve(member(when, "approver"), row)
    assert not may_approve(auditor, row)


def test_an_approved_list_loses_no_line_and_a_reason_is_sealed(installation: Installation) -> None:
    when, numbers = due(installation)
    number = proposed(when)
    reviewer = member(when, "reviewer")
    with when.database.write() as unit:
        row = disposal_of(unit, reviewer, number)
        assert not take_out(when, unit, reviewer, row, "26-000-000-017", "work", "")
        assert take_out(when, unit, reviewer, row, numbers[0].replace("-", ""), "work", "来年の照会に使う")
        unit.commit()
    (out, _) = lines(when, number)
    assert out.sealed_words is not None
    assert "照会".encode() not in out.sealed_words
    approved(when, number)
    with when.database.write() as unit, pytest.raises(Conflict):
        take_out(when, unit, reviewer, disposal_of(unit, reviewer, number), numbers[1], "work", "")


def test_a_list_of_which_every_line_was_taken_out_is_not_approved(installation: Installation) -> None:
    when, numbers = due(installation, 1)
    number = proposed(when)
    with when.database.write() as unit:
        row = disposal_of(unit, member(when, "reviewer"), number)
        take_out(when, unit, member(when, "reviewer"), row, numbers[0], "work", "")
        unit.commit()
    with pytest.raises(Conflict):
        approve_as(when, number)


def test_the_digest_covers_the_lines_that_go_in_whatever_order_they_are_read(installation: Installation) -> None:
    when, _ = due(installation)
    first, second = lines(when, proposed(when))
    assert digest_of([first, second]) == digest_of([second, first])
    assert digest_of([first, second]) != digest_of([first])
    assert digest_of([first, replace(second, state=OUT)]) == digest_of([first])
    assert digest_of([first, replace(second, outcome="approved")]) != digest_of([first, second])


def test_the_days_to_choose_are_tomorrow_a_week_and_a_quarter() -> None:
    assert days_to_choose(date(2032, 4, 1)) == (date(2032, 4, 2), date(2032, 4, 8), date(2032, 6, 30))
