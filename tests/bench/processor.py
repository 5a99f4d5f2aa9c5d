"""Processor time of processes, which other load on the machine affects least, and their memory."""

import re
from collections.abc import Iterator
from pathlib import Path


def processor_seconds(pid: int) -> float:
    """In seconds, with threads and descendants."""
    return sum(_of_process(process) for process in _family(pid))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in listed.read_text().split():
            yield from _family(int(child))


def _of_process(pid: int) -> float:
    spent = (path.read_text().split()[0] for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(map(int, spent)) / 1e9


def resident(pid: int, line: str = "VmRSS") -> float:
    """Megabytes of this process alone; VmHWM: at most."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(rf"{line}:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]
