"""For Prometheus, without figures of people."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from portal.outages import NotAnswered
from portal.services.audit.note_faults import found_faults
from portal.services.shared.needs import Records
from portal.services.shared.store_state import store_state
from portal.store.imports import import_packages
from portal.store.shared import lag


def state_gauges(installation: Records) -> bytes:
    """While the database is away: that, and the space."""
    registry = CollectorRegistry()
    state, counts = store_state(installation), None
    if state.database != "missing":
        with suppress(NotAnswered):
            counts = installation.database.in_time("counts", partial(_counted, installation))
    _gauge(registry, "database_ok", "1: the database takes applications.", float(state.database == "ok"))
    _gauge(registry, "space_bytes", "Free space of the data folder, and of the folder of an SQLite file.", state.space)
    if state.database == "missing":
        return generate_latest(registry)
    _gauge(registry, "seal_lag_seconds", "Age of the oldest audit record that no link holds.", state.seal)
    _gauge(registry, "outbox_lag_seconds", "Seconds by which the oldest message should have left.", state.outbox)
    if counts is None:
        return generate_latest(registry)
    waiting, packages, drafts, faults = counts
    _gauge(registry, "audit_faults", "Breaks of the audit chain without an explanation.", faults)
    _gauge(registry, "drafts", "Applications begun and not sent.", drafts)
    outbox = Gauge("kakanai_outbox", "Messages that were not sent.", ("kind", "state"), registry=registry)
    for (kind, condition), count in waiting.items():
        outbox.labels(kind, condition).set(count)
    imports = Gauge("kakanai_import_packages", "Packages filed elsewhere.", ("state",), registry=registry)
    for condition, count in packages.items():
        imports.labels(condition).set(count)
    return generate_latest(registry)


def _counted(installation: Records) -> tuple[Mapping[tuple[str, str], int], Mapping[str, int], int, int]:
    with installation.database.read() as unit:
        faults = sum(not fault.note for fault in found_faults(installation, unit))
        return lag.waiting_deliveries(unit), import_packages.counts(unit), lag.open_drafts(unit), faults


def _gauge(registry: CollectorRegistry, name: str, meaning: str, value: float) -> None:
    Gauge(f"kakanai_{name}", meaning, registry=registry).set(value)
