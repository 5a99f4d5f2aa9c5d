"""Background jobs: one file each, a verb phrase; running one twice changes nothing the second time."""

# In this folder or in that of a room. Each declares `JOB = Job("<name of the file>", <seconds between two runs>, <function>)`.

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from portal.services.shared.installation import Installation


@dataclass(frozen=True)
class Job:
    """`asks_neighbour`, `takes_long` (many seconds): each kind has its own thread: neither delays the sealing of the
    audit. `called`: somebody waits for it, so it also runs as soon as a page of this process sets `installation.called`."""

    name: str
    every_seconds: float
    run: Callable[[Installation], int]
    asks_neighbour: bool = False
    takes_long: bool = False
    called: bool = False


def due_jobs() -> tuple[Job, ...]:
    return tuple(job for job in all_jobs() if not job.asks_neighbour and not job.takes_long)


def neighbour_jobs() -> tuple[Job, ...]:
    return tuple(job for job in all_jobs() if job.asks_neighbour)


def long_jobs() -> tuple[Job, ...]:
    return tuple(job for job in all_jobs() if job.takes_long)


@cache
def all_jobs() -> tuple[Job, ...]:
    """Raises TypeError for a file without such a job: the worker does not start."""
    modules = walk_packages(__path__, f"{__name__}.")
    return tuple(_job_of(module.name) for module in modules if not module.ispkg)


def _job_of(module: str) -> Job:
    job, file = getattr(import_module(module), "JOB", None), f"{module.replace('.', '/')}.py"
    if not isinstance(job, Job):
        raise TypeError(f"{file} declares no JOB.")
    if job.name != module.rpartition(".")[2] or job.every_seconds <= 0:
        raise TypeError(f"{file} declares the job {job.name!r}, every {job.every_seconds} seconds.")
    return job
