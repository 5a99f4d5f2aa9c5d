"""Two sealers and three writers at once, each with a connection of its own, as `serve --workers` with a worker and a
`kakanai worker` beside it. SEALING=120 for two minutes (`make long`)."""

import itertools
import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from portal.db import Database
from portal.services.shared import seal_audit as sealing
from portal.services.shared.installation import Installation
from portal.services.shared.seal_audit import seal_audit
from portal.services.shared.verify_audit import verify_audit
from portal.services.shared.write_audit import write_audit
from portal.store.shared.audit_records import lock_chain
from tests.portal.audit_chain import WHO, record_numbers, seal_all, write_records

pytestmark = pytest.mark.both_engines

SECONDS = float(os.environ.get("SEALING", "2"))
SEALERS, WRITERS = 2, 3


def at_once(installation: Installation, seconds: float, *acts: Callable[[Installation], object]) -> None:
    """Repeats each act on a thread and a database of its own. Raises what one of them raised."""
    until = time.monotonic() + seconds
    failed: list[BaseException] = []

    def repeat(act: Callable[[Installation], object]) -> None:
        own = replace(installation, database=Database(installation.settings.database))
        try:
            while time.monotonic() < until and not failed:
                act(own)
        except BaseException as error:  # noqa: BLE001  # a thread's error would only be printed
            failed.append(error)
        finally:
            own.database.close()

    threads = [threading.Thread(target=repeat, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 60)
    assert not failed, failed


def seal_often(installation: Installation) -> None:
    seal_audit(installation)
    time.sleep(0.001)


@pytest.mark.timeout(4 * SECONDS + 120)
def test_two_sealers_and_three_writers_leave_a_whole_chain(installation: Installation) -> None:
    at_once(installation, SECONDS, *[seal_often] * SEALERS, *[write_records] * WRITERS)
    seal_all(installation)
    verdict = verify_audit(installation)
    written = len(record_numbers(installation))
    print(f"{written} records in {SECONDS:g} s")
    assert written > WRITERS
    assert (verdict.faults, verdict.sealed, verdict.waiting) == ((), written, 0)


@pytest.mark.timeout(4 * SECONDS + 120)
def test_numbers_that_writers_lose_are_voided_and_none_that_a_writer_still_holds(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each writer is slow now and then, gives half of its numbers up, and the sealers ask about every gap at once."""
    monkeypatch.setattr(sealing, "PATIENCE", -1_000_000)
    turns = itertools.count()

    def lose_or_write(own: Installation) -> None:
        turn = next(turns)
        with own.database.write() as unit:
            write_audit(own, unit, WHO, "try")
            time.sleep(0.05 if turn % 5 == 0 else 0.001)
            if turn % 2:
                unit.commit()

    at_once(installation, SECONDS, *[seal_often] * SEALERS, *[lose_or_write] * WRITERS)
    seal_all(installation)
    verdict = verify_audit(installation)
    numbers = record_numbers(installation)
    assert len(numbers) > WRITERS
    assert (numbers[-1] > len(numbers)) is not installation.database.sqlite  # whose numbers come back
    assert (verdict.faults, verdict.sealed, verdict.waiting) == ((), len(numbers), 0)


def test_a_sealer_that_died_with_the_lock_stops_no_other(installation: Installation) -> None:
    """The lock ends with the transaction, so a killed process leaves nothing behind."""
    write_records(installation, 3)
    dead = Database(installation.settings.database)
    with dead.write() as unit:
        assert lock_chain(unit)
        if not dead.sqlite:
            assert seal_audit(installation) == 0, "the lock is held"
    dead.close()
    assert seal_audit(installation) == 3
