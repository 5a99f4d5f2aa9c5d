"""What staff typed and did not send: typing it, and looking whether it is there."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

States = dict[str, Any]

# All boxes of the forms that change something; tests/portal/routes/staff/test_typed_text.py holds which forms are left out.
_BOXES = """
    const forms = [...document.querySelectorAll("main form[method=post]:not([data-passkey], [data-unkept], [role=search])")]
        .filter(form => !form.querySelector("[type=password]"));
    const ticked = box => /radio|checkbox/.test(box.type);
    const fillable = box => box.matches("input:not([type=hidden], [type=submit], [type=button]), select, textarea") && box.name
        && box.name !== "confirmed" && !box.disabled && !box.readOnly && box.autocomplete !== "one-time-code";
    const boxes = forms.flatMap((form, at) => [...form.elements].filter(fillable).map(box => ({box, form: at})));
"""
# Another word in each box and at each turn, so that what comes back in another box is found. What an answer hides is not typed in.
_TYPE = (
    "turn => {"
    + _BOXES
    + """
    window.written = 0;
    document.querySelectorAll("main details").forEach(fold => { fold.open = true; });
    const changed = box => ["input", "change"].forEach(name => box.dispatchEvent(new Event(name, {bubbles: true})));
    const radios = new Set();
    for (const {box} of boxes.filter(({box}) => ticked(box))) {
        const group = box.type === "radio" ? boxes.map(other => other.box).filter(other => other.form === box.form && other.name === box.name) : [];
        if (radios.has(group[0])) continue;
        if (group.length) radios.add(group[0]);
        const pressed = group[(group.findIndex(other => other.checked) + 1) % group.length] ?? box;
        pressed.checked = group.length > 0 || !box.defaultChecked;
        changed(pressed);
    }
    boxes.forEach(({box}, at) => {
        if (ticked(box) || !box.checkVisibility()) return;
        const number = String(turn * 1000 + at);
        if (box.type === "file") {
            const chosen = new DataTransfer();
            chosen.items.add(new File(["見本"], "見本.csv"));
            box.files = chosen.files;
        } else if (box.matches("select")) box.selectedIndex = (box.selectedIndex + 1) % box.options.length;
        else if (box.type === "date") box.value = new Date(Date.UTC(2026, 11, 1 + Number(number))).toISOString().slice(0, 10);
        else if (box.type === "time") box.value = `1${turn}:${String(at % 60).padStart(2, "0")}`;
        else box.value = box.maxLength === -1 || box.maxLength > 8 ? `書きかけ${number}` : number.slice(-box.maxLength);
        if (!box.value && !box.matches("select")) throw new Error(`nothing can be typed in ${box.name}`);
        changed(box);
    });
}"""
)
# By form, name, and place among those of its name.
_STATES = (
    "() => {"
    + _BOXES
    + """
    const counted = {};
    return Object.fromEntries(boxes.map(({box, form}) => {
        const name = `${form} ${forms[form].getAttribute("action")} ${box.name} ${box.type}`;
        counted[name] = (counted[name] ?? 0) + 1;
        return [`${name} ${counted[name]}`, ticked(box) ? box.checked : box.matches("select") ? [...box.selectedOptions].map(option => option.value) : box.value];
    }));
}"""
)
_FORMS = "() => {" + _BOXES + "return [...new Set(boxes.map(({form}) => form))]; }"
_SEND = "at => {" + _BOXES + "forms[at].noValidate = true; forms[at].requestSubmit(); }"
# Counts what has been written: what is typed at one go is so twice, at its first box and after its last.
_COUNT = """
    window.written = 0;
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...entry) {
        this.transaction.addEventListener("complete", () => { window.written += 1; });
        return put.apply(this, entry);
    };
"""
_STORE = """act => new Promise(done => {
    const opening = indexedDB.open("kakanai.typed");
    opening.onsuccess = () => {
        const request = opening.result.transaction("pages", "readwrite").objectStore("pages")[act]();
        request.onsuccess = () => {
            opening.result.close();
            done((request.result ?? []).map(({sealed}) => new TextDecoder().decode(sealed)));
        };
    };
})"""


def count_written(context: BrowserContext) -> None:
    """Of pages that are opened from now on."""
    context.add_init_script(_COUNT)


def type_in_all(page: Page, turn: int) -> States:
    """Returns when all of it is kept."""
    page.evaluate(_TYPE, turn)
    wait_for_written(page, 2)
    return states(page)


def wait_for_written(page: Page, times: int) -> None:
    page.wait_for_function(f"() => written >= {times}")


def states(page: Page) -> States:
    states: States = page.evaluate(_STATES)
    return states


def forms(page: Page) -> list[int]:
    """Those with something to fill in."""
    numbers: list[int] = page.evaluate(_FORMS)
    return numbers


def send(page: Page, form: int) -> None:
    page.evaluate(_SEND, form)


def kept(page: Page) -> list[str]:
    """What the browser has stored of each page, as text."""
    entries: list[str] = page.evaluate(_STORE, "getAll")
    return entries


def wait_for_kept(page: Page, pages: int = 1) -> None:
    page.wait_for_function(f"() => ({_STORE})('getAll').then(entries => entries.length === {pages})")


def forget(page: Page) -> None:
    page.evaluate(_STORE, "clear")
