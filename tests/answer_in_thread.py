"""What an application does "on a thread" is done in the thread that runs it, where tests.in_thread asks."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

from anyio import to_thread


class _Thread(threading.local):
    asks = False


_thread = _Thread()


def answer_in_thread() -> None:
    """For modules that are imported later."""
    run_sync = to_thread.run_sync

    async def run_here(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        if not _thread.asks:
            return await run_sync(function, *arguments, **options)
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)  # signing runs a loop of its own
        try:
            return copy_context().run(function, *arguments)
        finally:
            asyncio._set_running_loop(loop)

    vars(to_thread)["run_sync"] = run_here


@contextmanager
def answers_in_thread() -> Iterator[None]:
    _thread.asks = True
    try:
        yield
    finally:
        _thread.asks = False
