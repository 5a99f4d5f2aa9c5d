"""`kakanai` processes without the seconds that Python takes to read the code and the shipped definitions: each is forked
from one process that has read both and does nothing else. It is a process of its own all the same, with its environment
and files, to be signalled, killed and waited for. What only a cold start can show is started cold (tests/portal/cli)."""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import random
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any

_LONGEST = 1 << 17  # bytes of an order: words and environment


# For the tests


@dataclass
class Process:
    """What `subprocess.Popen` tells of a process, as far as tests ask for it."""

    words: tuple[str, ...]
    _told: IO[bytes]
    pid: int = field(init=False)
    returncode: int | None = None

    def __post_init__(self) -> None:
        said = self._told.readline()
        assert said, "the process that others are forked from ended; its words stand above"
        self.pid = int(said)

    def poll(self) -> int | None:
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """TimeoutExpired after `timeout` seconds."""
        status = self._ended(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(self.words, timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _ended(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._told], [], [], seconds)[0]:
            self.returncode = int(self._told.readline())
            self._told.close()
        return self.returncode


def begin(
    words: Sequence[str], *, env: Mapping[str, str], stdout: int, stderr: int = 2, stdin: int = subprocess.DEVNULL,
    module: str = "portal.cli",
) -> Process:  # fmt: skip
    """`kakanai <words>`, or another module's `main`, under way over these descriptors."""
    order = {"module": module, "words": list(words), "env": dict(env), "folder": str(Path.cwd())}
    told, telling = os.pipe()
    with Path(os.devnull).open("r+b") as nowhere:
        files = [nowhere.fileno() if file == subprocess.DEVNULL else file for file in (stdin, stdout, stderr)]
        socket.send_fds(_forge(), [json.dumps(order).encode()], [*files, telling])
    os.close(telling)
    return Process(tuple(words), os.fdopen(told, "rb", buffering=0))


def run(words: Sequence[str], *, env: Mapping[str, str], timeout: float = 60) -> "subprocess.CompletedProcess[str]":
    """`kakanai <words>` from beginning to end."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = begin(words, env=env, stdout=out.fileno(), stderr=err.fileno())
        try:
            status = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode())
        return subprocess.CompletedProcess(process.words, status, *said)


class Talk:
    """A module's `main` under way, to be asked and heard line by line."""

    def __init__(self, module: str, *words: str) -> None:
        asked, asking = os.pipe()
        telling, told = os.pipe()
        self.process = begin(words, env=os.environ, stdin=asked, stdout=told, module=module)
        os.close(asked)
        os.close(told)
        self.stdin, self.stdout = os.fdopen(asking, "w"), os.fdopen(telling)

    def heard(self) -> str:
        return self.stdout.readline().strip()

    def end(self) -> int:
        """Its status once it heard that nobody asks any more."""
        self.stdin.close()
        status = self.process.wait(60)
        self.stdout.close()
        return status


@cache
def _forge() -> socket.socket:
    """The line to the process that others are forked from, started when the first is wanted. It ends with the tests."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "tests.warm", str(there.fileno())]
    root = Path(__file__).parents[1]
    process = subprocess.Popen(command, cwd=root, pass_fds=[there.fileno()], stdin=subprocess.DEVNULL)
    there.close()

    def end() -> None:
        here.close()
        process.wait(60)

    atexit.register(end)
    return here


# In the process that others are forked from


def read_all() -> None:
    """Whatever a start reads that is the same each time: the code, and by one rehearsal all that is shipped."""
    import forms
    import integrations
    import portal
    from tests.cheap_passwords import hash_cheaply
    from tests.shipped_once import read_shipped_once

    read_shipped_once()
    hash_cheaply()
    for room in (forms, integrations, portal):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    from portal.config import load_settings
    from portal.wiring import install

    with tempfile.TemporaryDirectory() as folder:
        install(load_settings(env="test", data=folder, database_url="", identity="none")).database.close()
    gc.freeze()


def wait_for_orders(line: socket.socket) -> list[str]:
    """Forks a process for each order; its module and words, in that process. Ends this one when the tests have ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        order, files, _flags, _address = socket.recv_fds(line, _LONGEST, 4)
        if not order:
            sys.exit(0)
        assert len(os.listdir("/proc/self/task")) == 1, "a thread would be missing in what is forked"
        if os.fork() == 0:
            line.close()
            return begun(json.loads(order), *files)
        for file in files:
            os.close(file)


def begun(order: dict[str, Any], *files: int) -> list[str]:
    """Module and words, in the process that was ordered. This one stays behind to tell its number and, when it ends, how."""
    *three, telling = files
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child:
        for file in three:
            os.close(file)
        os.write(telling, f"{child}\n".encode())
        _, status = os.waitpid(child, 0)
        os.write(telling, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os._exit(0)
    os.close(telling)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["folder"])
    for number, file in enumerate(three):
        os.dup2(file, number)
        os.close(file)
    time.tzset()
    random.seed()
    return [order["module"], *order["words"]]


if __name__ == "__main__":
    read_all()
    sys.argv = wait_for_orders(socket.socket(fileno=int(sys.argv[1])))
    importlib.import_module(sys.argv[0]).main()
