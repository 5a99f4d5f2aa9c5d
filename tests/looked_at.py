"""Skips pages already checked: axe takes half a second, and the same elements occur in two languages, two zones and many
stories. A different element, relevant attribute, style, state or width makes another page.
"""

from playwright.sync_api import Page

# Elements with attributes; texts, addresses and numbers count only as present unless `words`. Items of a list are
# sorted, since the list of languages differs in order.
_SEEN = """([words, ofWidth]) => {
    const some = /^(aria-label|title|alt|placeholder|value|content|href|src|action|hreflang|data-.*)$/;
    const number = text => text.replace(/[0-9A-Za-z_-]*[0-9][0-9A-Za-z_-]*/g, "0");
    const attribute = (element, {name, value}) => name === "nonce" || name === "data-language" ? ""
        : some.test(name) && !value.startsWith("#") && element.tagName !== "LINK" && value.trim() && !words ? `${name}=x` : `${name}=${number(value)}`;
    const visible = element => ofWidth || element.checkVisibility({visibilityProperty: true});
    const state = element => [element.checked, element.open, element.disabled, element.indeterminate, visible(element)].map(Number).join("");
    const serialised = node => node.nodeType === 3 ? (node.data.trim() && (words ? number(node.data.trim()) : "x"))
        : node.nodeType !== 1 || node.tagName === "SCRIPT" ? ""
        : `<${node.tagName} ${[...node.attributes].map(entry => attribute(node, entry)).sort().join(" ")} ${state(node)}>`
            + inside(node, [...node.childNodes].map(serialised)) + "</>";
    const inside = (node, parts) => (node.tagName === "UL" && !words ? parts.sort() : parts).join("");
    const media = ["forced-colors: active", "prefers-color-scheme: dark", "prefers-reduced-motion: reduce", "print"];
    return `${ofWidth && innerWidth} ${media.map(query => Number(matchMedia(`(${query})`).matches))} ${serialised(document.documentElement)}`;
}"""
_good: set[tuple[str, int]] = set()


class Look:
    """`look = Look(page, "axe")`: unless `look.known`, check the page and call `look.good()` if it passes."""

    def __init__(self, page: Page, check: str, *, words: bool = False, of_width: bool = True) -> None:
        """Not `of_width`: another width shows the same page where the same elements are visible."""
        # A click does not wait for navigation, and a new document has no element yet.
        page.wait_for_load_state()
        self._key = (check, hash(page.evaluate(_SEEN, [words, of_width])))
        self.known = self._key in _good

    def good(self) -> None:
        _good.add(self._key)
