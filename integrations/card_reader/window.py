"""A window in front of all others."""

# Tk belongs to the main thread; sheets are asked for by others.

import tkinter as tk
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event

from integrations.card_reader.pin_entry import Typed
from integrations.card_reader.prompt import LAST_TRY, Entry

_EVERY_MILLISECONDS = 50
_EVERY_SECONDS = 0.2
_TITLE, _OK, _STOP, _WAIT = "カードの読み取り", "カードに送る", "やめる", "本人が入れます。画面には出ません。"
_LARGE, _PLAIN, _PAD, _WIDTH = ("", 20), ("", 14), 16, 620


class NoScreen(Exception):
    pass


class WindowPrompt:
    def __init__(self) -> None:
        """Raises NoScreen."""
        try:
            self.root = tk.Tk()
        except tk.TclError as error:
            raise NoScreen(str(error)) from None
        self.root.withdraw()
        self._calls: SimpleQueue[Callable[[], object]] = SimpleQueue()

    def run(self) -> None:
        self.root.after(0, self._poll)
        self.root.mainloop()

    def sheet(self, purpose: str) -> "_Sheet":
        sheet = _Sheet(self, purpose)
        self.call(sheet.build)
        return sheet

    def call(self, do: Callable[[], object]) -> None:
        self._calls.put(do)

    def _poll(self) -> None:
        try:
            while True:
                self._calls.get_nowait()()
        except Empty:
            pass
        finally:  # what failed belonged to one sheet: the next question has its own
            self.root.after(_EVERY_MILLISECONDS, self._poll)


class _Sheet:
    def __init__(self, prompt: WindowPrompt, purpose: str) -> None:
        self._prompt, self._purpose = prompt, purpose
        self._done, self._stop = Event(), Event()
        self._entry: Entry | None = None
        self._typed: Typed | None = None

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def show(self, text: str) -> None:
        self._prompt.call(lambda: self._text.set(text))

    def ask(self, entry: Entry, still: Callable[[], bool]) -> Typed | None:
        self._entry = entry
        self._prompt.call(self._open_entry)
        while not self._done.wait(_EVERY_SECONDS):
            if self.stopped or not still():
                return None
        return self._typed

    def close(self) -> None:
        self._prompt.call(self._window_closed)

    # --- in the main thread

    def build(self) -> None:
        self.window = window = tk.Toplevel(self._prompt.root)
        window.title(_TITLE)
        window.attributes("-topmost", True)
        window.resizable(False, False)
        window.protocol("WM_DELETE_WINDOW", self._stop.set)
        window.bind("<Escape>", lambda _: self._stop.set())
        self._text, self._mistake = tk.StringVar(window), tk.StringVar(window)
        self._agreed = tk.BooleanVar(window)
        self._label(textvariable=None, text=self._purpose, font=_LARGE)
        self._label(textvariable=self._text)
        self._box = tk.Frame(window)
        self._box.pack(fill="x")
        self._label(textvariable=self._mistake, foreground="#a00000")
        self._buttons = tk.Frame(window)
        self._buttons.pack(fill="x", padx=_PAD, pady=_PAD)
        tk.Button(self._buttons, text=_STOP, font=_PLAIN, command=self._stop.set).pack(side="right")
        window.lift()
        window.focus_force()

    def _open_entry(self) -> None:
        entry = self._entry
        if entry is None:
            return
        self._text.set("\n".join([f"読み取り機：{entry.reader}", *entry.lines, _WAIT]))
        self.field = field = tk.Entry(self._box, show="●", font=_LARGE, width=18)
        field.pack(padx=_PAD, pady=_PAD, anchor="w")
        field.bind("<Return>", lambda _: self.send())
        if any(secret.left == 1 for secret in entry.secrets):
            check = tk.Checkbutton(self._box, text=LAST_TRY, font=_PLAIN, variable=self._agreed)
            check.pack(padx=_PAD, anchor="w")
        tk.Button(self._buttons, text=_OK, font=_PLAIN, command=self.send).pack(side="left")
        field.focus_force()

    def send(self) -> None:
        if self._entry is None:
            return
        typed = Typed(self.field.get(), self._agreed.get())
        self._mistake.set(self._entry.mistake(typed))
        if not self._mistake.get():
            self.field.delete(0, "end")
            self._typed = typed
            self._done.set()

    def _label(self, **options: object) -> None:
        shown = {name: value for name, value in {"font": _PLAIN, **options}.items() if value is not None}
        label = tk.Label(self.window, justify="left", anchor="w", wraplength=_WIDTH, **shown)  # type: ignore[arg-type]
        label.pack(fill="x", padx=_PAD, pady=(_PAD // 2, 0))

    def _window_closed(self) -> None:
        self.window.destroy()
