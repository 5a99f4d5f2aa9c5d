"""Processor time of processes, which other load on the machine affects least, and their memory."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def processor_seconds(pid: int) -> float:
    """In seconds, with threads and descendants."""
    return sum(_of_process(process) for process in _family(pid))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError):  # a thread that has ended
            for child in listed.read_text().split():
                yield from _family(int(child))


def _of_process(pid: int) -> float:
    # The clock of the process (clock_getcpuclockid) has the time of threads that have ended, too, as each `in_time` does.
    return time.clock_gettime((~pid << 3) | 2)


def resident(pid: int, line: str = "VmRSS") -> float:
    """Megabytes of this process alone; VmHWM: at most."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(rf"{line}:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]
