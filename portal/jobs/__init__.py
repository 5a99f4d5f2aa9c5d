"""Background jobs: one file each, a verb phrase; running one twice changes nothing the second time."""

# Each declares `JOB = Job("<name of the file>", <seconds between two runs>, <function>)`.

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from portal.services.shared.installation import Installation


@dataclass(frozen=True)
class Job:
    """`asks_neighbour`, `takes_long` (many seconds): each kind has its own thread: neither delays the sealing of the
    audit."""

    name: str
    every_seconds: float
    run: Callable[[Installation], int]
    asks_neighbour: bool = False
    takes_long: bool = False


def due_jobs() -> tuple[Job, ...]:
    return tuple(job for job in all_jobs() if not job.asks_neighbour and not job.takes_long)


def neighbour_jobs() -> tuple[Job, ...]:
    return tuple(job for job in all_jobs() if job.asks_neighbour)


def long_jobs() -> tuple[Job, ...]:
    return tuple(job for job in all_jobs() if job.takes_long)


@cache
def all_jobs() -> tuple[Job, ...]:
    """Raises TypeError for a file without such a job: the worker does not start."""
    return tuple(_job_of(module.name) for module in iter_modules(__path__))


def _job_of(name: str) -> Job:
    job = getattr(import_module(f"{__name__}.{name}"), "JOB", None)
    if not isinstance(job, Job):
        raise TypeError(f"portal/jobs/{name}.py declares no JOB.")
    if job.name != name or job.every_seconds <= 0:
        raise TypeError(f"portal/jobs/{name}.py declares the job {job.name!r}, every {job.every_seconds} seconds.")
    return job
