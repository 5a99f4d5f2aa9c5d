"""The counter's form as a browser without scripts submits it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from httpx2 import Response

from forms.definition.procedure import Procedure
from tests.portal.routes.staff_browser import StaffBrowser
from tests.portal.world import ANSWERS, PROCEDURE

Boxes = dict[str, list[str]]

# The answers about the visit, beside the procedure's own.
VISIT: Mapping[str, list[str]] = {
    "reception-door": ["counter"],
    "reception-place": ["care"],
    "reception-shown": ["my_number_card"],
}


def typed(procedure: Procedure, answers: Mapping[str, object] = ANSWERS) -> Boxes:
    sent: Boxes = {}
    for name, value in answers.items():
        question = procedure.field(name)
        for part, values in question.type.typed(value, question.settings).items():
            sent[f"{name}.{part}" if part else name] = list(values)
    return sent


# All else is nothing to the reader, which is slow.
_PARTS = re.compile(r"""</form>|<(?:form|input)\b(?:[^>"]|"[^"]*")*>|<textarea\b.*?</textarea>""", re.DOTALL)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.area = ""
        self.boxes: Boxes = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = "data-keep" in attributes
        if not self.inside or "name" not in attributes:
            return
        ticked = attributes.get("type") in ("radio", "checkbox")
        if tag == "input" and (not ticked or "checked" in attributes):
            self.boxes.setdefault(attributes["name"], []).append(attributes.get("value", "on"))
        if tag == "textarea":
            self.area = attributes["name"]
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
    """What the untouched form on this page submits."""
    reader = _Reader()
    reader.feed("".join(_PARTS.findall(page)))
    return reader.boxes


@dataclass
class Screen:
    """One clerk's page of one draft. `page` is the HTML that the browser shows."""

    browser: StaffBrowser
    address: str
    page: str = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.browser.client.get(self.address).text

    def press(self, act: str, changes: Mapping[str, list[str]] | None = None) -> Response:
        """Submits the form with these changes; [] clears a box. Follows a redirect."""
        sent = {name: values for name, values in {**boxes(self.page), **(changes or {})}.items() if values}
        response = self.browser.client.post(self.address, data={**sent, **({"screen-act": act} if act else {})})
        self.page = self.browser.client.get(self.address).text if response.status_code == 303 else response.text
        return response


def begin(browser: StaffBrowser) -> Screen:
    response = browser.post("/counter", f"/counter/{PROCEDURE}/start", {})
    assert response.status_code == 303, response.text
    return Screen(browser, response.headers["location"])


def receipt(response: Response) -> str:
    """The receipt number of the redirect; AssertionError with the open questions if there is no redirect."""
    where: str = response.headers.get("location", "")
    assert where.startswith("/counter/done/"), (response.status_code, re.findall(r'<a href="#.*?</a>', response.text))
    return where.removeprefix("/counter/done/")
