"""The interface of `Visitor` on a real browser page."""

from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from tests.journeys.phone import follow, unfold
from tests.journeys.visitor import AS_IT_STANDS, Boxes

# Kind of a box, and whether it has the wanted value, in one call, because calls to the browser are slow.
STANDS = """(box, wanted) => {
    if (box.tagName === "SELECT") return ["select", box.value === wanted];
    if (box.type === "radio" || box.type === "checkbox") return ["choice", false];
    return [box.type === "hidden" ? "hidden" : "text", box.value === wanted];
}"""


class OnScreen:
    """`typed` counts typed characters without prefilled ones."""

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
        for name, texts in boxes.items():
            for value in [texts] if isinstance(texts, str) else texts:
                self.write(self.page.locator(f'main [name="{name}"]'), value)
        named = self.page.locator(f'main button[value="{words}"]')
        follow(
            named.first
            if named.count()
            else self.page.locator("main button:not([aria-hidden])").filter(has_text=words).first
        )

    def write(self, box: Locator, value: str) -> None:
        kind, present = box.first.evaluate(STANDS, value)
        if kind == "choice":
            # A known answer may stand in its box beside a choice of the same name.
            wanted = box.and_(self.page.locator(f'[value="{value}"]')).first
            if wanted.evaluate("box => ['radio', 'checkbox'].includes(box.type)"):
                wanted.check()
        elif kind == "select":
            box.select_option(value)
        elif kind == "text" and not present:
            unfold(box)
            box.fill(value)
            self.typed += len(value)
