"""Keyboard users."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Page, Request

MOST_KEYS = 400
FOCUS = """() => {
    const at = document.activeElement;
    const all = at.name ? [...document.getElementsByName(at.name)] : [];
    return {name: at.name ?? "", type: at.type ?? "", value: at.value ?? "", checked: at.checked ?? false,
            stop: at !== document.body, act: at.matches("a, button, summary"), words: at.innerText ?? "", values: all.map(one => one.value), chosen: all.some(one => one.checked)};
}"""


@dataclass
class Typist:
    """`answers` by box; a list for check boxes."""

    page: Page
    answers: Mapping[str, str | Sequence[str]]
    typed: set[str] = field(default_factory=set)

    def key(self, name: str) -> None:
        self.page.keyboard.press(name)

    def write(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def tab_to(self, words: str) -> None:
        """Fills boxes on the way."""
        for _ in range(MOST_KEYS):
            self.key("Tab")
            focus = self.page.evaluate(FOCUS)
            if focus["act"] and words in focus["words"]:
                return
            self.answer(focus)
        raise AssertionError(f"Tab does not lead to {words}")

    def answer(self, focus: Mapping[str, str]) -> None:
        name = focus["name"]
        wanted = self.answers.get(name)
        if wanted is None or (name in self.typed and focus["type"] != "checkbox"):
            return
        if focus["type"] in ("radio", "checkbox"):
            self.choose(focus, [wanted] if isinstance(wanted, str) else wanted)
        elif focus["type"] == "select-one":
            self.pick(str(wanted))
        elif focus["type"] == "date":
            year, month, day = str(wanted).split("-")
            for digit in month + day + year:  # the order of this browser
                self.key(digit)
        else:
            self.write(str(wanted))
        self.typed.add(name)

    def pick(self, wanted: str) -> None:
        self.key("Home")
        while (before := self.page.evaluate(FOCUS)["value"]) != wanted:
            self.key("ArrowDown")
            assert self.page.evaluate(FOCUS)["value"] != before, f"no arrow leads to {wanted}"

    def choose(self, focus: Mapping[str, str], wanted: Sequence[str]) -> None:
        if focus["type"] == "checkbox":
            if focus["value"] in wanted and not focus["checked"]:
                self.key("Space")
            return
        if not focus["checked"]:
            self.key("Space")
        while self.page.evaluate(FOCUS)["value"] != wanted[0]:
            self.key("ArrowDown")


@dataclass
class Clerk(Typist):
    """Enter moves on, digits choose."""

    scripts: bool = True
    asking: set[Request] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("request", self.asked)
        self.page.on("requestfinished", self.answered)

    def asked(self, request: Request) -> None:
        self.asking.add(request)

    def answered(self, request: Request) -> None:
        self.asking.discard(request)

    def fill_in(self, last: str) -> None:
        """Repeats until all answers are entered."""
        if self.scripts:
            self.press("Alt+1")
        for _ in range(MOST_KEYS):
            focus = self.page.evaluate(FOCUS)
            if focus["stop"] and last in focus["words"] and self.complete():
                return
            self.answer(focus)
            self.go_on(focus)
        raise AssertionError(f"not filled in: {self.page.locator('.aside').inner_text()}")

    def complete(self) -> bool:
        return self.page.get_by_text("ありません。登録できます。").count() == 1

    def go_on(self, focus: Mapping[str, str]) -> None:
        if focus["type"] == "submit" and "画面を更新" in focus["words"] and not self.scripts:
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")  # to the questions revealed by these answers
        elif focus["type"] == "submit" and self.scripts:
            self.press("Alt+1")  # again from the top, for newly revealed questions
        else:
            self.press("Tab" if focus["type"] == "textarea" or not self.scripts else "Enter")

    def press(self, key: str) -> None:
        """Waits for the questions that follow."""
        self.page.keyboard.press(key)
        quiet = 0
        while self.scripts and quiet < 2:
            self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
            quiet = 0 if self.asking else quiet + 1

    def choose(self, focus: Mapping[str, str], wanted: Sequence[str]) -> None:
        if not self.scripts:
            super().choose(focus, wanted)
        elif focus["name"] not in self.typed:
            for value in wanted:
                self.press(str(focus["values"].index(value) + 1))
