"""A guest at a browser without scripts, filing a small procedure of a test's own; each page that was opened can be sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from httpx2 import Response
from starlette.testclient import TestClient

from forms.procedure import Procedure
from portal.app import make_app
from portal.clock import to_micro
from portal.services.catalogue import publish
from portal.services.installation import Installation
from tests.forms.loading.small import small
from tests.journeys.visitor import Form, forms

BASE = "http://127.0.0.1:8000"
DUTY = "care-qualification"


def offer(installation: Installation, procedure: Procedure) -> None:
    """Publishes, and lets this process know."""
    publish(installation.database, [procedure], to_micro(installation.clock.now()))
    with installation.database.read() as unit:
        installation.catalogue.keep_up(unit)


def version(number: int, more: str = "") -> Procedure:
    """The smallest definition as the city can offer it, in this version."""
    return small(more, version=str(number), duty=DUTY)


@dataclass
class Page:
    """A page as a window of the browser holds it, however long ago it was opened."""

    browser: "GuestBrowser"
    answer: Response

    @property
    def text(self) -> str:
        return self.answer.text

    @property
    def path(self) -> str:
        return self.answer.url.path

    @property
    def status(self) -> int:
        return self.answer.status_code

    def press(
        self, words: str, boxes: Mapping[str, str] | None = None, files: Mapping[str, tuple[str, bytes]] | None = None
    ) -> "Page":
        """Sends the form that has this button, after writing into `boxes` and choosing `files`; the page that comes next."""
        form = self.form(words)
        sent: dict[str, list[str]] = {}
        for name, value in form.values:
            sent.setdefault(name, []).append(value)
        pressed = next((name, value) for said, name, value in form.buttons if words in said)
        sent |= {name: [value] for name, value in (boxes or {}).items()}
        sent |= {pressed[0]: [pressed[1]]} if pressed[0] else {}
        chosen = dict.fromkeys(form.file_boxes, ("", b"")) | dict(files or {})
        return Page(self.browser, self.browser.client.post(form.action or self.path, data=sent, files=chosen))

    def form(self, words: str) -> Form:
        return next(form for form in forms(self.text) if any(words in said for said, _, _ in form.buttons))


@dataclass
class GuestBrowser:
    client: TestClient

    def open(self, address: str) -> Page:
        return Page(self, self.client.get(address))


def guest(installation: Installation) -> GuestBrowser:
    client = TestClient(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=True)
    return GuestBrowser(client)
