"""Tables of outcomes are checked completely."""

import csv
from datetime import timedelta

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.handover.read_results import BLANK, MOST_LINES, NEW, SAME, ReadResults, blank_results, read_results
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.audited import audited
from tests.portal.services.handover.test_hand_over import end, examining
from tests.portal.world import DUTY, add_member

HEADS = "受付番号,結果,申請した人へのことば,文書番号,決裁日,更新番号"


def read(installation: Installation, member: Member, *lines: str) -> ReadResults:
    with installation.database.write() as unit:
        results = read_results(installation, unit, member, "\r\n".join((HEADS, *lines)).encode())
        unit.commit()
    return results


def faults(results: ReadResults) -> list[tuple[int, int]]:
    """(line, column), from 1; 0 is the whole line or file."""
    return [(fault.line, fault.column) for fault in results.faults]


@pytest.fixture
def number(installation: Installation, reviewer: Member) -> str:
    return examining(installation, reviewer)


@pytest.mark.parametrize("outcome", ["認められなかった", "refused", " 認められなかった "])
def test_an_outcome_is_read_by_its_words_or_its_code_and_a_day_in_any_calendar(
    installation: Installation, reviewer: Member, number: str, outcome: str
) -> None:
    results = read(installation, reviewer, f"{number},{outcome},様式が違うためです。,介資1,令和8年11月20日,")
    (line,) = results.lines
    decision = line.decision
    assert (decision.outcome, decision.number, decision.decided_on) == ("refused", "介資1", "2026-11-20")
    assert (line.receipt_number, line.what, results.fresh, results.faults) == (number, NEW, 1, [])


def test_an_outcome_that_the_case_has_already_is_nothing_new_and_another_is_a_fault(
    installation: Installation, reviewer: Member, number: str
) -> None:
    end(installation, reviewer, number, "approved")
    again = read(installation, reviewer, f"{number},認められた,,,,")
    assert ([line.what for line in again.lines], again.fresh, again.faults) == ([SAME], 0, [])
    assert faults(read(installation, reviewer, f"{number},認められなかった,理由,,,")) == [(2, 2)]


def test_lines_without_a_result_and_repeated_lines_are_counted_and_read_once(
    installation: Installation, reviewer: Member, number: str
) -> None:
    line = f"{number},認められた,,,,"
    results = read(installation, reviewer, line, line, f"{number},,,,,1", ",,,,,")
    assert (len(results.lines), results.again, results.empty, results.faults) == (1, 1, 1, [])
    assert faults(read(installation, reviewer, line, f"{number},取下げ,,,,")) == [(3, 1)]


def test_a_change_of_the_application_since_the_blank_was_made_is_a_fault(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with installation.database.read() as unit:
        revision = case_of_member(installation, unit, reviewer, number).row.revision
    assert read(installation, reviewer, f"{number},認められた,,,,{revision}").fresh == 1
    assert faults(read(installation, reviewer, f"{number},認められた,,,,{revision - 1}")) == [(2, 6)]


def test_nobody_reads_results_into_a_case_of_their_own_or_of_another_section(
    installation: Installation, reviewer: Member, number: str
) -> None:
    """Refusals are recorded (地方公務員法30条)."""
    line = f"{number},認められた,,,,"
    namesake = add_member(installation, "taro", ("reviewer", DUTY), name="髙見本　太郎")
    elsewhere = add_member(installation, "elsewhere", ("reviewer", "roads"))
    for member in (namesake, elsewhere):
        results = read(installation, member, line)
        assert (faults(results), results.lines) == ([(2, 1)], [])
    assert audited(installation, "be kept from own case") == [("staff:taro", "")]


@pytest.mark.parametrize("day", ["0", "1"])
def test_the_day_of_decision_lies_between_arrival_and_today(
    installation: Installation, reviewer: Member, number: str, day: str
) -> None:
    on = installation.clock.today() + timedelta(days=int(day))
    assert faults(read(installation, reviewer, f"{number},認められた,,,{on},")) == ([(2, 5)] if day == "1" else [])


def test_a_table_that_is_too_long_is_not_read_at_all(installation: Installation, reviewer: Member) -> None:
    longest = read(installation, reviewer, *["26-000-000-018,認められた,,,,"] * MOST_LINES)
    longer = read(installation, reviewer, *["26-000-000-018,認められた,,,,"] * (MOST_LINES + 1))
    assert (len(longest.faults), faults(longer)) == (MOST_LINES, [(0, 0)])


def test_the_blank_of_nothing_is_its_headings_alone() -> None:
    (heading,) = blank_results([], [])
    assert next(csv.reader([heading.decode("utf-8-sig")])) == list(BLANK)
