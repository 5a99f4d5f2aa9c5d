"""A clerk at a browser: counts keys, clicks and loads of a visit through its real pages."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from playwright.sync_api import Page, Request, Route

from integrations.sockets.card_protocol import PROTOCOL

MOST_STOPS = 400
PATIENCE = 120  # seconds
# What a visitor says to a question of this kind where the household says nothing.
USUAL: Mapping[str, str] = {
    "postal": "0000001", "town": "見本県見本市見本町", "street": "1番地", "family": "例示", "given": "次郎", "year": "R081116",
    "tel": "000-0000-0009",
}  # fmt: skip
KANA: Mapping[str, str] = {"family": "れいじ", "given": "じろう", "full": "れいじ"}
FOCUS = """() => {
    const at = document.activeElement;
    const shown = at.name ? [...document.getElementsByName(at.name)].filter((other) => other.type === at.type && other.checkVisibility()) : [];
    const field = at.closest("[data-field]");
    return {name: at.name ?? "", id: at.id, type: at.type ?? "", value: at.value ?? "", part: at.dataset.part ?? "", tag: at.tagName,
            save: at.matches("[data-save], [data-then]"), required: !field || !!field.querySelector(".mark-required"), mode: at.inputMode ?? "",
            stop: at !== document.body, words: at.innerText ?? "", label: field?.querySelector(".field-label")?.innerText ?? "",
            values: shown.map((other) => other.value), chosen: shown.some((other) => other.checked)};
}"""


QUIET = "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(window.asked), 4)))"
# Counts what the page asks of the service at once: an event of the browser may come too late on a loaded machine, and a page that
# is closed before its form went leaves the visit open, with the window's screen.
ASKING = """() => {
    const plain = window.fetch;
    window.asked = 0;
    window.fetch = async (...call) => {
        window.asked++;
        try { return await plain(...call); } finally { setTimeout(() => window.asked--, 50); }
    };
    window.addEventListener("submit", (event) => { if (!event.defaultPrevented) window.asked++; }); // until the next page
}"""


@dataclass
class ClerkAtWork:
    """`answers` by question, with or without its row, or by its last part; `usual` answers what they leave open. A text typed through a
    conversion counts each character once."""

    page: Page
    answers: Mapping[str, str] = field(default_factory=dict)
    keys: int = 0
    clicks: int = 0
    loads: int = 0
    height: int = 0
    card: Mapping[str, str] = field(default_factory=dict)
    confirms: bool = False  # the visitor will confirm on their screen, which gives the consents (D136)
    keyed: list[str] = field(default_factory=list)
    _asking: set[Request] = field(default_factory=set)
    _typed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.add_init_script(f"({ASKING})()")
        self.page.on("domcontentloaded", self._loaded)
        self.page.on("request", self._asked)
        self.page.on("requestfinished", self._answered)
        self.page.on(
            "response", lambda answer: self._answered(answer.request)
        )  # an answer with an error never finishes
        self.page.on("requestfailed", self._answered)
        self.page.route("**/card/ask", self._note_question)
        self.page.route("**/card-agent**", self._lay_card)

    def _loaded(self, _page: Page) -> None:
        self.loads += 1

    def _asked(self, request: Request) -> None:
        self._asking.add(request)

    def _answered(self, request: Request) -> None:
        self._asking.discard(request)

    def _note_question(self, route: Route) -> None:
        answer = route.fetch()
        self._number = answer.json().get("number", "")
        route.fulfill(response=answer)

    def _lay_card(self, route: Route) -> None:
        # A card that the visitor lays down, with the PIN typed at the reader.
        answer = {
            "protocol": PROTOCOL,
            "practice": True,
            "number": self._number,
            "attributes": dict(self.card),
            "by_pin": True,
        }
        headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
        route.fulfill(status=200, headers=headers, content_type="application/json", body=json.dumps(answer))

    def begin(self, ticket: str) -> None:
        self.page.goto("/counter")
        self.settle()
        self.write(ticket)
        self.press("Enter")

    def go(self, address: str) -> None:
        """By a link: one click."""
        self.clicks += 1
        self.page.goto(address)
        self.settle()

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.locator(selector).first.click()
        self.settle()

    def write(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.insert_text(text)

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)
        self.settle()

    @property
    def left(self) -> int:
        number = self.page.locator(".countdown .number")
        consents = self.page.locator('#open .missing a[href*="consent_"]').count() if self.confirms else 0
        return max(0, int(number.inner_text()) - consents) if number.count() else 0

    def settle(self) -> None:
        """Until nothing is asked of the service: who waits for the answer types nothing into a box that goes."""
        quiet, until = 0, monotonic() + PATIENCE
        while quiet < 3:
            assert monotonic() < until, f"{self.page.url} does not settle"
            try:
                asked = self.page.evaluate(QUIET)
            except Exception as error:  # the page was left meanwhile
                if "context was destroyed" not in str(error) and "navigation" not in str(error):
                    raise
                self.page.wait_for_load_state()
                quiet = 0
                continue
            quiet = 0 if self._asking or asked else quiet + 1

    def fill(self) -> None:
        """Enter from stop to stop, as the keyboard of a clerk does, until the button that sends has the focus."""
        passed: dict[str, int] = {}
        for _ in range(MOST_STOPS):
            focus = self.page.evaluate(FOCUS)
            if not focus["stop"] or focus["save"] or focus["tag"] in ("BUTTON", "A", "SUMMARY"):
                return
            passed[focus["name"]] = passed.get(focus["name"], 0) + 1
            if passed[focus["name"]] > 6:
                raise AssertionError(f"Enter does not leave {focus['name']}")
            self._answer(focus)
            self.press("Tab" if focus["tag"] == "TEXTAREA" else "Enter")
        raise AssertionError("too many stops")

    def _answer(self, focus: Mapping[str, Any]) -> None:
        name = str(focus["name"])
        if name in self._typed:
            return
        answer = "" if self.confirms and _is_consent(name) else self._answer_to(name, focus)
        if not answer:
            return
        if focus["type"] in ("radio", "checkbox"):
            fitting = [value for value in answer.split(",") if value in focus["values"]] or _first(focus)
            for value in fitting:
                if not (focus["chosen"] and focus["type"] == "radio"):
                    self._typed.add(name)
                    self.keyed.append(name)
                    self.press(str(focus["values"].index(value) + 1))
            return
        if focus["tag"] == "SELECT":
            self._typed.add(name)
            self.keys += 1
            self.page.locator(f'[name="{name}"]').select_option(answer)
            self.settle()
        elif not focus["value"]:
            self._typed.add(name)
            self.keyed.append(name)
            self.write(answer)

    def _answer_to(self, name: str, focus: Mapping[str, Any]) -> str:
        plain = name.partition(".")[2] if name[:1] == "p" and name[1:].partition(".")[0].isdigit() else name
        without_row = ".".join(part for part in plain.split(".") if not part.isdigit())
        tails = [without_row, plain.rpartition(".")[2]] if focus["part"] else [without_row, *_tails(without_row)]
        for known in (name, plain, *tails):
            if known in self.answers:
                return self.answers[known]
        if not focus["required"] or focus["part"] in ("month", "day", "building", "era"):
            return ""
        if focus["type"] in ("radio", "checkbox"):
            return _first(focus)[0]
        part = focus["part"] or ("tel" if focus["type"] == "tel" else "")
        if "kana" in name and part in KANA:
            return KANA[part]
        return USUAL.get(part, "例示" if focus["mode"] in ("", "text") else "1")


def _is_consent(name: str) -> bool:
    return name.rpartition(".")[2].startswith("consent_")


def _first(focus: Mapping[str, Any]) -> list[str]:
    values: list[str] = focus["values"]
    plain = [value for value in values if value in ("no", "none")]
    return plain[:1] or values[:1]


def _tails(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[at:]) for at in range(1, len(parts)))
