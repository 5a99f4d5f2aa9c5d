"""What a process counts about itself, for Prometheus."""

# Labels never are values of requests.

# With `PROMETHEUS_MULTIPROC_DIR` (`serve --workers`) each process answers for all.

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.parser import text_string_to_metric_families

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
OWN = CollectorRegistry()
# Aims: p95 of 50 ms for a page, 200 ms for the first byte of an export.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)

# `route`: its pattern, or "?".
REQUESTS = Counter("kakanai_requests", "Requests by route and status.", ("route", "status"), registry=OWN)
LATENCY = Histogram(
    "kakanai_request_seconds", "Seconds until the answer was sent.", ("route",), registry=OWN, buckets=_SECONDS
)
_JOB_RAN = Gauge(
    "kakanai_job_last_run_timestamp_seconds", "When the job last ended well.", ("task",), registry=OWN,
    multiprocess_mode="max",
)  # fmt: skip
_JOB_FAILED = Counter("kakanai_job_failures", "Runs of the job that ended with an error.", ("task",), registry=OWN)
# What an alert goes by: a short outage makes each job fail, the rare ones once, and none of them for this long.
_JOB_KEEPS_FAILING = Counter(
    "kakanai_job_failures_lasting", "Runs that ended with an error, as all have for a quarter of an hour or longer.",
    ("task",), registry=OWN,
)  # fmt: skip


def count_job(name: str, *, failed: bool, lasting: bool = False) -> None:
    kept = _JOB_KEEPS_FAILING.labels(name)  # there as 0 before it counts: no rule sees a first value as an increase
    if failed:
        _JOB_FAILED.labels(name).inc()
        kept.inc(int(lasting))
    else:
        _JOB_RAN.labels(name).set(time())


def answer_on(port: int) -> None:
    """On this machine alone, in a thread. Raises OSError if the port is taken."""
    start_http_server(port, "127.0.0.1", OWN)


def counted() -> bytes:
    if FOLDER not in os.environ:
        return generate_latest(OWN)
    every = CollectorRegistry()
    MultiProcessCollector(every)  # type: ignore[no-untyped-call]
    return generate_latest(every)


@dataclass(frozen=True)
class JobFigures:
    name: str
    ended: datetime | None  # well; None: not since the start
    failures: int


@dataclass(frozen=True)
class ProcessFigures:
    """Since the start. `failed`: 5xx. `jobs` of this process, failed ones first."""

    requests: int
    failed: int
    jobs: tuple[JobFigures, ...]


def process_figures() -> ProcessFigures:
    values: dict[str, dict[str, float]] = {}
    requests = failed = 0
    for family in text_string_to_metric_families(counted().decode()):
        for sample in family.samples:
            if sample.name == "kakanai_requests_total":
                requests += int(sample.value)
                failed += int(sample.value) if sample.labels["status"].startswith("5") else 0
            elif "task" in sample.labels:
                values.setdefault(sample.labels["task"], {})[sample.name] = sample.value
    jobs = [_job(name, of_job) for name, of_job in values.items()]
    return ProcessFigures(requests, failed, tuple(sorted(jobs, key=lambda job: (-job.failures, job.name))))


def _job(name: str, values: Mapping[str, float]) -> JobFigures:
    ended = values.get("kakanai_job_last_run_timestamp_seconds", 0)
    failures = values.get("kakanai_job_failures_total", 0)
    return JobFigures(name, datetime.fromtimestamp(ended, UTC) if ended else None, int(failures))
