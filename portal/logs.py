"""Allowlisted keys: no answer is logged by accident."""

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime

from integrations.sockets.interfaces import TOKEN_OUTAGES, AdapterError
from portal.outages import outage_of

ALLOWED = frozenset(
    {
        "request", "method", "route", "status", "milliseconds", "reference", "where",
        "trace", "kind", "job", "attempt", "code", "port", "zone", "env", "procedure", "version", "count", "realm",
    }
)  # fmt: skip


_NAMES = {logging.INFO: "info", logging.WARNING: "warning", logging.ERROR: "error"}
_ISO = "%Y-%m-%dT%H:%M:%S.%fZ"


class Log:
    """JSON lines on stderr."""

    def __init__(self) -> None:
        self.level = logging.INFO

    def info(self, event: str, **values: object) -> None:
        self.write(logging.INFO, event, values)

    def warning(self, event: str, **values: object) -> None:
        self.write(logging.WARNING, event, values)

    def error(self, event: str, **values: object) -> None:
        self.write(logging.ERROR, event, values)

    def write(self, level: int, event: str, values: Mapping[str, object]) -> None:
        if level < self.level:
            return
        allowed = {key: value for key, value in values.items() if key in ALLOWED}
        entry = {"event": event, **allowed, "level": _NAMES[level], "timestamp": f"{datetime.now(UTC):{_ISO}}"}
        # One call for a line: threads write at once.
        sys.stderr.write(json.dumps(entry, ensure_ascii=False, default=repr) + "\n")
        sys.stderr.flush()


log = Log()


def configure_logs(level: str) -> None:
    log.level = logging.getLevelNamesMapping()[level.upper()]


def log_bug(code: str, error: BaseException) -> None:
    """Without outages (`portal.db`, `portal.wiring.keys`), which are logged once each."""
    if outage_of(error) and not isinstance(error, OSError):
        return
    if isinstance(error, AdapterError) and error.code in TOKEN_OUTAGES:
        return
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    neighbour = {"code": error.code} if isinstance(error, AdapterError) else {}
    log.error("bug", reference=code, kind=type(error).__name__, trace=frames[-12:], **neighbour)
