"""People who never touch the mouse: they look where the focus is, type what belongs there, go on by a key."""

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
    """`answers` by box; a list for check boxes. Tab goes on; space and arrows choose."""

    page: Page
    answers: Mapping[str, str | Sequence[str]]
    typed: set[str] = field(default_factory=set)

    def tab_to(self, words: str) -> None:
        """Types what belongs where Tab leads, until the link or button that says `words` has the focus."""
        for _ in range(MOST_KEYS):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUS)
            if at["act"] and words in at["words"]:
                return
            self.answer(at)
        raise AssertionError(f"Tab does not lead to {words}")

    def answer(self, at: Mapping[str, str]) -> None:
        """Writes or chooses what belongs here, once."""
        name = at["name"]
        wanted = self.answers.get(name)
        if wanted is None or (name in self.typed and at["type"] != "checkbox"):
            return
        if at["type"] in ("radio", "checkbox"):
            self.choose(at, [wanted] if isinstance(wanted, str) else wanted)
        elif at["type"] == "select-one":
            self.pick(str(wanted))
        else:
            self.page.keyboard.insert_text(str(wanted))
        self.typed.add(name)

    def pick(self, wanted: str) -> None:
        """Of a list, by its arrows from the top."""
        self.page.keyboard.press("Home")
        while (before := self.page.evaluate(FOCUS)["value"]) != wanted:
            self.page.keyboard.press("ArrowDown")
            assert self.page.evaluate(FOCUS)["value"] != before, f"no arrow leads to {wanted}"

    def choose(self, at: Mapping[str, str], wanted: Sequence[str]) -> None:
        if at["type"] == "checkbox":
            if at["value"] in wanted and not at["checked"]:
                self.page.keyboard.press("Space")
            return
        if not at["checked"]:
            self.page.keyboard.press("Space")
        while self.page.evaluate(FOCUS)["value"] != wanted[0]:
            self.page.keyboard.press("ArrowDown")


@dataclass
class Clerk(Typist):
    """At the counter: with scripts Enter goes on and a digit chooses."""

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
        """Until the button that says `last` has the focus and nothing is left to type."""
        if self.scripts:
            self.press("Alt+1")
        for _ in range(MOST_KEYS):
            at = self.page.evaluate(FOCUS)
            if at["stop"] and last in at["words"] and self.complete():
                return
            self.answer(at)
            self.go_on(at)
        raise AssertionError(f"not filled in: {self.page.locator('.aside').inner_text()}")

    def complete(self) -> bool:
        return self.page.get_by_text("ありません。登録できます。").count() == 1

    def go_on(self, at: Mapping[str, str]) -> None:
        if at["type"] == "submit" and "画面を更新" in at["words"] and not self.scripts:
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")  # the questions that follow from what was typed
        elif at["type"] == "submit" and self.scripts:
            self.press("Alt+1")  # once more from the top: something is missing
        else:
            self.press("Tab" if at["type"] == "textarea" or not self.scripts else "Enter")

    def press(self, key: str) -> None:
        """And sees what the page makes of it before the next key: it asks the server for questions that follow."""
        self.page.keyboard.press(key)
        quiet = 0
        while self.scripts and quiet < 2:
            self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
            quiet = 0 if self.asking else quiet + 1

    def choose(self, at: Mapping[str, str], wanted: Sequence[str]) -> None:
        if not self.scripts:
            super().choose(at, wanted)
        elif at["name"] not in self.typed:
            for value in wanted:
                self.press(str(at["values"].index(value) + 1))
