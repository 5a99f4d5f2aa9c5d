"""What was looked at and found good is not looked at again: axe takes half a second for a page, and the same elements, at
the same width, come in both languages, both zones and many stories. What differs in an element, an attribute that means
something, a style or a state is another page."""

from playwright.sync_api import Page

# Each element with its attributes; of words, addresses and numbers only that there are some, or `words` as they are. A list
# without numbers may stand in any order: that of the languages begins with another in each.
_SEEN = """words => {
    const some = /^(aria-label|title|alt|placeholder|value|content|href|src|action|hreflang|data-.*)$/;
    const number = text => text.replace(/[0-9A-Za-z_-]*[0-9][0-9A-Za-z_-]*/g, "0");
    const attribute = (element, {name, value}) => name === "nonce" || name === "data-language" ? ""
        : some.test(name) && !value.startsWith("#") && element.tagName !== "LINK" && value.trim() && !words ? `${name}=x` : `${name}=${number(value)}`;
    const state = element => [element.checked, element.open, element.disabled, element.indeterminate].map(Number).join("");
    const told = node => node.nodeType === 3 ? (node.data.trim() && (words ? number(node.data.trim()) : "x"))
        : node.nodeType !== 1 || node.tagName === "SCRIPT" ? ""
        : `<${node.tagName} ${[...node.attributes].map(one => attribute(node, one)).sort().join(" ")} ${state(node)}>`
            + inside(node, [...node.childNodes].map(told)) + "</>";
    const inside = (node, parts) => (node.tagName === "UL" && !words ? parts.sort() : parts).join("");
    const media = ["forced-colors: active", "prefers-color-scheme: dark", "prefers-reduced-motion: reduce", "print"];
    return `${innerWidth} ${media.map(one => Number(matchMedia(`(${one})`).matches))} ${told(document.documentElement)}`;
}"""
_good: set[tuple[str, int]] = set()


class Look:
    """`look = Look(page, "axe")`; where it is not `known`, look, and say `good()` if nothing was found."""

    def __init__(self, page: Page, what: str, *, words: bool = False) -> None:
        # A click does not wait for the page it leads to: a document that has just come has no element yet.
        page.wait_for_load_state()
        self._key = (what, hash(page.evaluate(_SEEN, words)))
        self.known = self._key in _good

    def good(self) -> None:
        _good.add(self._key)
