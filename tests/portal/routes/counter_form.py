"""The counter's form as a browser without scripts sends it: read from the page, changed, pressed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from httpx2 import Response

from forms.procedure import Procedure
from tests.portal.routes.staff_browser import StaffBrowser
from tests.portal.world import ANSWERS, PROCEDURE

Boxes = dict[str, list[str]]

# How a visit is taken in, beside the procedure's own answers.
VISIT: Mapping[str, list[str]] = {
    "reception-door": ["counter"],
    "reception-place": ["care"],
    "reception-shown": ["my_number_card"],
}


def typed(procedure: Procedure, answers: Mapping[str, object] = ANSWERS) -> Boxes:
    """Stored answers as the boxes of a form."""
    sent: Boxes = {}
    for name, value in answers.items():
        question = procedure.field(name)
        for part, values in question.type.typed(value, question.settings).items():
            sent[f"{name}.{part}" if part else name] = list(values)
    return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.area = ""
        self.boxes: Boxes = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = "data-keep" in given
        if not self.inside or "name" not in given:
            return
        ticked = given.get("type") in ("radio", "checkbox")
        if tag == "input" and (not ticked or "checked" in given):
            self.boxes.setdefault(given["name"], []).append(given.get("value", "on"))
        if tag == "textarea":
            self.area = given["name"]
            self.boxes[self.area] = [""]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.boxes[self.area][0] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        if tag == "form":
            self.inside = False


def boxes(page: str) -> Boxes:
    """Everything the form on this page would send if nothing were touched."""
    reader = _Reader()
    reader.feed(page)
    return reader.boxes


@dataclass
class Screen:
    """One clerk before one draft. `page` is what the browser shows."""

    browser: StaffBrowser
    address: str
    page: str = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.browser.client.get(self.address).text

    def press(self, act: str, changes: Mapping[str, list[str]] | None = None) -> Response:
        """Sends the form as it stands with these changes; [] empties a box. Follows to the page that is shown then."""
        sent = {name: values for name, values in {**boxes(self.page), **(changes or {})}.items() if values}
        answer = self.browser.client.post(self.address, data={**sent, **({"screen-act": act} if act else {})})
        self.page = self.browser.client.get(self.address).text if answer.status_code == 303 else answer.text
        return answer


def begin(browser: StaffBrowser) -> Screen:
    answer = browser.post("/counter", f"/counter/{PROCEDURE}/start", {})
    assert answer.status_code == 303, answer.text
    return Screen(browser, answer.headers["location"])


def receipt(answer: Response) -> str:
    """The number in the address that the answer leads to; AssertionError with what is open if it leads nowhere."""
    where: str = answer.headers.get("location", "")
    assert where.startswith("/counter/done/"), (answer.status_code, re.findall(r'<a href="#.*?</a>', answer.text))
    return where.removeprefix("/counter/done/")
