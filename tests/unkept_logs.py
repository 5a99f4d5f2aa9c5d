"""No logger keeps the settings of its first line: after a command that a test ran, the next test that captures lines would get none."""

from typing import Any

import structlog


def keep_no_logger() -> None:
    configure = structlog.configure

    def unkept(**settings: Any) -> None:
        configure(**settings | {"cache_logger_on_first_use": False})

    setattr(structlog, "configure", unkept)  # noqa: B010  # mypy: a function of a module
