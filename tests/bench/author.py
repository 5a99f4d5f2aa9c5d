"""D4: what it takes a clerk who has never seen the workshop to make a procedure of ten questions and bring it to residents, in a
browser without a mouse: keys, loads, and minutes at the pace of `READS` a page and `TYPES` a key (reckoned, as in P8) plus what
the machine takes. The steps are those of the story (`tests/journeys/desk/authoring.py`), in which nothing is known beforehand but the words."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Page, sync_playwright

from forms.scenarios.scenario_answers import read_answers
from portal.config import load_settings
from portal.jobs.publish_releases import publish_releases
from portal.services.procedures.offer_published import offer_published
from portal.services.shared.installation import Installation
from portal.wiring import install
from tests.browser import OpenPage, launch, pages
from tests.databases import NOW
from tests.definitions.filing import typed
from tests.journeys.desk import authoring
from tests.journeys.desk.authoring import DUTY, NAME, TOMORROW, Step
from tests.journeys.desk.test_staff_by_keyboard import Office, office
from tests.journeys.in_process import resident_cookies
from tests.journeys.keyboard import FOCUS, MOST_KEYS, Typist
from tests.portal.later import later
from tests.portal.services.workshop.writing import author, publisher
from tests.portal.world import add_member

READS, TYPES = 4.0, 0.4  # seconds
# Whether what shows these words is above the focus.
ABOVE = """words => {
    const acts = [...document.querySelectorAll("main :is(a, button, summary)")].filter(act => act.textContent.includes(words));
    const at = document.activeElement;
    return at !== document.body && acts.length > 0 && acts.every(act => act.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
}"""


@dataclass(frozen=True)
class Stage:
    """`machine`: seconds from the key that asks for a page until it is there."""

    what: str
    keys: int
    loads: int
    machine: float

    @property
    def minutes(self) -> float:
        return (self.machine + self.loads * READS + self.keys * TYPES) / 60

    @property
    def summary(self) -> str:
        return (
            f"author         {self.what:<34} {self.minutes:>5.1f} minutes   {self.keys:>5} keys   0 clicks "
            f"{self.loads:>4} loads   {self.machine:>5.1f} s of the machine"
        )

    def as_json(self) -> dict[str, object]:
        return {"measure": "author", **asdict(self), "minutes": self.minutes}


class Keys(Typist):
    """Counts each key; a text typed through a conversion counts each character once."""

    keys = loads = 0
    machine = 0.0

    def key(self, name: str) -> None:
        self.keys += 1
        super().key(name)

    def write(self, text: str) -> None:
        # What is there is marked first, as Tab does in a browser but not in a text of several lines.
        self.keys += len(text)
        super().key("Control+A")
        super().write(text)

    def do(self, step: Step) -> None:
        self.answers, self.typed = {}, set()
        for words in step.opens:
            self.go_to(words)
            if not self.page.evaluate("document.activeElement.parentElement.open"):
                self.key("Enter")
        self.answers = step.boxes
        self.go_to(step.words)
        began = perf_counter()
        with self.page.expect_navigation(wait_until="load"):
            self.key("Enter")
        self.machine += perf_counter() - began
        self.loads += 1

    def go_to(self, words: str) -> None:
        """Past what is on every page, by the link for that. Reads also the words that are unseen."""
        way = "Shift+Tab" if not self.answers and self.page.evaluate(ABOVE, words) else "Tab"
        for _ in range(MOST_KEYS):
            self.key(way)
            focus = self.page.evaluate(FOCUS)
            label = self.page.evaluate("document.activeElement.textContent")
            if focus["act"] and words in label:
                return
            if label == "本文へ":
                self.key("Enter")
            self.answer(focus)
        raise AssertionError(f"Tab does not lead to {words} at {self.page.url}")

    def shows(self, words: str) -> bool:
        return words in self.page.inner_text("main")

    def stage(self, what: str, act: Callable[[], object]) -> Stage:
        self.keys, self.loads, self.machine = 0, 0, 0.0
        act()
        return Stage(what, self.keys, self.loads, self.machine)


def figures() -> Iterator[Stage]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        installation = install(load_settings(env="test", identity="none", now=NOW, data=Path(folder)))
        browser = launch(playwright)
        with pages(browser) as open_page:
            stages = []
            for stage in _measured(installation, open_page):
                stages.append(stage)
                yield stage
        browser.close()
        installation.database.close()
    keys, loads, machine = (sum(getattr(stage, name) for stage in stages) for name in ("keys", "loads", "machine"))
    yield Stage("in all", keys, loads, machine)


def _measured(installation: Installation, open_page: OpenPage) -> Iterator[Stage]:
    writer, second = author(installation), publisher(installation)
    section = add_member(installation, "section", ("reviewer", DUTY), ("exporter", DUTY))
    with office(installation, open_page) as desk:
        hand = Keys(desk.seat(writer, authoring.HERE), {})
        yield hand.stage("made", lambda: authoring.write(hand, authoring.first_version()))
        yield hand.stage("signed, in force tomorrow", lambda: authoring.sign_and_ask(hand, TOMORROW))
        other = Keys(desk.seat(second, authoring.HERE), {})
        yield other.stage("approved by a second person", lambda: authoring.approve(other))
    tomorrow = later(installation, days=1)
    assert publish_releases(tomorrow) == 1
    offer_published(tomorrow)
    with office(tomorrow, open_page) as desk:
        resident = Keys(_resident(desk), {})
        yield resident.stage("filed by a resident", lambda: _file(resident, tomorrow))
        number = resident.page.url.rpartition("/")[2]
        hand = Keys(desk.seat(section, f"/desk/{number}"), {})
        yield hand.stage("decided", lambda: authoring.decide(hand))
        hand.page.goto("/desk/exports")
        yield hand.stage("exported", lambda: authoring.export(hand))
        hand = Keys(desk.seat(writer, authoring.PROCEDURE), {})
        yield hand.stage("changed, signed", lambda: _change(hand))
        other = Keys(desk.seat(second, authoring.HERE), {})
        yield other.stage("approved by a second person", lambda: authoring.approve(other))
        other.page.goto(authoring.PROCEDURE)
        yield other.stage("returned to the first version", lambda: authoring.put_back(other))


def _change(hand: Keys) -> None:
    authoring.write(hand, authoring.second_version())
    authoring.sign_and_ask(hand)


def _resident(desk: Office) -> Page:
    page = desk.open_page(base_url=desk.url)
    cookies = resident_cookies(desk.installation)
    page.context.add_cookies(
        [{"name": f"kakanai_{name}", "value": value, "url": desk.url} for name, value in cookies.items()]
    )
    desk.pages.append(page)
    page.goto(f"/apply/{NAME}")
    return page


def _file(hand: Keys, installation: Installation) -> None:
    procedure = installation.catalogue.current(NAME)
    given = read_answers(procedure, authoring.ANSWERS)
    while not hand.page.url.endswith("/check"):
        names = hand.page.locator("[data-field]").evaluate_all("all => all.map(each => each.dataset.field)")
        boxes: dict[str, str] = {}
        for name in dict.fromkeys(names):
            boxes |= {box: lines[0] for box, lines in typed(procedure.field(name), given).items() if lines}
        if not names and not hand.page.locator(".rows-line").count():
            hand.do(Step("追加する"))
        else:
            hand.do(Step("次へ進む", boxes))
    hand.do(Step("申請する"))
