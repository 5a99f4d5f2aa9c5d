"""What can be measured of a page's look: each function answers complaints in a line, none is [].

The numbers are those of WCAG 2.2 and of the city's own rules: a resident's target is 44 pixels, staff's 24.
"""

from playwright.sync_api import Page

from tests.browser import PHONE, overflow
from tests.looked_at import Look

RESIDENT, STAFF = 44, 24
MOST_STOPS = 150

# Visible, and not one of those that are there for readers only.
SHOWN = """
    const shown = element => element.checkVisibility({opacityProperty: true, visibilityProperty: true})
        && !element.closest(".unseen, .skip") && element.getClientRects().length > 0;
    const told = element => `${element.tagName.toLowerCase()} "${(element.innerText || element.name || "").trim().slice(0, 30)}"`;
"""

# A radio or check box is pressed by its row. A link inside a sentence may be as low as its line (2.5.8, inline), but
# residents' lines are high enough for a finger.
TARGETS = (
    "least => {"
    + SHOWN
    + """
    const found = [];
    for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
        if (!shown(element)) continue;
        const pressed = /radio|checkbox/.test(element.type) ? element.closest("label") ?? element : element;
        const {width, height} = pressed.getBoundingClientRect();
        const sentence = element.tagName === "A" && element.parentElement.innerText.trim() !== element.innerText.trim()
            && !/^(flex|grid|inline-flex)$/.test(getComputedStyle(element).display);
        const enough = !sentence ? least : least > 24 ? 24 : 0;
        if (height < enough - .5 || (!sentence && width < enough - .5))
            found.push(`${told(element)} is ${Math.round(width)}×${Math.round(height)}, less than ${enough}`);
    }
    return found;
}"""
)

# A block of four letters or more that is narrower than about two: a column that collapsed. And headings without words.
COLLAPSED = (
    "() => {"
    + SHOWN
    + """
    const found = [];
    for (const element of document.querySelectorAll("main *")) {
        const own = [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()).join("");
        if (own.length < 4 || !shown(element)) continue;
        if (element.getBoundingClientRect().width < 2.2 * parseFloat(getComputedStyle(element).fontSize))
            found.push(`${told(element)} is narrower than two letters`);
    }
    for (const heading of document.querySelectorAll("h1, h2, h3, h4"))
        if (shown(heading) && !heading.innerText.trim()) found.push("a heading without words");
    return found;
}"""
)

OVERLAPS = (
    "() => {"
    + SHOWN
    + """
    const all = [...document.querySelectorAll("main a[href], main button, main input:not([type=hidden]), main select, main textarea")]
        .filter(shown).map(element => [element, element.getBoundingClientRect()]);
    const found = [];
    all.forEach(([one, a], index) => all.slice(index + 1).forEach(([other, b]) => {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 1 && !one.contains(other) && !other.contains(one)) found.push(`${told(one)} lies over ${told(other)}`);
    }));
    return found;
}"""
)

CLIPPED = (
    "() => {"
    + SHOWN
    + """
    return [...document.querySelectorAll("button, label, .button, legend, h1, h2")]
        .filter(element => shown(element) && getComputedStyle(element).display !== "inline"
            && (element.scrollHeight > element.clientHeight + 1 && getComputedStyle(element).overflowY !== "visible"))
        .map(element => `${told(element)} is clipped`);
}"""
)

SPACED = """() => document.querySelectorAll("body, body *").forEach(element => {
    element.style.lineHeight = "1.5"; element.style.letterSpacing = ".12em"; element.style.wordSpacing = ".16em";
    if (element.tagName === "P") element.style.marginBottom = "2em";
})"""

# What has the focus, whether one sees that it has, and whether something lies over it.
AT = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const seen = /radio|checkbox/.test(at.type) ? at.closest("label") ?? at : at;
    const box = seen.getBoundingClientRect();
    const top = document.elementFromPoint(Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1),
                                          Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1));
    const rings = [at, seen].some(one => {
        const style = getComputedStyle(one);
        return (parseFloat(style.outlineWidth) >= 3 && style.outlineStyle !== "none") || style.boxShadow !== "none";
    });
    return {name: `${at.tagName.toLowerCase()} "${(at.innerText || at.name || "").trim().slice(0, 30)}"`, rings,
            over: !!top && (seen.contains(top) || top.contains(seen)), first: at.matches(".skip"), mark: at.outerHTML.slice(0, 300)};
}"""

# A tofu box is what the font draws for a code point that is none. Each letter is drawn once: a page has hundreds.
TOFU = """drawn => {
    const draw = letter => { const size = 40, one = document.createElement("canvas"); one.width = one.height = size;
        const pen = one.getContext("2d"); pen.font = `24px ${getComputedStyle(document.body).fontFamily}`; pen.fillText(letter, 4, 30);
        return one.toDataURL(); };
    const there = new Set([...new Intl.Segmenter("ja").segment(document.body.innerText)].map(one => one.segment.trim()));
    const letters = [...there].filter(letter => letter && !drawn.includes(letter));
    const box = letters.length ? draw("\\uFFFE") : "";
    return letters.map(letter => [letter, draw(letter) === box]);
}"""
_drawn: set[str] = set()


def of_letters(page: Page) -> list[str]:
    letters: list[tuple[str, bool]] = page.evaluate(TOFU, sorted(_drawn))
    empty = [letter for letter, is_empty in letters if is_empty]
    _drawn.update({letter for letter, _ in letters}.difference(empty))
    return [f"{letter} is an empty box" for letter in empty]


def of_layout(page: Page) -> list[str]:
    found: list[str] = page.evaluate(COLLAPSED) + page.evaluate(OVERLAPS) + of_letters(page)
    return found + ([f"{overflow(page)} pixels wider than the screen"] if overflow(page) > 0 else [])


def of_targets(page: Page, least: int) -> list[str]:
    found: list[str] = page.evaluate(TARGETS, least)
    return found


def of_larger_text(page: Page) -> list[str]:
    """Reflow at 320 pixels (1.4.10), text twice as large (1.4.4), text spaced out (1.4.12)."""
    found = []
    page.set_viewport_size({"width": 320, "height": 640})
    found += [f"at 320 pixels: {overflow(page)} too wide"] if overflow(page) > 0 else []
    page.set_viewport_size(PHONE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"with letters twice as large: {overflow(page)} too wide"] if overflow(page) > 0 else []
    found += [f"with letters twice as large: {line}" for line in page.evaluate(CLIPPED)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.evaluate(SPACED)
    found += [f"with spaced letters: {overflow(page)} too wide"] if overflow(page) > 0 else []
    found += [f"with spaced letters: {line}" for line in page.evaluate(CLIPPED)]
    return found


def of_focus(page: Page) -> list[str]:
    """Tab through the whole page and back into the window: each stop is seen, none is hidden, no trap. The same page with
    the same words is not gone through again."""
    found = []
    look = Look(page, "focus", words=True)
    if look.known:
        return []
    # From the top, wherever the page itself put the focus.
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    stops: list[str] = []
    sheet = page.locator("body.printing").count()  # has no menu to skip
    for number in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(AT)
        if at is None or (number and at["first"]):
            break
        if number == 0 and not at["first"] and not sheet:
            found.append("the first stop does not lead to the content")
        found += [] if at["rings"] else [f"the focus is not seen at {at['name']}"]
        found += [] if at["over"] else [f"something lies over {at['name']}"]
        stops.append(at["mark"])
    else:
        found.append("the focus never leaves the page")
    found += [] if len(stops) > 1 else ["nothing can be reached by keyboard"]
    if not found:
        look.good()
    return found
