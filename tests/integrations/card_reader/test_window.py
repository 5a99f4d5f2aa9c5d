"""The window in which the person types, on a screen without a screen."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from tkinter import Button, Checkbutton, Entry, Label, Misc, Toplevel

import pytest

from integrations.card_reader.pin_entry import Secret, Typed
from integrations.card_reader.prompt import AGREE, LAST_TRY, LAY_DOWN, LENGTH, LOCKED
from integrations.card_reader.prompt import Entry as Asked
from integrations.card_reader.window import NoScreen, WindowPrompt

PIN, NUMBER = Secret("暗証番号", 4, 4, 3), Secret("照合番号B", 14, 14, 10)


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    assert shutil.which("Xvfb"), "Xvfb is missing: scripts/system_packages.sh installs it"
    with subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        yield f":{process.stdout.readline().strip()}"
        process.terminate()


class Hands:
    """Called in the window's thread."""

    def __init__(self, prompt: WindowPrompt) -> None:
        self.prompt = prompt

    def shown(self) -> str:
        return "\n".join(
            str(part.cget("text")) for part in self._all() if isinstance(part, Label | Button | Checkbutton)
        )

    def type(self, text: str) -> None:
        (field,) = (part for part in self._all() if isinstance(part, Entry))
        field.delete(0, "end")
        field.insert(0, text)

    def press(self, words: str) -> None:
        (button,) = (
            part for part in self._all() if isinstance(part, Button | Checkbutton) and part.cget("text") == words
        )
        button.invoke()

    def _all(self) -> list[Misc]:
        parts: list[Misc] = [child for child in self.prompt.root.winfo_children() if isinstance(child, Toplevel)]
        for part in parts:
            parts.extend(part.winfo_children())
        return parts


def asked(
    screen: str, patch: pytest.MonkeyPatch, act: Callable[[Hands], None], *secrets: Secret,
    before: Callable[[WindowPrompt], None] = lambda _: None,
) -> Typed | None:  # fmt: skip
    """What the window gives after `act`."""
    patch.setenv("DISPLAY", screen)
    prompt = WindowPrompt()
    hands, failed = Hands(prompt), list[AssertionError]()

    def acting() -> None:
        try:
            act(hands)
        except AssertionError as error:
            failed.append(error)

    def ask() -> Typed | None:
        before(prompt)
        sheet = prompt.sheet("署名します。")
        sheet.show(LAY_DOWN)
        prompt.call(lambda: prompt.root.after(200, acting))  # after the box is there
        try:
            return sheet.ask(Asked("署名します。", "Reader 1", secrets), lambda: not failed)
        finally:
            sheet.close()
            prompt.call(prompt.root.destroy)

    with ThreadPoolExecutor(1) as other:
        answer = other.submit(ask)
        prompt.run()
    if failed:
        raise failed[0]
    return answer.result(10)


def test_tries_are_shown_and_what_is_typed_is_given_and_not_shown(screen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def act(hands: Hands) -> None:
        shown = hands.shown()
        for words in ("署名します。", "Reader 1", "暗証番号（4けた）：あと3回", "照合番号B（14けた）：あと10回"):
            assert words in shown, shown
        assert "最後の1回" not in shown
        hands.type("123")
        hands.press("カードに送る")
        assert LENGTH in hands.shown()
        hands.type("1234")
        assert "1234" not in hands.shown()
        hands.press("カードに送る")

    assert asked(screen, monkeypatch, act, PIN, NUMBER) == Typed("1234")


def test_the_last_try_needs_a_tick(screen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def act(hands: Hands) -> None:
        hands.type("1234")
        hands.press("カードに送る")
        assert AGREE in hands.shown()
        hands.press(LAST_TRY)
        hands.press("カードに送る")

    assert asked(screen, monkeypatch, act, replace(PIN, left=1)) == Typed("1234", last_try=True)


def test_a_locked_secret_is_named_and_not_taken(screen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def act(hands: Hands) -> None:
        assert "暗証番号（4けた）：ロックされています" in hands.shown()
        hands.type("1234")
        hands.press("カードに送る")
        assert LOCKED in hands.shown()
        hands.type("85031536000000")
        hands.press("カードに送る")

    assert asked(screen, monkeypatch, act, replace(PIN, left=0), NUMBER) == Typed("85031536000000")


def test_stopping(screen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(screen, monkeypatch, lambda hands: hands.press("やめる"), PIN) is None


def test_a_window_that_is_gone_keeps_no_later_question_waiting(screen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(prompt: WindowPrompt) -> None:
        sheet = prompt.sheet("前の申請")
        sheet.close()
        sheet.ask(Asked("前の申請", "Reader 1", (PIN,)), lambda: False)

    def act(hands: Hands) -> None:
        hands.type("1234")
        hands.press("カードに送る")

    assert asked(screen, monkeypatch, act, PIN, before=gone) == Typed("1234")


def test_without_a_screen_there_is_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(NoScreen):
        WindowPrompt()
