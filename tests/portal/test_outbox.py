"""Messages are delivered once, or at least once after failures."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from portal import outbox
from portal.clock import to_micro
from portal.outbox import LEASE, PAUSES, About, Claimed
from portal.services.shared.installation import Installation
from portal.store.notices import deliveries
from portal.store.notices.deliveries import DeliveryRow

pytestmark = pytest.mark.both_engines

SECOND = 1_000_000


def put(installation: Installation, once: str = "", text: str = "himitsu") -> bool:
    with installation.database.write() as unit:
        added = outbox.enqueue(
            installation.keys, unit, "mail", "received", {"text": text}, once=once, about=About(), now=now(installation)
        )
        unit.commit()
    return added


def now(installation: Installation) -> int:
    return to_micro(installation.clock.now())


def take(installation: Installation, at: int) -> Claimed | None:
    with installation.database.write() as unit:
        claimed = outbox.claim(installation.keys, unit, "mail", at)
        unit.commit()
    return claimed


def state(installation: Installation, claimed: Claimed) -> DeliveryRow:
    with installation.database.read() as unit:
        row = deliveries.by_id(unit, claimed.id)
    assert row is not None
    return row


def fail(installation: Installation, claimed: Claimed, at: int, *, permanent: bool = False) -> bool:
    with installation.database.write() as unit:
        recorded = outbox.failed(unit, claimed, "MAIL_LATER", permanent=permanent, now=at)
        unit.commit()
    return recorded


def send(installation: Installation, claimed: Claimed, at: int) -> bool:
    with installation.database.write() as unit:
        recorded = outbox.sent(unit, claimed, at)
        unit.commit()
    return recorded


def test_what_is_asked_for_twice_under_one_key_leaves_once(installation: Installation) -> None:
    assert [put(installation, "a"), put(installation, "a"), put(installation), put(installation)] == [
        True, False, True, True,
    ]  # fmt: skip


def test_what_was_not_committed_never_leaves(installation: Installation) -> None:
    with installation.database.write() as unit:
        outbox.enqueue(installation.keys, unit, "mail", "received", {}, once="", about=About(), now=now(installation))
    assert take(installation, now(installation)) is None


def test_its_text_is_sealed_and_bound_to_its_row(installation: Installation) -> None:
    put(installation, text="アドレスalice@example.jp")
    claimed = take(installation, now(installation))
    assert claimed is not None
    assert claimed.payload == {"text": "アドレスalice@example.jp"}
    assert b"alice" not in state(installation, claimed).sealed_payload


def test_a_worker_that_dies_with_it_in_hand_loses_nothing(installation: Installation) -> None:
    put(installation)
    at = now(installation)
    first = take(installation, at)
    assert first is not None
    assert take(installation, at + LEASE - SECOND) is None, "it may still be under way"
    second = take(installation, at + LEASE)
    assert second is not None
    assert (second.id, second.row.attempts) == (first.id, 2), "the neighbour recognises a repeat by its id"
    # The first worker was only slow: its late report does not undo the second's work.
    assert not send(installation, first, at + LEASE + SECOND)
    assert send(installation, second, at + LEASE + SECOND)
    assert take(installation, at + 10 * LEASE) is None


def test_pauses_grow_and_end_with_people(installation: Installation) -> None:
    put(installation)
    at = now(installation)
    waited = []
    while claimed := take(installation, at):
        assert fail(installation, claimed, at)
        row = state(installation, claimed)
        waited.append((row.next_try - at) // SECOND)
        assert take(installation, row.next_try - 1) is None
        at = row.next_try
        if row.state == "parked":
            break
    assert waited == [*PAUSES, 0]
    assert sorted(PAUSES) == list(PAUSES)
    assert take(installation, at + 100 * LEASE) is None


def test_what_failed_for_good_is_parked_at_once(installation: Installation) -> None:
    put(installation)
    claimed = take(installation, now(installation))
    assert claimed is not None
    fail(installation, claimed, now(installation), permanent=True)
    row = state(installation, claimed)
    assert (row.state, row.error_code) == ("parked", "MAIL_LATER")


def test_of_many_workers_each_takes_another_one(installation: Installation) -> None:
    for _ in range(12):
        put(installation)
    at = now(installation)

    def work(_worker: int) -> list[str]:
        taken = []
        for _ in range(8):
            claimed = take(installation, at)
            if claimed:
                taken.append(claimed.id)
        return taken

    with ThreadPoolExecutor(4) as workers:
        taken = [name for names in workers.map(work, range(4)) for name in names]
    assert len(taken) == len(set(taken)) == 12
