"""What a process counts about itself, for Prometheus. Labels are names of routes and jobs, never a value from a request.

Where `PROMETHEUS_MULTIPROC_DIR` is set (`serve --workers`), the processes keep their numbers in files there, and each
answers for all."""

import os
from time import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
OWN = CollectorRegistry()
# Aims: p95 of 50 ms for a page, 200 ms for the first byte of an export.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)

_REQUESTS = Counter("kakanai_requests", "Requests by route and status.", ("route", "status"), registry=OWN)
_LATENCY = Histogram(
    "kakanai_request_seconds", "Seconds until the answer was sent.", ("route",), registry=OWN, buckets=_SECONDS
)
_JOB_RAN = Gauge(
    "kakanai_job_last_run_timestamp_seconds", "When the job last ended well.", ("task",), registry=OWN,
    multiprocess_mode="max",
)  # fmt: skip
_JOB_FAILED = Counter("kakanai_job_failures", "Runs of the job that ended with an error.", ("task",), registry=OWN)


def count_request(route: str, status: int, seconds: float) -> None:
    """`route`: its pattern, or "?" for addresses that none matches."""
    _REQUESTS.labels(route, str(status)).inc()
    _LATENCY.labels(route).observe(seconds)


def count_job(name: str, *, failed: bool) -> None:
    if failed:
        _JOB_FAILED.labels(name).inc()
    else:
        _JOB_RAN.labels(name).set(time())


def answer_on(port: int) -> None:
    """On this machine alone, in a thread. Raises OSError if the port is taken."""
    start_http_server(port, "127.0.0.1", OWN)


def counted() -> bytes:
    """In the text format 0.0.4."""
    if FOLDER not in os.environ:
        return generate_latest(OWN)
    every = CollectorRegistry()
    MultiProcessCollector(every)  # type: ignore[no-untyped-call]
    return generate_latest(every)
