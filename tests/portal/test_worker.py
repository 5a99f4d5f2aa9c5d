"""Background work goes on if a job fails."""

import threading
from collections.abc import Callable

import pytest

import portal.worker
from portal.jobs import Job
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.shared import audit_records
from portal.worker import Worker

pytestmark = pytest.mark.both_engines


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    bugs: list[str] = []
    monkeypatch.setattr(portal.worker, "log_bug", lambda where, error: bugs.append(f"{where}: {error}"))
    return bugs


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the seconds of the worker's clock."""

    def set_seconds(seconds: float) -> None:
        monkeypatch.setattr(portal.worker, "monotonic", lambda: seconds)

    set_seconds(1000.0)
    return set_seconds


def jobs(monkeypatch: pytest.MonkeyPatch, **runs: Callable[[Installation], int]) -> None:
    due = tuple(Job(name, 60.0, run) for name, run in runs.items())
    monkeypatch.setattr(portal.worker, "due_jobs", lambda: due)


def broken(_installation: Installation) -> int:
    raise RuntimeError("broken")


def noted(done: list[str], name: str = "first") -> Callable[[Installation], int]:
    def run(_installation: Installation) -> int:
        done.append(name)
        return 0

    return run


def record(installation: Installation) -> None:
    with installation.database.write() as unit:
        write_audit(installation, unit, Actor("system", "test"), "try")
        unit.commit()


def test_a_failing_job_keeps_no_other_from_its_work(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, heard: list[str]
) -> None:
    ran: list[str] = []
    jobs(monkeypatch, first=broken, second=noted(ran, "second"))
    worker = Worker(installation)
    worker.step()
    assert ran == ["second"]
    assert heard == ["first: broken"]


def test_a_failing_job_is_met_again_in_its_own_time(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, heard: list[str], now: Callable[[float], None]
) -> None:
    """Retrying ten times a second would fill the log."""
    jobs(monkeypatch, first=broken)
    worker = Worker(installation)
    for seconds in (1000.0, 1000.1, 1059.9):
        now(seconds)
        worker.step()
    assert len(heard) == 1
    now(1060.0)
    worker.step()
    assert len(heard) == 2


def test_failures_last_from_a_quarter_of_an_hour_after_the_first_in_a_row(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, heard: list[str], now: Callable[[float], None]
) -> None:
    counted: list[tuple[float, bool]] = []
    good: list[bool] = []
    monkeypatch.setattr(
        portal.worker, "count_job", lambda _, *, failed, lasting=False: counted.append((failed, lasting))
    )
    worker = Worker(installation, [Job("first", 60.0, lambda _: 0 if good else broken(installation))])
    for seconds in (1000, 1060, 1120, 1240, 1900, 2139, 2200, 2300, 2400):
        now(float(seconds))
        good[:] = [True] if seconds in (1120, 2300) else []
        worker.step()
    failed, well, lasting = (True, False), (False, False), (True, True)
    assert counted == [failed, failed, well, failed, failed, failed, lasting, well, failed]


def test_a_job_comes_round_by_the_clock(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, now: Callable[[float], None]
) -> None:
    runs: list[str] = []
    jobs(monkeypatch, first=noted(runs))
    worker = Worker(installation)
    for seconds in (1000.0, 1059.9, 1060.0, 1061.0):
        now(seconds)
        worker.step()
    assert len(runs) == 2


def test_who_seals_looks_ten_times_a_second_and_others_sleep_until_a_job_is_due(
    installation: Installation, now: Callable[[float], None]
) -> None:
    worker = Worker(installation, [Job("first", 60.0, noted([])), Job("second", 30.0, noted([]))])
    worker.step()
    pauses = []
    for seconds in (1000.0, 1029.5, 1030.0):
        now(seconds)
        pauses.append(worker._until_due())
    assert pauses == [1.0, 0.5, 0.1]
    assert Worker(installation)._until_due() == 0.1


def test_a_chain_that_cannot_be_sealed_keeps_no_job_from_its_work(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, heard: list[str], now: Callable[[float], None]
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(portal.worker, "seal_audit", broken)
    jobs(monkeypatch, first=noted(ran))
    worker = Worker(installation)
    assert worker.step() is False
    assert ran == ["first"]
    assert heard == ["seal_audit: broken"]
    worker.step()
    assert len(heard) == 1  # it is not retried for a few seconds
    now(1005.0)
    worker.step()
    assert len(heard) == 2


def test_a_step_seals_and_says_whether_there_may_be_more(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs(monkeypatch)
    worker = Worker(installation)
    record(installation)
    assert worker.step() is True
    assert worker.step() is False
    with installation.database.read() as unit:
        batch = audit_records.last_batch(unit)
    assert batch is not None
    assert batch.records == 1


def test_a_started_worker_works_and_stops_when_asked(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked = threading.Event()

    def work(_installation: Installation) -> int:
        worked.set()
        return 0

    jobs(monkeypatch, first=work)
    worker = Worker(installation)
    worker.start()
    assert worked.wait(30)
    worker.stop()
    assert not any(thread.name == "worker" for thread in threading.enumerate())


def test_a_worker_that_is_ended_by_a_signal_begins_no_other_job(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    worker = Worker(installation)

    def ending(_installation: Installation) -> int:
        worker.end()
        return 0

    jobs(monkeypatch, first=ending, second=noted(done))
    worker.run()
    assert done == []


def test_a_worker_that_was_never_started_can_be_stopped(installation: Installation) -> None:
    Worker(installation).stop()


def test_a_job_that_somebody_waits_for_runs_before_its_time(installation: Installation) -> None:
    ran, others = threading.Semaphore(0), list[str]()

    def work(_installation: Installation) -> int:
        ran.release()
        return 0

    worker = Worker(installation, [Job("made", 3600.0, work, called=True), Job("other", 3600.0, noted(others))])
    worker.start()
    assert ran.acquire(timeout=30)
    installation.called.set()
    assert ran.acquire(timeout=30)
    worker.stop()
    assert others == ["first"]
