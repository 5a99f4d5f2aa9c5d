# Calls of a driver that may wait without end.

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from math import inf
from time import monotonic
from typing import TypeVar

T = TypeVar("T")
# An unreachable server is a refusal within seconds, not a hanging page; a cut connection is noticed (libpq's names).
REACH = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


class TimedCalls:
    # One for each kind of call, as one that hangs stops the others.

    def __init__(self) -> None:
        self.began: dict[object, float] = {}  # of each call that has not ended

    def ask(self, call: Callable[[], T], seconds: float) -> T:
        """Raises TimeoutError."""
        # A call that waits keeps its thread and may still have its effect; meanwhile no other begins.
        hangs = monotonic() - min(self.began.values(), default=inf) > seconds
        key, answer, context = object(), Future[T](), copy_context()

        def run() -> None:
            self.began[key] = monotonic()
            try:
                answer.set_result(context.run(call))
            except BaseException as error:  # noqa: BLE001  # raised to who asks
                answer.set_exception(error)
            finally:
                del self.began[key]

        if not hangs:
            threading.Thread(target=run, name="asks in time", daemon=True).start()
        return answer.result(0 if hangs else seconds)
