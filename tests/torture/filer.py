"""A person who files one report after another, and presses again whenever no answer comes."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from random import Random
from threading import Event, Thread
from time import monotonic, sleep

import httpx

from tests.journeys.lamps import REPORT
from tests.journeys.visitor import AS_IT_STANDS, Boxes, Visitor
from tests.portal.pdfs import pdf_of
from tests.torture.answer import fault, setback
from tests.torture.ledger import Ledger, Promise

# A file whose check was interrupted is looked at again after two minutes, by the worker.
PATIENCE, LAST_PATIENCE = 240.0, 30.0
_NAME = "report.pdf"
LOSES = 0.2  # share of submissions whose answer the line loses


class SessionEnded(Exception):
    """The clock went past the end of a guest's session: the page says so, and the person begins anew."""


class Filer(Thread):
    """`obeys`: comes again when the page says, and not at once."""

    def __init__(self, url: str, ledger: Ledger, ended: Event, seed: int, *, obeys: bool = False) -> None:
        super().__init__(daemon=True)
        self.obeys = obeys
        self.url, self.ledger, self.ended, self.chance = url, ledger, ended, Random(seed)

    def run(self) -> None:
        while not self.ended.is_set():
            if not (number := self.ledger.begin()):
                self.ended.wait(0.1)
                continue
            place = f"見本{number}番の街路灯"
            try:
                self._file(place, pdf_of(f"report {number}"))
            except (TimeoutError, SessionEnded):
                self.ledger.give_up(place)
            except AssertionError as error:
                self.ledger.give_up(place)
                self.ledger.complain(f"{place}: {error}")

    def _file(self, place: str, paper: bytes) -> None:
        with Visitor(self.url, self._client()) as guest:
            self._until(guest, lambda: guest.go(f"/apply/{REPORT}"))
            self._press(guest, "次へ進む", {"place.words": place})
            self._attach(guest, paper)
            self._press(guest, "次へ進む")
            self._press(guest, "次へ進む", {"signed.text": "見本 花子"})
            if self.chance.random() < LOSES:
                self._lose(guest)
            self._press(guest, "申請する")
            if guest.path == "/sign-in":
                raise SessionEnded
            if not guest.path.startswith("/applications/"):
                raise AssertionError(f"{place}: {guest.seen.status_code} {guest.path}")
            self.ledger.receive(Promise(guest.path.rpartition("/")[2], place, sha256(paper).hexdigest()))

    def _client(self) -> httpx.Client:
        """From an address of their own: so many reports from one address are refused."""
        place = f"127.{self.chance.randrange(1, 250)}.{self.chance.randrange(250)}.{self.chance.randrange(1, 250)}"
        line = httpx.HTTPTransport(local_address=place, limits=httpx.Limits(keepalive_expiry=2))
        return httpx.Client(base_url=self.url, follow_redirects=True, timeout=30, transport=line)

    def _waits(self, since: float) -> bool:
        """Not for long when everything is over: a report that nobody was told of may be stored or not."""
        return monotonic() < since + (LAST_PATIENCE if self.ended.is_set() and not self.obeys else PATIENCE)

    def _press(self, guest: Visitor, words: str, boxes: Boxes = AS_IT_STANDS) -> None:
        self._until(guest, lambda: guest.press(words, boxes))

    def _attach(self, guest: Visitor, paper: bytes) -> None:
        """Looks first whether the file is there: it may be, though no answer came."""
        page, begun, failed = guest.path, monotonic(), 0
        while _NAME not in guest.text:
            if not self._waits(begun):
                raise TimeoutError
            with suppress(httpx.HTTPError):
                answer = guest.press("選んだものを加える", files={"photos.upload": [(_NAME, paper)]})
                if self._fails(answer):
                    failed += 1
                    self.ledger.retry(failed)
                    sleep(self._pause(answer))
            self._until(guest, lambda: guest.go(page))

    def _lose(self, guest: Visitor) -> None:
        """Presses, and is gone before the answer comes."""
        page = guest.seen
        before, guest.client.timeout = guest.client.timeout, httpx.Timeout(self.chance.uniform(0.001, 0.05))
        try:
            guest.press("申請する")
        except httpx.HTTPError as error:
            self.ledger.suffer(type(error).__name__)
        guest.client.timeout, guest.seen = before, page

    def _until(self, guest: Visitor, act: Callable[[], httpx.Response]) -> None:
        """As a browser does: the page stays, and the same button is pressed again."""
        page, begun, failed = getattr(guest, "seen", None), monotonic(), 0
        while self._waits(begun):
            pause = self._pause()
            try:
                answer = act()
                if not self._fails(answer):
                    return
                if answer.status_code == httpx.codes.GONE:
                    raise SessionEnded
                pause = self._pause(answer)
            except httpx.HTTPError as error:
                self.ledger.suffer(type(error).__name__)
            if page is not None:
                guest.seen = page
            failed += 1
            self.ledger.retry(failed)
            sleep(pause)
        raise TimeoutError

    def _pause(self, answer: httpx.Response | None = None) -> float:
        asked = float(answer.headers.get("Retry-After", 0)) if self.obeys and answer is not None else 0.0
        return asked + self.chance.uniform(0.05, 0.3)

    def _fails(self, answer: httpx.Response) -> bool:
        if answer.is_error:
            self.ledger.suffer(setback(answer))
        if sentence := fault(answer):
            self.ledger.complain(sentence)
        return answer.is_error
