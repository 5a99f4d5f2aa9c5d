"""Seals the audit within 0.2 s and runs jobs."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from time import monotonic

from forms.text.translations import speaking
from portal.jobs import Job, due_jobs, long_jobs, neighbour_jobs
from portal.logs import bound_contextvars, log_bug
from portal.meters import count_job
from portal.services.shared.city_rules import one_city
from portal.services.shared.installation import Installation
from portal.services.shared.seal_audit import seal_audit
from portal.traces import span

_PAUSE = 0.1
_LONGEST_PAUSE = 1.0  # when idle; `end` is noticed within it
_PAUSE_OF_EACH = 0.02  # in a joint installation: looking at sixty chains ten times a second would take a processor
_GRACE = 10.0  # seconds that a job has to end
_AFTER_FAILURE = 5.0  # seconds; limits the log while the database is down
_LASTING = 900.0  # seconds since the first of the failures


@dataclass(frozen=True)
class JointCity:
    city: str
    cities: int


ALONE = JointCity("", 1)


class Worker:
    """Concurrent workers never repeat work. `own`: only these jobs."""

    def __init__(self, installation: Installation, own: Sequence[Job] = (), joint: JointCity = ALONE) -> None:
        self.installation = installation
        self.own = own
        self._names = {"city": joint.city} if joint.city else {}
        self._pause = max(_PAUSE, _PAUSE_OF_EACH * joint.cities)
        self._stop = threading.Event()
        self._ended = False
        self._waits_until = inf
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._next: dict[str, float] = {}
        self._failing: dict[str, float] = {}  # since when
        self._called = [job.name for job in own if job.called]

    def start(self) -> None:
        self._thread.start()

    def call_off(self) -> None:
        self._waits_until = min(self._waits_until, monotonic() + _GRACE)
        self._stop.set()
        if self._called:
            self.installation.called.set()

    def stop(self) -> None:
        """Waits for the current job, for some seconds after `call_off`: of several that hang, not for one after the other."""
        self.call_off()
        if self._thread.is_alive():
            self._thread.join(timeout=max(0.0, self._waits_until - monotonic()))

    def end(self) -> None:
        """In a signal handler: the interrupted code may hold the event's lock."""
        self._ended = True

    def run(self) -> None:
        while not self._stopped:
            self._rest(0 if self.step() else self._until_due())

    def _rest(self, seconds: float) -> None:
        if not self._called:
            self._stop.wait(seconds)
        elif self.installation.called.wait(seconds):
            self.installation.called.clear()
            for name in self._called:
                self._next.pop(name, None)

    def _until_due(self) -> float:
        # Who seals looks ten times a second; for the others each look without a job due only wakes the processor.
        due = min(self._next.values(), default=0.0) - monotonic() if self.own else 0.0
        return max(self._pause, min(due, _LONGEST_PAUSE))

    @property
    def _stopped(self) -> bool:
        return self._ended or self._stop.is_set()

    def step(self) -> bool:
        """Failures are logged and retried."""
        busy = not self.own and self._do("seal_audit", seal_audit, 0.0) > 0
        for job in self.own or due_jobs():
            if self._stopped:
                break
            self._do(job.name, job.run, job.every_seconds)
        return busy

    def _do(self, name: str, run: Callable[[Installation], int], every_seconds: float) -> int:
        if monotonic() < self._next.get(name, 0.0):
            return 0
        self._next[name] = monotonic() + every_seconds
        try:
            texts = self.installation.translated
            with bound_contextvars(job=name, **self._names), span(f"job {name}"), speaking(texts), one_city():
                changed = run(self.installation)
        except Exception as error:  # noqa: BLE001  # the worker must survive any job
            log_bug(name, error)
            since = self._failing.setdefault(name, monotonic())
            count_job(name, failed=True, lasting=monotonic() - since >= _LASTING)
            self._next[name] = monotonic() + max(every_seconds, _AFTER_FAILURE)
            return 0
        self._failing.pop(name, None)
        count_job(name, failed=False)
        return changed


def background(installation: Installation, joint: JointCity = ALONE) -> list[Worker]:
    return [Worker(installation, own, joint) for own in ((), neighbour_jobs(), long_jobs())]
