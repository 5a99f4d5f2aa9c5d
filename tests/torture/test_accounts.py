"""The comparison finds a promise that was broken."""

import pytest

from tests.torture.accounts import Stored, differences
from tests.torture.ledger import Told

TOLD = (Told("26-1", "一番", "aa"), Told("26-2", "二番", "bb"))
KEPT = (Stored("26-1", "一番", frozenset({"aa"})), Stored("26-2", "二番", frozenset({"bb", "original"})))


def test_promises_that_were_kept_leave_nothing_to_say() -> None:
    assert differences(TOLD, KEPT) == []


@pytest.mark.parametrize(
    ("told", "kept", "sentence"),
    [
        (TOLD, KEPT[:1], "26-2 is not stored"),
        ((*TOLD, Told("26-2", "二番", "bb")), KEPT, "26-2 was given 2 times"),
        (TOLD, (*KEPT, Stored("26-3", "二番", frozenset({"bb"}))), "二番 is stored 2 times"),
        (TOLD, (KEPT[0], Stored("26-2", "一番の", frozenset({"bb"}))), "26-2 has another answer"),
        (TOLD, (KEPT[0], Stored("26-2", "二番", frozenset())), "26-2 lacks its attachment"),
    ],
)
def test_a_lost_doubled_or_changed_application_is_found(
    told: tuple[Told, ...], kept: tuple[Stored, ...], sentence: str
) -> None:
    assert differences(told, kept) == [sentence]
