"""`kakanai` processes for tests."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.warm import Process, begin

KAKANAI = str(Path(sys.executable).with_name("kakanai"))
NOW = "2026-11-20T10:00:00+09:00"
PATIENCE = 60.0


@dataclass
class Server:
    """Restarts keep folder and address."""

    command: tuple[str, ...]
    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    mock_port: int = 0
    cold: bool = False  # started by the installed command; else see `tests.warm`
    module: str = "portal.cli"  # whose `main` runs, unless it is cold
    patience: float = PATIENCE  # seconds until it answers
    waited: float = 0.0  # seconds of its last start, without those of the forking process
    _process: subprocess.Popen[bytes] | Process | None = None

    def __post_init__(self) -> None:
        self.port, self.mock_port = free_ports(2)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def mock_url(self) -> str:
        """Another origin, as in production."""
        return f"http://127.0.0.1:{self.mock_port}"

    @property
    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self) -> None:
        """Returns when `/healthz` responds. Raises AssertionError with the process's output otherwise."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            if self.cold:
                command = [KAKANAI, *self.command]
                self._process = subprocess.Popen(
                    command, env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
            else:
                self._process = begin(
                    self.command, env=self._environment(), stdout=log.fileno(), stderr=log.fileno(), module=self.module
                )
        deadline = time.monotonic() + self.patience
        while not answers(f"{self.url}/healthz"):
            status = self._process.poll()
            assert status is None, f"kakanai {' '.join(self.command)} ended with {status}:\n{self.log}"
            assert time.monotonic() < deadline, f"kakanai {' '.join(self.command)} does not answer:\n{self.log}"
            time.sleep(0.05)
        self.waited = self.patience - (deadline - time.monotonic())

    def stop(self) -> int:
        """SIGTERM; returns the exit status. Raises if the process has to be killed."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL, as in a power cut."""
        self._end(signal.SIGKILL)

    def _environment(self) -> dict[str, str]:
        ports = {"KAKANAI_PORT": str(self.port), "KAKANAI_MOCK_PORT": str(self.mock_port)}
        return surroundings(**{"KAKANAI_DATA": str(self.folder / "data"), **ports, **self.settings})

    def _end(self, signum: signal.Signals) -> int:
        assert self._process is not None, "the server is not running"
        process, self._process = self._process, None
        process.send_signal(signum)
        try:
            return process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    @property
    def running(self) -> bool:
        return self._process is not None


@contextmanager
def running(*command: str, folder: Path, **settings: str) -> Iterator[Server]:
    """`with running("serve", folder=tmp_path, KAKANAI_DATABASE_URL=url) as server:`"""
    yield from _runs(Server(command, folder, settings))


@contextmanager
def running_beside(first: Server) -> Iterator[Server]:
    """Over the same data and under the same address, in a process that is forked: one of uvicorn's imports all code."""
    shared = {"KAKANAI_DATA": str(first.folder / "data"), **first.settings, "KAKANAI_PUBLIC_URL": first.url}
    second = Server(("serve", "--no-worker"), first.folder / "second", shared)
    second.mock_port = first.mock_port
    yield from _runs(second)


@contextmanager
def running_cold(*command: str, folder: Path, **settings: str) -> Iterator[Server]:
    """By the installed command."""
    yield from _runs(Server(command, folder, settings, cold=True))


def _runs(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        if server.running:
            server.stop()


def surroundings(**settings: str) -> dict[str, str]:
    """The environment of a child: the test's settings and clock, without the caller's settings."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("KAKANAI_") and name != "PORT"}
    return outer | {"KAKANAI_ENV": "test", "KAKANAI_NOW": NOW} | settings


def free_ports(count: int) -> list[int]:
    """Unused ports below the ephemeral range (32768 and up), from which the system could reassign the port of a killed
    server. Not from `random`, which test processes seed alike.
    """
    ports: list[int] = []
    while len(ports) < count:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            ports += [port] if port not in ports else []
    return ports


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
