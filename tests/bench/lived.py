"""D1b: 書かない率 as lived. Ten households through the real pages of a visit, with every procedure that the guide lists and the counter can
begin (the family of four: the six of its target); every box of their official forms is counted. Keys, clicks and loads are those of the clerk; the visitor answers on a screen of
their own what can be pressed (`screen`). There a protected person sees no address, no name of another and nothing confidential; that
household comes once more without a screen, for the worst and not for the median."""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

from playwright.sync_api import BrowserContext, sync_playwright

from portal.config import load_settings
from portal.services.counter.interview import open_interview
from portal.services.counter.visits import visit_of_counter
from portal.services.filing.prefilled_share import Filled, count_boxes, keyed_boxes
from portal.services.filing.visit_facts import facts_of
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import member_by_id
from portal.services.shared.write_audit import Actor
from portal.store.staff import staff_members
from portal.wiring import install
from tests.bench.clerk import ClerkAtWork
from tests.bench.households import HOUSEHOLDS, Household
from tests.bench.visitor_side import VisitorSide
from tests.browser import DESKTOP, launch
from tests.journeys.service import sign_in_on_the_page
from tests.servers import NOW, running

MEDIAN, WORST = 0.90, 0.60
KEYS, CLICKS, LOADS = 250, 12, 8  # of the family of four
_ROUNDS = 6
LOGIN = "madoguchi"
_MEANT = ".household td .button-second"


@dataclass(frozen=True)
class Visit:
    """`open`: questions that stayed open; `taps`: of the visitor; `height`: of the interview with everybody in, px;
    `typed`: boxes of forms that the clerk keyed, each fact once."""

    household: str
    procedures: int
    boxes: int
    rate: float
    sourced: float
    keys: int
    clicks: int
    loads: int
    taps: int
    height: int
    open: int
    typed: tuple[str, ...]

    @property
    def summary(self) -> str:
        return (
            f"lived          {self.household:<14} {self.procedures:>2} procedures {self.boxes:>4} boxes   書かない率 {self.rate:.2f} "
            f"({self.sourced:.2f} from sources)   {self.keys:>4} keys {self.clicks:>3} clicks {self.loads:>3} loads   "
            f"{self.taps:>3} taps of the visitor   {self.height:>5} px"
            + (f"   {self.open} left open" if self.open else "")
            + f"\n               typed: {' '.join(self.typed)}"
        )

    def as_json(self) -> dict[str, object]:
        return {"measure": "lived", **asdict(self)}


@dataclass(frozen=True)
class Lived:
    median: float
    worst: float
    keys: int
    clicks: int
    loads: int

    @property
    def summary(self) -> str:
        return (
            f"lived          書かない率 median={self.median:.2f} (≥ {MEDIAN}) worst={self.worst:.2f} (≥ {WORST})   "
            f"family of four {self.keys} keys (≤ {KEYS}) {self.clicks} clicks (≤ {CLICKS}) {self.loads} loads (≤ {LOADS})"
        )

    def as_json(self) -> dict[str, object]:
        return {"measure": "lived", **asdict(self)}


def figures() -> Iterator[Visit | Lived]:
    visits = []
    with tempfile.TemporaryDirectory() as folder, counter(Path(folder)) as (installation, context, url):
        window = VisitorSide(url, {})
        pair_window(context, window)
        for household in HOUSEHOLDS:
            visit = live(installation, context, window, household)
            visits.append(visit)
            yield visit
        alone = replace(HOUSEHOLDS[-1], name="守られている人、画面なし", screen=False)
        yield (unaided := live(installation, context, window, alone))
    rates = [visit.rate for visit in visits]
    family = visits[0]
    yield Lived(median(rates), min(*rates, unaided.rate), family.keys, family.clicks, family.loads)


@contextmanager
def counter(folder: Path) -> Iterator[tuple[Installation, BrowserContext, str]]:
    """These households repeat people, so earlier applications are no source."""
    with (
        running("demo", folder=folder, KAKANAI_COUNTER_RECALL="off", KAKANAI_RESIDENT_REGISTER="people") as server,
        sync_playwright() as playwright,
    ):
        installation = install(load_settings(env="test", data=folder / "data", now=NOW))
        browser = launch(playwright)
        context = browser.new_context(viewport=DESKTOP, base_url=server.url, locale="ja-JP", timezone_id="Asia/Tokyo")
        context.set_default_timeout(15_000)
        page = context.new_page()
        sign_in_on_the_page(page, LOGIN)
        page.close()
        yield installation, context, server.url
        browser.close()
        installation.database.close()


def pair_window(context: BrowserContext, window: VisitorSide) -> None:
    """Once a morning, in a visit of its own that ends."""
    page = context.new_page()
    clerk = ClerkAtWork(page)
    clerk.begin("")
    visit = page.url
    clerk.go(f"{visit}/screen")
    clerk.press("v")
    window.pair(re.sub(r"\D", "", page.locator(".receipt-number").inner_text()))
    page.reload()
    clerk.click("form > details summary")
    clerk.click('button[value="keep"]')
    clerk.go(visit)
    _end(clerk)
    page.close()


def live(installation: Installation, context: BrowserContext, window: VisitorSide, household: Household) -> Visit:
    if household.protected[0]:
        with installation.database.write() as unit:
            protect(installation, unit, Actor("system", "bench"), [household.protected], STAFF)
            unit.commit()
    page = context.new_page()
    clerk = ClerkAtWork(page, household.answers, card=household.card, confirms=household.screen)
    window.answers, window.agrees, window.taps = household.answers, household.agrees, 0
    clerk.begin("")
    visit = page.url
    _people(clerk, household, visit)
    _guide(clerk, household, visit)
    if page.locator('button[value="household"]').count():
        clerk.click('button[value="household"]')
    elif clerk.page.locator(_MEANT).count():  # one procedure lists people, and one person is there
        clerk.click(_MEANT)
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    if household.screen:
        _on_screen(clerk, "Alt+V", window.answer)
    left = _interview(clerk)
    if household.screen:
        _on_screen(clerk, "Alt+B", window.confirm)
    filled, procedures, typed = _counted(installation, visit)
    clerk.press("Control+Enter")
    left = max(left, 1) if "/interview" in page.url else 0
    keys, clicks, loads = clerk.keys, clerk.clicks, clerk.loads
    clerk.go(visit)
    _end(clerk)
    page.close()
    return Visit(
        household.name, procedures, filled.boxes, (filled.unkeyed) / filled.boxes,
        (filled.unkeyed - filled.usual - filled.chosen) / filled.boxes, keys, clicks, loads, window.taps, height, left, typed,
    )  # fmt: skip


def _end(clerk: ClerkAtWork) -> None:
    """A visit that goes on keeps the window's screen, and the next household would ask in vain."""
    while (removes := clerk.page.locator('button[value^="remove."]')).count():  # what could not be registered
        removes.first.click()
        clerk.settle()
    clerk.click('button[value="end"]')
    assert clerk.page.url.endswith("/summary"), clerk.page.locator("main").inner_text()[:400]


def _people(clerk: ClerkAtWork, household: Household, visit: str) -> None:
    clerk.press("Alt+2")
    clerk.press("1")
    clerk.press("Control+Enter")
    if household.card:
        clerk.click('button[data-use="attributes"]')
    if household.find[0]:
        clerk.clicks += 1
        clerk.page.locator('[name="find-birth.year"]').focus()
        for text in household.find:
            clerk.write(text)
            clerk.press("Enter")
        clerk.press("Enter")  # past the address
        clerk.press("1")
        clerk.press("Enter")
        clerk.press("Enter")
    if household.about:
        clerk.click(f'[name="about"][aria-label^="{household.about}"]')
        clerk.press("Control+Enter")
    if household.paper:
        clerk.go(f"{visit}/people/{household.paper}")
        clerk.fill()
        clerk.press("Control+Enter")
        assert f"/people/{household.paper}" not in clerk.page.url, clerk.page.locator(".error-summary").inner_text()


def _guide(clerk: ClerkAtWork, household: Household, visit: str) -> None:
    if f"/guide/{household.guide}" not in clerk.page.url:
        clerk.go(f"{visit}/guide")
        key = clerk.page.locator(f'a[href$="/guide/{household.guide}"]').get_attribute("data-key")
        clerk.press(key or "1")
    clerk.fill()
    for box in clerk.page.locator('[name="visit-begin"]').all():
        if box.is_visible() and (not household.begins or box.get_attribute("value") in household.begins):
            clerk.keys += 2  # Tab and Space
            box.check()
    clerk.press("Control+Enter")
    assert clerk.page.url.endswith("/interview"), clerk.page.url


def _interview(clerk: ClerkAtWork) -> int:
    """How many questions stay open."""
    before = -1
    for _ in range(_ROUNDS):
        clerk.fill()
        if clerk.left == 0:
            return 0
        if clerk.left == before:
            break
        before = clerk.left
        clerk.press("Alt+1")
    return clerk.left


def _on_screen(clerk: ClerkAtWork, key: str, visitor_acts: Callable[[], None]) -> None:
    """The page follows the visitor by itself."""
    clerk.press(key)
    assert "/interview" in clerk.page.url, clerk.page.url
    visitor_acts()
    clerk.page.evaluate("document.querySelector('form[data-keep]').dispatchEvent(new Event('renew'))")
    clerk.settle()


def _counted(installation: Installation, address: str) -> tuple[Filled, int, tuple[str, ...]]:
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, LOGIN)
        assert row is not None
        member = member_by_id(installation.clock, unit, row.id, "bench")
        visit = visit_of_counter(installation, unit, member, address.rpartition("/")[2])
        facts = facts_of(installation, visit.row)
        parts = open_interview(installation, unit, member, visit, facts, "").parts
    drafts = [(part.draft, part.entry.path) for part in parts]
    filled = count_boxes(installation.settings, drafts, facts)
    typed = tuple(
        f"{draft.procedure.id}:{field.id}"
        for draft, path in drafts
        for field in keyed_boxes(installation.settings, draft, path)
    )
    return filled, len(parts), typed
