"""Layout checks. Limits follow WCAG 2.2 and the city: targets are 44 pixels for residents, 24 for staff."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page, ViewportSize

from tests.browser import PHONE
from tests.looked_at import Look

RESIDENT, STAFF = 44, 24
MOST_STOPS = 300  # a list of all procedures has two hundred
AT_ONCE = 15  # presses of a key until the page is asked where they led

# Visible, and not for screen readers only.
SHOWN = """
    const shown = element => element.checkVisibility({opacityProperty: true, visibilityProperty: true})
        && !element.closest(".unseen, .skip") && element.getClientRects().length > 0;
    const label = element => `${element.tagName.toLowerCase()} "${(element.innerText || element.name || "").trim().slice(0, 30)}"`;
"""

# A radio or check box is pressed by its row. Inline links may have the height of their line (2.5.8), but residents'
# lines suit a finger.
TARGETS = (
    "least => {"
    + SHOWN
    + """
    const problems = [];
    for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
        if (!shown(element)) continue;
        const pressed = /radio|checkbox/.test(element.type) ? element.closest("label") ?? element : element;
        const {width, height} = pressed.getBoundingClientRect();
        const sentence = element.tagName === "A" && element.parentElement.innerText.trim() !== element.innerText.trim()
            && !/^(flex|grid|inline-flex)$/.test(getComputedStyle(element).display);
        const enough = !sentence ? least : least > 24 ? 24 : 0;
        if (height < enough - .5 || (!sentence && width < enough - .5))
            problems.push(`${label(element)} is ${Math.round(width)}×${Math.round(height)}, less than ${enough}`);
    }
    return problems;
}"""
)

# Collapsed columns: a block of four or more characters narrower than about two. And empty headings.
COLLAPSED = (
    "() => {"
    + SHOWN
    + """
    const problems = [];
    for (const element of document.querySelectorAll("main *")) {
        const own = [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()).join("");
        if (own.length < 4 || !shown(element)) continue;
        const sign = /[⺀-鿿가-힣]/.test(own) ? 1 : 0.5; // Latin letters are half as wide, "Hari" less than that
        if (element.getBoundingClientRect().width < 2.2 * sign * parseFloat(getComputedStyle(element).fontSize))
            problems.push(`${label(element)} is narrower than two letters`);
    }
    for (const heading of document.querySelectorAll("h1, h2, h3, h4"))
        if (shown(heading) && !heading.innerText.trim()) problems.push("a heading without words");
    return problems;
}"""
)

# What is sticky lies over what scrolls by, on purpose; `of_focus` finds what it covers of the focus.
OVERLAPS = (
    "() => {"
    + SHOWN
    + """
    const sticks = element => !!element && (getComputedStyle(element).position === "sticky" || sticks(element.parentElement));
    const all = [...document.querySelectorAll("main a[href], main button, main input:not([type=hidden]), main select, main textarea")]
        .filter(element => shown(element) && !sticks(element)).map(element => [element, element.getBoundingClientRect()]);
    const problems = [];
    all.forEach(([first, a], index) => all.slice(index + 1).forEach(([second, b]) => {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 1 && !first.contains(second) && !second.contains(first)) problems.push(`${label(first)} lies over ${label(second)}`);
    }));
    return problems;
}"""
)

# 1.3.2: what follows in the page is not above or before what it follows. A scan beside its boxes has a place of its own, and
# the link that changes a known answer, which names it, is beside its first line.
ORDER = (
    "() => {"
    + SHOWN
    + """
    const sticks = element => !!element && (/sticky|fixed/.test(getComputedStyle(element).position) || sticks(element.parentElement));
    const all = [...document.querySelectorAll("main :is(p, h1, h2, h3, li, dt, dd, label, legend, button, a, summary, td, th, input, select, textarea)")]
        .filter(element => shown(element) && !element.closest(".scan, .known-change") && !sticks(element)).map(element => [element, element.getBoundingClientRect()]);
    return all.slice(1).filter(([second, b], index) => {
        const [first, a] = all[index];
        if (first.contains(second) || second.contains(first)) return false;
        const above = b.bottom <= a.top + 1 && b.right > a.left && b.left < a.right;
        return above || (b.right <= a.left + 1 && b.bottom > a.top && b.top < a.bottom);
    }).map(([element]) => `${label(element)} is shown before what it follows`);
}"""
)

# On a desk screen the last columns of a list are in sight.
WIDE_TABLES = (
    "() => {"
    + SHOWN
    + """
    if (innerWidth < 1280) return [];
    return [...document.querySelectorAll(".staff .scroller")].filter(element => shown(element) && element.scrollWidth > element.clientWidth + 1)
        .map(element => `the table "${element.ariaLabel}" is ${element.scrollWidth - element.clientWidth} pixels wider than the window`);
}"""
)

CLIPPED = (
    "() => {"
    + SHOWN
    + """
    return [...document.querySelectorAll("button, label, .button, legend, h1, h2")]
        .filter(element => shown(element) && getComputedStyle(element).display !== "inline"
            && (element.scrollHeight > element.clientHeight + 1 && getComputedStyle(element).overflowY !== "visible"))
        .map(element => `${label(element)} is clipped`);
}"""
)

SPACED = """() => document.querySelectorAll("body, body *").forEach(element => {
    element.style.lineHeight = "1.5"; element.style.letterSpacing = ".12em"; element.style.wordSpacing = ".16em";
    if (element.tagName === "P") element.style.marginBottom = "2em";
})"""

# The focused element, the visibility of its focus ring, and overlapping elements.
AT = """() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return null;
    const seen = /radio|checkbox/.test(focused.type) ? focused.closest("label") ?? focused : focused;
    const box = seen.getBoundingClientRect();
    // The middle of what is in sight: a long table goes on behind what is fixed at the foot of the window.
    const middle = (from, to, size) => (Math.min(Math.max(from, 0), size - 2) + Math.min(Math.max(to, 2), size)) / 2;
    const top = document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
    const rings = [focused, seen].some(element => {
        const style = getComputedStyle(element);
        return (parseFloat(style.outlineWidth) >= 3 && style.outlineStyle !== "none") || style.boxShadow !== "none";
    });
    return {name: `${focused.tagName.toLowerCase()} "${(focused.innerText || focused.name || "").trim().slice(0, 30)}"`, rings,
            over: !!top && (seen.contains(top) || top.contains(seen)), first: focused.matches(".skip"), mark: focused.outerHTML.slice(0, 300)};
}"""

# Each press notes where the one before has led: a question to the browser for each stop is as dear as the press. Scripts of a page alone are
# called by its events; the answer is whether they run.
EACH_STOP = f"""() => {{
    const at = {AT}, stops = [];
    let pressed = false, runs = false;
    addEventListener("keydown", () => {{ if (pressed) stops.push(at()); pressed = true; }}, true);
    window.stopsSince = () => {{ pressed = false; return [...stops.splice(0), at()]; }};
    addEventListener("runs", () => {{ runs = true; }});
    dispatchEvent(new Event("runs"));
    return runs;
}}"""

# A tofu box equals the glyph of an unassigned code point. Each distinct character is drawn once, all on one canvas.
TOFU = """drawn => {
    const canvas = document.createElement("canvas"); canvas.width = canvas.height = 40;
    const pen = canvas.getContext("2d", {willReadFrequently: true}); pen.font = `24px ${getComputedStyle(document.body).fontFamily}`;
    const draw = letter => { pen.clearRect(0, 0, 40, 40); pen.fillText(letter, 4, 30); return pen.getImageData(0, 0, 40, 40).data; };
    const known = new Set(drawn.split("\\n"));
    const present = new Set([...new Intl.Segmenter("ja").segment(document.body.innerText)].map(part => part.segment.trim()));
    const letters = [...present].filter(letter => letter && !known.has(letter));
    const box = letters.length ? draw("\\uFFFE") : [];
    return letters.map(letter => [letter, draw(letter).every((value, index) => value === box[index])]);
}"""
# In one request to the browser.
LAYOUT = f"""drawn => ({{problems: [...({COLLAPSED})(), ...({OVERLAPS})(), ...({WIDE_TABLES})(), ...({ORDER})()], letters: ({TOFU})(drawn),
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth}})"""
_drawn: set[str] = set()


def of_layout(page: Page) -> list[str]:
    layout = page.evaluate(LAYOUT, "\n".join(_drawn))
    problems: list[str] = layout["problems"]
    empty = [letter for letter, is_empty in layout["letters"] if is_empty]
    _drawn.update({letter for letter, _ in layout["letters"]}.difference(empty))
    problems += [f"{letter} is an empty box" for letter in empty]
    return problems + ([f"{layout['wide']} pixels wider than the screen"] if layout["wide"] > 0 else [])


def of_targets(page: Page, least: int) -> list[str]:
    problems: list[str] = page.evaluate(TARGETS, least)
    return problems


BEYOND = (
    "() => {"
    + SHOWN
    + """
    return [...document.body.querySelectorAll("*")].filter(element => shown(element)
        && element.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 3).map(label).join(", ");
}"""
)
# What has the focus after an act is in the main part, is not the whole of it, and is in sight.
PLACE = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect();
    const inside = document.getElementById("main")?.contains(at) && at.id !== "main" || at.closest("body.printing") && at !== document.body;
    return inside && box.bottom > 0 && box.top < innerHeight ? [] : [`the focus is at ${at.tagName}.${at.className} on ${location.pathname}`];
}"""
AFTER_AN_ACT = 'sessionStorage.setItem("kakanai.acted", "1")'  # as static/js/after_act.js notes it


def of_place(page: Page) -> list[str]:
    problems: list[str] = page.evaluate(PLACE)
    return problems


# A list or a sentence made by the page in a language that writes "a, b": what has Japanese letters is a name or an original.
MARKS = """() => {
    const texts = [...document.querySelectorAll("[aria-label], [title], [alt]")]
        .flatMap(one => [one.ariaLabel, one.title, one.alt]), walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) if (!walk.currentNode.parentElement.closest("script, style, textarea")) texts.push(walk.currentNode.data);
    return texts.filter(text => text && /[、。「」・｜：]/.test(text) && !/[ぁ-ヺ㐀-鿿]/.test(text)).map(text => text.trim());
}"""


def of_marks(page: Page) -> list[str]:
    return [f"Japanese marks: {text}" for text in page.evaluate(MARKS)]


# Without what an emergency or a stop of the service adds on top.
HEADER = """() => [...document.querySelectorAll("body:not(.staff) > .top > :not(.banner)")]
    .reduce((sum, part) => sum + part.getBoundingClientRect().height, 0)"""

LOW = """() => [...document.querySelectorAll("body:not(.staff) .top-inner :is(a, button, summary)")]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.5).map(one => one.innerText.trim())"""


# In two requests to the browser, which else draws the page after each change.
WIDE = f"""(() => {{
    const pixels = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return [pixels, pixels > 0 ? ({BEYOND})() : ""];
}})()"""
NARROW = f"""() => {{
    const wide = {WIDE};
    document.documentElement.style.fontSize = "200%";
    return {{wide, header: ({HEADER})(), low: ({LOW})()}};
}}"""
LARGER = f"""() => {{
    const look = () => ({{wide: {WIDE}, clipped: ({CLIPPED})()}}), large = look();
    document.documentElement.style.fontSize = "";
    ({SPACED})();
    return {{"with letters twice as large": large, "with spaced letters": look()}};
}}"""

# 3.2.2: no box that is changed leads elsewhere, opens a window or sends. What a page adds below a box is content.
ON_INPUT = (
    "async () => {"
    + SHOWN
    + """
    const problems = []; let done = "";
    navigation.addEventListener("navigate", event => { done = `leads to ${event.destination.url}`; if (event.cancelable) event.preventDefault(); });
    addEventListener("submit", event => { done = "sends the form"; event.preventDefault(); }, true);
    window.open = () => { done = "opens a window"; };
    window.fetch = () => new Promise(() => {}); // nothing is kept of what is typed here
    for (const box of document.querySelectorAll("main :is(input:not([type=hidden]), select, textarea)")) {
        if (!box.isConnected || !shown(box) || box.disabled || box.readOnly || box.type === "file") continue;
        done = "";
        box.focus();
        if (/radio|checkbox/.test(box.type)) box.click();
        else {
            if (box.tagName === "SELECT") box.selectedIndex = box.options.length - 1;
            else if (/text|search|^tel$|email|password/.test(box.type)) box.value = "あ";
            for (const kind of ["input", "change"]) box.dispatchEvent(new Event(kind, {bubbles: true}));
        }
        await new Promise(go => setTimeout(go));
        if (done) problems.push(`${label(box)} ${done}`);
        if (box.isConnected && !box.matches(":focus")) problems.push(`${label(box)} loses the focus`);
    }
    return problems;
}"""
)


def of_input(page: Page) -> list[str]:
    """The last look at a page: all its boxes are changed. What the page keeps of them on the device is thrown away."""
    origin = page.evaluate("location.origin")
    problems: list[str] = page.evaluate(ON_INPUT)
    page.goto(f"{origin}/robots.txt")
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb,local_storage"})
    session.detach()
    return problems


def of_larger_text(page: Page, size: ViewportSize = PHONE) -> list[str]:
    """Reflow at 320 pixels (1.4.10), text twice as large (1.4.4), text spaced out (1.4.12)."""
    page.set_viewport_size({"width": 320, "height": 640})
    narrow = page.evaluate(NARROW)
    problems = _too_wide(narrow["wide"], "at 320 pixels")
    header = narrow["header"]
    problems += [f"the header is {header:.0f} pixels of 640, with letters twice as large"] if header > 320 else []
    problems += [f"with letters twice as large {name} is too low for a finger" for name in narrow["low"]]
    page.set_viewport_size(size)
    for when, measured in page.evaluate(LARGER).items():
        problems += _too_wide(measured["wide"], when) + [f"{when}: {line}" for line in measured["clipped"]]
    return problems


def _too_wide(wide: tuple[int, str], when: str) -> list[str]:
    pixels, first = wide
    return [f"{when}: {pixels} too wide, the first {first}"] if pixels > 0 else []


def _stops(page: Page) -> Iterator[dict[str, Any] | None]:
    """Where the tabulator leads from the top, wherever the page set the focus."""
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    at_once = AT_ONCE if page.evaluate(EACH_STOP) else 1
    for _ in range(MOST_STOPS // at_once):
        for _ in range(at_once):
            page.keyboard.down("Tab")
        page.keyboard.up("Tab")
        yield from page.evaluate("window.stopsSince()")


def of_focus(page: Page) -> list[str]:
    """Each stop has a visible focus, none is covered, no trap. Pages with equal content are skipped."""
    problems = []
    look = Look(page, "focus", words=True)
    if look.known:
        return []
    stops: list[str] = []
    sheet = page.locator("body.printing").count()  # has no skip link
    for number, focus in enumerate(_stops(page)):
        if focus is None or (number and focus["first"]):
            break
        if number == 0 and not focus["first"] and not sheet:
            problems.append("the first stop does not lead to the content")
        problems += [] if focus["rings"] else [f"the focus is not seen at {focus['name']}"]
        problems += [] if focus["over"] else [f"something lies over {focus['name']}"]
        stops.append(focus["mark"])
    else:
        problems.append("the focus never leaves the page")
    to_reach = page.locator("main :is(a[href], button, input:not([type=hidden]), select, textarea, summary)").count()
    problems += [] if len(stops) > 1 or not to_reach else ["nothing can be reached by keyboard"]  # a hall's screen
    if not problems:
        look.good()
    return problems
