"""Allowlisted keys: no answer is logged by accident."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

from integrations.sockets.interfaces import TOKEN_OUTAGES, AdapterError
from portal.outages import outage_of

# structlog imports rich where it is installed, as typer wants it, for colours; a line here is JSON. 3 % of a start and 5 MB.
# Modules of `portal` take what they need of structlog from here.
_rich = sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
import structlog  # noqa: E402

if _rich is None:
    del sys.modules["rich"]
bound_contextvars = structlog.contextvars.bound_contextvars
get_contextvars = structlog.contextvars.get_contextvars

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "request", "method", "route", "status", "milliseconds", "reference", "where",
        "trace", "kind", "job", "attempt", "code", "port", "zone", "env", "procedure", "version", "count", "realm", "package",
        "city",
    }
)  # fmt: skip


# A text, and not a word or a number: of this event alone, whose texts name no person (`AdapterError`). Audit records have a
# `detail` of another kind.
PROVIDER = "provider"


def only_allowed(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    allowed = ALLOWED | {"detail"} if entry.get("event") == PROVIDER else ALLOWED
    return {key: value for key, value in entry.items() if key in allowed}


def configure_logs(level: str, *, kept: bool = True) -> None:
    # Kept: a logger has the settings of its first line, which spares a server their look-up at each. A command that is typed at a
    # terminal answers in sentences, and lines of JSON between them are read as part of the answer.
    level = "critical" if not kept and level != "debug" and sys.stderr.isatty() else level
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=kept,
    )


# Before there are settings, and where a command needs none: structlog alone writes every key, and to stdout, where a result is.
configure_logs("info", kept=False)

log: structlog.stdlib.BoundLogger = structlog.get_logger()


def cause() -> dict[str, Any]:
    """The id of the request that is answered; nothing within a job."""
    return {name: value for name, value in get_contextvars().items() if name == "request"}


def log_bug(code: str, error: BaseException) -> None:
    """Without outages (`portal.db`, `portal.wiring.keys`), which are logged once each."""
    if outage_of(error) and not isinstance(error, OSError):
        return
    if isinstance(error, AdapterError) and error.code in TOKEN_OUTAGES:
        return
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    neighbour = {"code": error.code} if isinstance(error, AdapterError) else {}
    log.error("bug", reference=code, kind=type(error).__name__, trace=frames[-12:], **neighbour)
