"""The serving processes of `serve --workers`."""

import sys
from socket import socket

from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from portal.cli.problem import Problem
from portal.logs import log

_PAUSE = 5.0  # seconds before a process that cannot start is tried again, while others serve


class Processes(Multiprocess):
    """uvicorn silently restarts a process that cannot start, while the port accepts requests."""

    def __init__(self, config: Config, sockets: list[socket]) -> None:
        super().__init__(config, sockets)
        self._serving: set[Process] = set()
        self._in_vain: list[int | None] = []  # exit status of each process that ended before it served, in a row

    def run(self) -> None:
        """Raises Problem if no process can be started."""
        super().run()
        if self._given_up():
            statuses = ", ".join(sorted({str(status) for status in self._in_vain}))
            raise Problem.of(
                "ページのプロセスを始められません。--workers 1 で試してください。",
                f"The serving processes cannot be started: {len(self._in_vain)} ended before they served (exit status "
                f"{statuses}). Try --workers 1, and whether this user can run {sys.executable}.",
            )

    def keep_subprocess_alive(self) -> None:
        self._serving &= set(self.processes)
        for process in self.processes:
            if not process.process.is_alive() and process not in self._serving:
                self._in_vain.append(process.exitcode)
                log.error("process ended before it served", code=str(process.exitcode))
        if self._given_up():
            self.should_exit.set()
            return
        if self._in_vain:
            self.should_exit.wait(_PAUSE if self._serving else 0)
        super().keep_subprocess_alive()
        for process in self.processes:
            if process not in self._serving and process.process.is_alive() and process.is_ready():
                self._serving.add(process)
                self._in_vain.clear()

    def _given_up(self) -> bool:
        # After two attempts for each; at once if uvicorn has given up.
        if STARTUP_FAILURE in self._in_vain:
            return True
        return not self._serving and len(self._in_vain) >= 2 * self.processes_num
