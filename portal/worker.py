"""Background work: seals the audit within 0.2 s, runs jobs by the clock, sweeps what has ended; and what each serving
process does for itself beside the requests."""

import threading
from collections.abc import Callable, Sequence
from time import monotonic

from portal.jobs import Job, due_jobs, neighbour_jobs
from portal.logs import log_bug
from portal.services.installation import Installation
from portal.services.seal_audit import seal_audit

_PAUSE = 0.1
_AFTER_FAILURE = 5.0  # a database that is away would fill the log otherwise


class Worker:
    """One thread. Several workers, in one process or many, never do the same work twice. `own`: does these alone."""

    def __init__(self, installation: Installation, own: Sequence[Job] = ()) -> None:
        self.installation = installation
        self.own = own
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._next: dict[str, float] = {}

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the piece of work in hand is finished."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def run(self) -> None:
        while not self._stop.wait(0 if self.step() else _PAUSE):
            pass

    def step(self) -> bool:
        """One round; whether there is more to do at once. What fails is logged and met again: all else goes on."""
        busy = not self.own and self._do("seal_audit", seal_audit, 0.0) > 0
        for job in self.own or due_jobs():
            self._do(job.name, job.run, job.every_seconds)
        return busy

    def _do(self, name: str, run: Callable[[Installation], int], every_seconds: float) -> int:
        """One piece of work, if its time has come; how much it did."""
        if monotonic() < self._next.get(name, 0.0):
            return 0
        self._next[name] = monotonic() + every_seconds
        try:
            return run(self.installation)
        except Exception as error:  # noqa: BLE001  # the worker must outlive any one piece of work
            log_bug(name, error)
            self._next[name] = monotonic() + max(every_seconds, _AFTER_FAILURE)
            return 0


def background(installation: Installation) -> list[Worker]:
    """All background work of an installation: what is done here, and what waits for neighbours."""
    return [Worker(installation), Worker(installation, neighbour_jobs())]
