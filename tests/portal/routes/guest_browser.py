"""A guest at a browser without scripts."""

from collections.abc import Mapping
from dataclasses import dataclass

from httpx2 import Response
from starlette.testclient import TestClient

from forms.definition.procedure import Procedure
from portal.app import make_app
from portal.clock import to_micro
from portal.services.shared.catalogue import publish
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.journeys.visitor import Form, forms

BASE = "http://127.0.0.1:8000"
DUTY = "care-qualification"


def offer(installation: Installation, procedure: Procedure) -> None:
    """Publishes, and reloads the catalogue of this process."""
    publish(installation.database, [procedure], to_micro(installation.clock.now()))
    with installation.database.read() as unit:
        installation.catalogue.keep_up(unit)


def version(number: int, more: str = "") -> Procedure:
    return small(more, version=str(number), duty=DUTY)


@dataclass
class Page:
    browser: "GuestBrowser"
    response: Response

    @property
    def text(self) -> str:
        return self.response.text

    @property
    def path(self) -> str:
        return self.response.url.path

    @property
    def status(self) -> int:
        return self.response.status_code

    def press(
        self, words: str, boxes: Mapping[str, str] | None = None, files: Mapping[str, tuple[str, bytes]] | None = None
    ) -> "Page":
        """Submits the form of this button with `boxes` and `files`; the page of the response."""
        form = self.form(words)
        sent: dict[str, list[str]] = {}
        for name, value in form.values:
            sent.setdefault(name, []).append(value)
        pressed = next((name, value) for label, name, value in form.buttons if words in label)
        sent |= {name: [value] for name, value in (boxes or {}).items()}
        sent |= {pressed[0]: [pressed[1]]} if pressed[0] else {}
        chosen = dict.fromkeys(form.file_boxes, ("", b"")) | dict(files or {})
        return Page(self.browser, self.browser.client.post(form.action or self.path, data=sent, files=chosen))

    def form(self, words: str) -> Form:
        return next(form for form in forms(self.text) if any(words in label for label, _, _ in form.buttons))


@dataclass
class GuestBrowser:
    client: TestClient

    def open(self, address: str) -> Page:
        return Page(self, self.client.get(address))


def guest(installation: Installation) -> GuestBrowser:
    client = TestClient(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=True)
    return GuestBrowser(client)
