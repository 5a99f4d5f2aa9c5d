"""The comparison finds a promise that was broken."""

import pytest

from tests.torture.accounts import Stored, differences
from tests.torture.ledger import Ledger, Promise

PROMISES = (Promise("26-1", "一番", "aa"), Promise("26-2", "二番", "bb"))
KEPT = (Stored("26-1", "一番", frozenset({"aa"})), Stored("26-2", "二番", frozenset({"bb", "original"})))


def test_promises_that_were_kept_leave_nothing_to_say() -> None:
    assert differences(PROMISES, KEPT) == []


@pytest.mark.parametrize(
    ("promises", "kept", "sentence"),
    [
        (PROMISES, KEPT[:1], "26-2 is not stored"),
        ((*PROMISES, Promise("26-2", "二番", "bb")), KEPT, "26-2 was given 2 times"),
        (PROMISES, (*KEPT, Stored("26-3", "二番", frozenset({"bb"}))), "二番 is stored 2 times"),
        (PROMISES, (KEPT[0], Stored("26-2", "一番の", frozenset({"bb"}))), "26-2 has another answer"),
        (PROMISES, (KEPT[0], Stored("26-2", "二番", frozenset())), "26-2 lacks its attachment"),
    ],
)
def test_a_lost_doubled_or_changed_application_is_found(
    promises: tuple[Promise, ...], kept: tuple[Stored, ...], sentence: str
) -> None:
    assert differences(promises, kept) == [sentence]


def test_no_more_reports_are_begun_than_are_allowed() -> None:
    ledger = Ledger(allowed=2)
    assert [ledger.begin() for _ in range(3)] == [1, 2, 0]
    ledger.allowed += 1
    assert ledger.begin() == 3
