"""In a process of their own (`child.py`), killed on time-out."""

import atexit
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from integrations.remaking.child import READY
from integrations.remaking.office import OFFICE
from integrations.remaking.old_office import OLD
from integrations.remaking.plain_xml import XML
from integrations.sockets.interfaces import PAGE_DOTS, AdapterError, Cut, Remade, Unusable

_TO_BEGIN = 60.0  # seconds to load its libraries on a busy machine
_LONGEST, _MOST_BYTES, _MOST_PAGES = 65_536, 100_000_000, 1_000
_WHY = frozenset({"active", "broken", "huge", "locked", "long", "not_text", "old", "parcel", "xml"})
_HINTS = ("blurred", "dark")
_DEGREE = re.compile(r"-?[0-9]{1,3}\.[0-9]{6}")
_MEDIA = frozenset({"application/pdf", "image/jpeg", "image/tiff", "text/plain", XML}) | OFFICE | OLD
_TREE = Path(__file__).resolve().parent.parent.parent


class Apart:
    """`seconds`: limit per file."""

    name = "apart"

    def __init__(self, *, seconds: float = 20.0) -> None:
        self._seconds = seconds
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def remake(self, content: bytes, media: str) -> Remade:
        return self._ask({"act": "remake", "media": media}, content)

    def turn(self, content: bytes) -> Remade:
        return self._ask({"act": "turn"}, content)

    def draw(self, content: bytes, page: int, dots: int = PAGE_DOTS) -> Remade:
        return self._ask({"act": "draw", "page": page, "dots": dots}, content)

    def read(self, content: bytes, media: str) -> str:
        return self._ask({"act": "read", "media": media}, content).content.decode()

    def cut(self, content: bytes, cuts: Sequence[Cut]) -> Remade:
        return self._ask({"act": "cut", "cuts": [(cut.size, cut.turn, cut.corner) for cut in cuts]}, content)

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # unread input
                    if pipe is not None:
                        pipe.close()

    def _ask(self, order: dict[str, Any], content: bytes) -> Remade:
        with self._turn:
            process = self._begun()
            assert process.stdin is not None  # noqa: S101
            assert process.stdout is not None  # noqa: S101
            late = threading.Timer(self._seconds, process.kill)
            late.start()
            try:
                head = json.dumps(order | {"size": len(content)}).encode() + b"\n"
                process.stdin.write(head)
                process.stdin.write(content)
                process.stdin.flush()
                return _read(process.stdout)
            except (OSError, EOFError, ValueError, KeyError, TypeError):
                self.close()
                raise Unusable("broken") from None  # the file killed, broke or stalled the process
            finally:
                late.cancel()

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "integrations.remaking.child"],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_TREE,
                    env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(_TREE)},
                )  # fmt: skip
            except OSError:
                raise AdapterError("REMAKER_UNAVAILABLE", permanent=False) from None
            late = threading.Timer(_TO_BEGIN, self._process.kill)
            late.start()
            try:
                ready = self._process.stdout is not None and self._process.stdout.readline(_LONGEST) == READY
            finally:
                late.cancel()
            if not ready:
                self.close()
                raise AdapterError("REMAKER_UNAVAILABLE", permanent=False)
        return self._process


def _read(answers: IO[bytes]) -> Remade:
    line = answers.readline(_LONGEST)
    if not line.endswith(b"\n"):
        raise EOFError
    head = json.loads(line)
    if "why" in head:
        raise Unusable(head["why"] if head["why"] in _WHY else "broken")
    if head["media"] not in _MEDIA or head["pages"] not in range(1, _MOST_PAGES + 1):
        raise ValueError
    place = tuple(head["place"])
    if len(place) not in (0, 2) or not all(map(_DEGREE.fullmatch, place)):
        raise ValueError
    content, preview = (_whole(answers, size) for size in head["sizes"])
    return Remade(
        content,
        head["media"],
        head["pages"],
        preview,
        tuple(hint for hint in _HINTS if hint in head["hints"]),
        place,
    )


def _whole(answers: IO[bytes], size: int) -> bytes:
    if not 0 <= size <= _MOST_BYTES:
        raise ValueError
    content = answers.read(size)
    if len(content) < size:
        raise EOFError
    return content
