"""Parts as events record them."""

from portal.services.cases.parts import parts_of, returned
from portal.store.fees.payments import (
    PART_APPROVED,
    PART_DONE,
    PART_DROPPED,
    PART_FAILED,
    PART_PROPOSED,
    PART_REFUSED,
    PART_UNANSWERED,
    PaymentEventRow,
)


def event(what: str, number: str, amount: int = 0) -> PaymentEventRow:
    return PaymentEventRow(1, 0, "staff:x", what, number, amount, "paid", "paid")


def test_each_part_has_its_last_state_and_only_done_ones_count() -> None:
    events = [
        event("notice", "paid", 710), event(PART_PROPOSED, "a", 100), event(PART_APPROVED, "a"), event(PART_DONE, "a"),
        event(PART_PROPOSED, "b", 200), event(PART_DROPPED, "b"), event(PART_PROPOSED, "c", 50),
        event(PART_APPROVED, "c"), event(PART_PROPOSED, "d", 7), event(PART_APPROVED, "e"),
        event(PART_PROPOSED, "f", 9), event(PART_REFUSED, "f"), event(PART_PROPOSED, "g", 9), event(PART_UNANSWERED, "g"),
        event(PART_PROPOSED, "h", 30), event(PART_APPROVED, "h"), event(PART_DONE, "h"), event(PART_FAILED, "h"),
    ]  # fmt: skip
    parts = parts_of(events)
    assert [(part.number, part.state, part.ahead) for part in parts] == [
        ("a", "done", False), ("b", "dropped", False), ("c", "approved", True), ("d", "proposed", True),
        ("f", "refused", False), ("g", "unanswered", False), ("h", "failed", False),
    ]  # fmt: skip
    assert returned(parts) == 100
    assert [part.number for part in parts if part.stuck] == ["f", "g", "h"]
