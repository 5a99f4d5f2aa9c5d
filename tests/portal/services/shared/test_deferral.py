"""Each reason of a deferral has words for staff."""

from portal.services.courier.words import LEFT
from portal.services.shared.deferral import REASONS, LeftOver


def test_each_reason_has_a_sentence_of_its_own_for_staff() -> None:
    assert LEFT.keys() == set(REASONS)
    assert len(set(LEFT.values())) == len(REASONS)


def test_an_item_that_waits_carries_its_reason() -> None:
    assert LeftOver("scanner").reason in REASONS
