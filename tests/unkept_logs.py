"""No logger keeps the settings of its first line: that of a command that a test ran would hide its lines from whoever captures them later."""

from typing import Any

import structlog


def keep_no_logger() -> None:
    configure = structlog.configure

    def unkept(**settings: Any) -> None:
        configure(**settings | {"cache_logger_on_first_use": False})

    setattr(structlog, "configure", unkept)  # noqa: B010  # mypy: a function of a module
