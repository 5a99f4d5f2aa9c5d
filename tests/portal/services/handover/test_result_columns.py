"""A table of results brings the fields of a result, also for each child."""

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.handover.read_results import ReadResults, read_results
from portal.services.handover.result_columns import heads_among, heads_of
from portal.services.handover.take_results import take_results
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.results import examined_case, examiner

PROCEDURE = "risai-shomei"
HEADS = "受付番号,結果,申請した人へのことば,結果:住家の被害の程度,結果:交付する枚数"


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return examiner(installation, PROCEDURE)


@pytest.fixture
def number(installation: Installation, clerk: Member) -> str:
    return examined_case(installation, clerk, PROCEDURE)


def read(installation: Installation, clerk: Member, *lines: str, heads: str = HEADS) -> ReadResults:
    with installation.database.write() as unit:
        results = read_results(installation, unit, clerk, "\r\n".join((heads, *lines)).encode())
        unit.commit()
    return results


def test_the_blank_has_a_column_for_each_field_and_one_for_each_row(installation: Installation, clerk: Member) -> None:
    medical = examiner(installation, "kodomo-iryohi", "medical")
    number = examined_case(installation, medical, "kodomo-iryohi")
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, medical, number)
        children = len(case.path.rows["children"])
        heads = list(heads_of(case))
        assert heads_among(installation, unit, medical, [case.row]) == tuple(heads)
        assert heads_among(installation, unit, clerk, [case.row]) == ()
    numbered = [f"結果:子ども{place} 受給者番号" for place in range(1, children + 1)]
    assert heads[:children] == numbered
    assert len(heads) == 4 * children


def test_fields_are_read_and_taken_once(installation: Installation, clerk: Member, number: str) -> None:
    results = read(installation, clerk, f"{number},証明する,,半壊,2")
    assert results.faults == []
    with installation.database.write() as unit:
        take_results(installation, unit, clerk, results.lines, b"table")
        unit.commit()
    again = read(installation, clerk, f"{number},証明する,,半壊,2")
    assert ([line.what for line in again.lines], again.faults) == (["same"], [])
    other = read(installation, clerk, f"{number},証明する,,全壊,2")
    assert [(fault.line, fault.column) for fault in other.faults] == [(2, 2)]


@pytest.mark.parametrize(
    ("line", "column"),
    [("証明する,,こわれた,2", 4), ("証明する,,,2", 4), ("証明する,,半壊,99", 5), ("証明しない,,,", 3)],
)
def test_a_wrong_or_missing_field_is_a_fault_at_its_column(
    installation: Installation, clerk: Member, number: str, line: str, column: int
) -> None:
    results = read(installation, clerk, f"{number},{line}")
    assert [(fault.line, fault.column) for fault in results.faults] == [(2, column)]


def test_a_field_of_another_procedure_is_a_fault(installation: Installation, clerk: Member, number: str) -> None:
    results = read(installation, clerk, f"{number},証明する,,半壊,2,1万円", heads=f"{HEADS},結果:支給額")
    assert [(fault.line, fault.column) for fault in results.faults] == [(2, 6)]
