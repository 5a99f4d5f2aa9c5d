"""Lists of staff moves, with faults per line."""

import pytest

from portal.services.shared.installation import Installation
from portal.services.staff.plan_moves import Line
from portal.services.staff.read_moves import MOST_LINES, read_moves
from tests.portal.services.staff.test_plan_moves import LIST

NOBODY: frozenset[str] = frozenset()


def faults(installation: Installation, text: str, known: frozenset[str] = NOBODY) -> list[tuple[int, int]]:
    """(line, column) of each fault."""
    return [(fault.line, fault.column) for fault in read_moves(installation, text.encode(), known).faults]


def test_a_list_with_faults_names_every_line_and_column(installation: Installation) -> None:
    text = LIST.replace("窓口", "なにか").replace("hana,見本 花", "hana,").replace("2028-03-31", "2027-03-31")
    text = text.replace("yameru,,,,,2027-04-01", "yameru,,,審査,nai,2026-11-19")
    known = frozenset({"tanto", "yameru"})
    assert faults(installation, text, known) == [(2, 4), (3, 7), (4, 2), (5, 5), (5, 6)]
    assert faults(installation, "login,role,what\n") == [(1, 0), (1, 0), (1, 3)]
    assert faults(installation, "") == [(0, 0)]
    assert faults(installation, "login,role,duty,from\n") == [(0, 0)]
    assert faults(installation, "login,role,duty,from\na,clerk,*\n") == [(2, 0)]


def test_words_and_keys_of_roles_and_duties_are_the_same(installation: Installation) -> None:
    words = "ログイン名,役割,事務,から,まで\ntanto,審査,すべて,R9.4.1,\n"
    keys = "login,role,duty,from,to\ntanto,reviewer,*,2027-04-01,\n"
    known = frozenset({"tanto"})
    for text in (words.encode("cp932"), keys.encode()):
        read = read_moves(installation, text, known)
        assert read.faults == []
        assert read.lines == [Line("tanto", "", "", "reviewer", "*", "2027-04-01", None)]


def test_a_second_line_of_a_person_repeats_neither_name_nor_section_and_contradicts_none(
    installation: Installation,
) -> None:
    head = "login,name,section,role,duty,from\nhana,見本 花,保育課,clerk,*,2027-04-01\n"
    read = read_moves(installation, f"{head}hana,,,reviewer,childcare,2027-04-01\n".encode(), NOBODY)
    assert [(line.name, line.section) for line in read.lines] == [("見本 花", "保育課")] * 2
    assert faults(installation, f"{head}hana,見本 華,,reviewer,childcare,2027-04-01\n") == [(3, 2)]


@pytest.mark.parametrize("since", ["2026-11-20", "2026-11-19"])
def test_a_right_may_begin_today_and_not_before(installation: Installation, since: str) -> None:
    text = f"login,name,role,duty,from\nhana,見本 花,clerk,*,{since}\n"
    assert faults(installation, text) == ([] if since == "2026-11-20" else [(2, 5)])


def test_a_list_is_not_longer_than_a_person_can_check(installation: Installation) -> None:
    head, line = "login,role,duty,from\n", "tanto,clerk,*,2027-04-01\n"
    known = frozenset({"tanto"})
    assert len(read_moves(installation, (head + line * MOST_LINES).encode(), known).lines) == MOST_LINES
    assert faults(installation, head + line * (MOST_LINES + 1), known) == [(0, 0)]
