"""Ports, bound before anything starts, and web servers."""

import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

import uvicorn

from portal.cli.problem import Problem
from portal.cli.request_head import BoundedHead

# Seconds for running requests to finish at shutdown.
GRACE_SECONDS = 20
_FIRST_GIVEN = 3  # file descriptor, sd_listen_fds(3)


def listen(host: str, port: int) -> socket.socket:
    """The service manager's socket, if it gives one: it stays open while this process is replaced, and clients wait.
    Else one of our own. Raises Problem."""
    given = os.environ.pop("LISTEN_FDS", ""), os.environ.pop("LISTEN_PID", "")
    if given[1] != str(os.getpid()):  # meant for another process
        return bind(host, port)
    if given[0] != "1":
        raise Problem.of(
            "ソケットが1つではありません（ListenStream=）。",
            f"The service manager gives {given[0]} sockets: one is needed (ListenStream=).",
        )
    listener = socket.socket(fileno=_FIRST_GIVEN)
    listener.set_inheritable(True)
    return listener


def bind(host: str, port: int, variable: str = "PORT") -> socket.socket:
    """Raises Problem."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # With SO_REUSEADDR two processes could both bind; the second would fail only on listen.
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise Problem.of(
            f"{host}:{port} で待てません。{variable}=… で別のポートにしてください。",
            f"Cannot listen on {host}:{port}: {reason}. Choose another with {variable}=….",
        ) from None
    listener.set_inheritable(True)
    return listener


def server(app: Callable[..., Any] | str, **options: Any) -> uvicorn.Server:
    """Without access log: addresses identify people's pages."""
    config = uvicorn.Config(
        app, http=BoundedHead, loop="uvloop", ws="none", lifespan="on", log_config=None, access_log=False,
        server_header=False, date_header=False, limit_concurrency=1000, timeout_keep_alive=5,
        timeout_graceful_shutdown=GRACE_SECONDS, **options,
    )  # fmt: skip
    return uvicorn.Server(config)


def stop_on_signals(stop: Callable[[], object] = lambda: sys.exit(0)) -> None:
    """With exit status 0, after draining. Other threads need a `stop` of their own: SystemExit is lost in a destructor
    or callback."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: stop())
