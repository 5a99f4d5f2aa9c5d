"""A person at a browser with a screen, by the words of `Visitor`: reads a page, writes into its boxes, presses a button."""

from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from tests.journeys.phone import follow, unfold
from tests.journeys.visitor import AS_IT_STANDS, Boxes

# What a box is, and whether it says already what is wanted: asked once, because each question to a browser takes its time.
STANDS = """(box, wanted) => {
    if (box.tagName === "SELECT") return ["select", box.value === wanted];
    if (box.type === "radio" || box.type === "checkbox") return ["choice", false];
    return [box.type === "hidden" ? "hidden" : "text", box.value === wanted];
}"""


class OnScreen:
    """`typed` counts the signs that were written: what stands there already nobody types."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.typed = 0

    @property
    def text(self) -> str:
        return self.page.content()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def go(self, address: str) -> None:
        self.page.goto(address)

    def press(self, words: str, boxes: Boxes = AS_IT_STANDS) -> None:
        for name, said in boxes.items():
            for value in [said] if isinstance(said, str) else said:
                self.write(self.page.locator(f'main [name="{name}"]'), value)
        named = self.page.locator(f'main button[value="{words}"]')
        follow(
            named.first
            if named.count()
            else self.page.locator("main button:not([aria-hidden])").filter(has_text=words).first
        )

    def write(self, box: Locator, value: str) -> None:
        kind, stands = box.first.evaluate(STANDS, value)
        if kind == "choice":
            box.and_(self.page.locator(f'[value="{value}"]')).check()
        elif kind == "select":
            box.select_option(value)
        elif kind == "text" and not stands:
            unfold(box)
            box.fill(value)
            self.typed += len(value)
