"""What the service logs meanwhile."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from logging import getLevelName
from typing import Any
from unittest.mock import patch

from portal.logs import Log

Line = dict[str, Any]


@contextmanager
def logged() -> Iterator[list[Line]]:
    """Each event with `log_level` and all its values, also those that are not written."""
    lines: list[Line] = []

    def keep(_log: Log, level: int, event: str, values: Mapping[str, object]) -> None:
        lines.append({"event": event, **values, "log_level": getLevelName(level).lower()})

    with patch.object(Log, "write", keep):
        yield lines
