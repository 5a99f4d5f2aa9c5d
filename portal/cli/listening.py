"""Ports and web servers: bound before anything is started, so that a busy port costs nothing and says one sentence."""

import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

import uvicorn

from portal.cli.problem import Problem
from portal.cli.request_head import BoundedHead

# Answers that are under way when the service is told to stop have this long to end.
GRACE_SECONDS = 20


def bind(host: str, port: int, variable: str = "PORT") -> socket.socket:
    """A bound socket, not listening yet. Problem if somebody else has the port, or it is not ours to take."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # Without it two processes could both bind (SO_REUSEADDR) and the second would fail only when it listens.
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise Problem(f"Cannot listen on {host}:{port}: {reason}. Choose another with {variable}=….") from None
    listener.set_inheritable(True)
    return listener


def server(app: Callable[..., Any] | str, **options: Any) -> uvicorn.Server:
    """A server with our limits. Its own log is ours alone: uvicorn writes addresses, which name people's pages."""
    config = uvicorn.Config(
        app, http=BoundedHead, loop="uvloop", ws="none", lifespan="on", log_config=None, access_log=False,
        server_header=False, date_header=False, limit_concurrency=1000, timeout_keep_alive=5,
        timeout_graceful_shutdown=GRACE_SECONDS, **options,
    )  # fmt: skip
    return uvicorn.Server(config)


def stop_on_signals() -> None:
    """SIGTERM and Ctrl-C end with status 0: the server drains first and then raises the signal again."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: sys.exit(0))
