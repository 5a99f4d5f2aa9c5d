import sys
from collections.abc import Callable
from contextlib import suppress
from getpass import getpass
from queue import Empty, SimpleQueue
from threading import Thread

from integrations.card_reader.pin_entry import Typed
from integrations.card_reader.prompt import AGREE, LAST_TRY, Entry

_EVERY_SECONDS = 0.2
_YES = "yes"


class TerminalPrompt:
    def __init__(self) -> None:
        self._lines: SimpleQueue[str] = SimpleQueue()
        Thread(target=self._read, daemon=True).start()

    def sheet(self, purpose: str) -> "_Sheet":
        while not self._lines.empty():  # typed while nothing was asked
            self._lines.get()
        print(f"― {purpose}（やめる：空のまま Enter）", flush=True)
        return _Sheet(self._lines)

    def _read(self) -> None:
        while True:
            try:
                self._lines.put(getpass("") if sys.stdin.isatty() else input())
            except EOFError:
                return


class _Sheet:
    def __init__(self, lines: SimpleQueue[str]) -> None:
        self._lines = lines
        self._stopped = False

    @property
    def stopped(self) -> bool:
        return self._stopped or self._stops()

    def show(self, text: str) -> None:
        print(text, flush=True)

    def ask(self, entry: Entry, still: Callable[[], bool]) -> Typed | None:
        print("\n".join(entry.lines), flush=True)
        while (text := self._line(still)) is not None:
            typed = Typed(text)
            mistake = entry.mistake(typed)
            if mistake == AGREE:
                print(f"{LAST_TRY}（{_YES}）", flush=True)
                typed = Typed(text, self._line(still) == _YES)
                mistake = entry.mistake(typed)
            if not mistake:
                return typed
            print(mistake, flush=True)
        return None

    def close(self) -> None:
        pass

    def _line(self, still: Callable[[], bool]) -> str | None:
        while still():
            try:
                text = self._lines.get(timeout=_EVERY_SECONDS)
            except Empty:
                continue
            self._stopped = not text
            return text or None
        return None

    def _stops(self) -> bool:
        with suppress(Empty):
            self._stopped = not self._lines.get_nowait()
        return self._stopped
