"""Every page, on a phone and on a desk screen, in each language, as it is and with its mistakes: axe finds nothing, nothing
overflows or collapses, targets are large enough, the focus is seen. `make screenshots` takes its pictures here."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, Response, ViewportSize

from forms.text.foreign_day import is_foreign, spaces_words
from forms.text.translations import LANGUAGES as TRANSLATED
from portal.routes.families import pages_of
from portal.web.shared.words import words
from tests.browser import DESKTOP, PHONE, Complaints, OpenPage, axe, pages
from tests.databases import Makers
from tests.examples import IS_LONG, some
from tests.journeys import looks
from tests.journeys.headers import wrong_headers
from tests.journeys.phone import follow, go_on
from tests.journeys.place import ANYONE, AUDITOR, CLERK, SECTION, Place
from tests.journeys.places import PLACES
from tests.journeys.service import Service, Services
from tests.journeys.tour import Tour

PAGES = [place for place in PLACES if place.page]
ROOMS = {f"{page.method} {page.path}": page.endpoint.__module__.rpartition(".")[0] for page in pages_of("single").pages}
# What nobody is sent to without having begun: its page is a refusal.
REFUSED = {
    "/sign-in/callback": 400,
    "/sign-in/company/callback": 400,
    "/signatures/callback": 400,
    "/staff/sign-in/callback": 400,
}
TABLET = ViewportSize(width=768, height=1024)  # where the style changes
LANGUAGES = ("ja", "easy")
FOREIGN = tuple(language for language in TRANSLATED if is_foreign(language))
# A question whose elements are all of kinds that the questions before had is looked at in `make long`.
KINDS = """() => [...document.querySelectorAll("main *")].map(one => [one.tagName, one.type, ...[...one.classList].sort()].join(" "))"""
KEY = re.compile(r"\b(?:apply|check|correct|draft|field|find|guide|my_page|nav|paper|receipt|slot)\.[a-z_]+\b")
FORGET = "try { sessionStorage.clear(); localStorage.clear(); } catch { /* about:blank has none */ }"
Shoot = Callable[[Page, str], None]


def is_staffs(place: Place) -> bool:
    return place.access.who == "staff" or place.route.startswith(("/staff", "/mock", "/api", "/admin"))


def family(places: Iterable[Place], most: int = 2) -> list[Place]:
    """Two pages of each room, all in `make long`: a room's pages share their layout, parts and styles."""
    rooms: dict[str, list[Place]] = {}
    for place in places:
        rooms.setdefault(ROOMS[place.name], []).append(place)
    chosen = {room: some([place.route for place in members], most) for room, members in rooms.items()}
    return [place for room, members in rooms.items() for place in members if place.route in chosen[room]]


RESIDENTS = family(place for place in PAGES if not is_staffs(place))
# These pages have a language of their own: the visitor's, that of the address, and what a hall shows to all.
OF_THEIR_OWN = ("/counter/screen", "/offline/{language}", "/halls/{hall}/screen", "/halls/{hall}/screen/{key}", "/halls/{hall}/take/{key}")  # fmt: skip
ONE_EACH = family((place for place in PAGES if not is_staffs(place) and place.route not in OF_THEIR_OWN), 1)
STAFF = family(place for place in PAGES if is_staffs(place))


@pytest.fixture(scope="module")
def sqlite_service(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Of these pages alone: other stories send and throw away what is shown here."""
    with ExitStack() as stack:
        yield Services(makers, tmp_path_factory.mktemp("pages"), stack)["sqlite"]


@pytest.fixture(scope="module")
def tour(sqlite_service: Service) -> Iterator[Tour]:
    made = Tour(sqlite_service)
    yield made
    made.close()


@pytest.fixture(scope="module")
def screens(browser: Browser) -> Iterator[tuple[OpenPage, Complaints]]:
    complaints = Complaints()
    with pages(browser, complaints) as open_page:
        yield open_page, complaints


@pytest.fixture(scope="module")
def telephone(screens: tuple[OpenPage, Complaints], sqlite_service: Service) -> Page:
    """One for all, as what Chromium makes for a new person costs more than a page: each test makes it its person's."""
    return screens[0](PHONE, base_url=sqlite_service.url)


@pytest.fixture(scope="module")
def after_an_act(telephone: Page) -> Page:
    """In the same browser: each act leads to a page, and there the keyboard has its place."""
    page = telephone.context.new_page()
    page.add_init_script(looks.AFTER_AN_ACT)
    return page


@pytest.fixture
def sit_down(
    screens: tuple[OpenPage, Complaints], telephone: Page, tour: Tour, base_url: str
) -> Iterator[Callable[[str, str], Page]]:
    """`sit_down(whose, language)`: in the browser of these tests that person is signed in, from the next page on."""

    def seated(whose: str, language: str = "ja") -> Page:
        for page in telephone.context.pages:
            page.set_viewport_size(PHONE)
        telephone.context.clear_cookies()
        cookies = {} if whose == ANYONE else dict(tour.visitor(whose).client.cookies)
        kept = [{"name": name, "value": value, "url": base_url} for name, value in cookies.items()]
        telephone.context.add_cookies([*kept, {"name": "kakanai_language", "value": language, "url": base_url}])  # type: ignore[list-item]
        return telephone

    yield seated
    for page in telephone.context.pages:
        page.evaluate(FORGET)
    complained, screens[1].heard[:] = [*screens[1].heard], []
    assert complained == []


SitDown = Callable[[str, str], Page]


def looked_at(page: Page, least: int, name: str, shoot: Shoot) -> list[str]:
    """All complaints about the page at both sizes. axe, which takes half a second, looks at the size that most of its
    people have: a phone for residents, a desk screen for staff; in `make long` at both."""
    complaints = []
    usual = DESKTOP if least == looks.STAFF else PHONE
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        shoot(page, name)
        if size == usual or IS_LONG:
            complaints += axe(page)
        complaints += looks.of_layout(page) + looks.of_targets(page, least)
    return [f"{name}: {line}" for line in complaints]


def named(place: Place) -> str:
    return place.route.strip("/").replace("/", "-").replace("{", "").replace("}", "") or "front"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", RESIDENTS, ids=named)
def test_a_page_of_residents(place: Place, language: str, tour: Tour, sit_down: SitDown, shoot: Shoot) -> None:
    page = sit_down(place.whose, language)
    answer = opened(page, place.address(tour))
    assert answer.status == REFUSED.get(place.route, 200)
    assert wrong_headers(place.name, answer.all_headers(), answer.text()) == []
    assert page.locator("html").get_attribute("lang") == "ja"
    complaints = looked_at(page, looks.RESIDENT, f"{named(place)}-{language}", shoot)
    seen = looks.of_focus(page) if language == LANGUAGES[0] else []  # the same elements, and the same rings
    assert complaints + seen + looks.of_larger_text(page) + looks.of_input(page) == []


@pytest.mark.parametrize("language", FOREIGN)
def test_a_page_of_each_room_in_another_language(language: str, tour: Tour, sit_down: SitDown, shoot: Shoot) -> None:
    """On a phone: longer words, other letters. Elements and focus are those of the Japanese page, looked at above."""
    complaints = []
    for place in ONE_EACH:
        page = sit_down(place.whose, language)
        opened(page, place.address(tour))
        complaints += looked_at_in(language, page, f"{named(place)}-{language}", shoot)
    assert not complaints, "\n".join(complaints)


def looked_at_in(language: str, page: Page, name: str, shoot: Shoot, wider: Sequence[ViewportSize] = ()) -> list[str]:
    shoot(page, name)
    complaints = looks.of_layout(page) + looks.of_targets(page, looks.RESIDENT)
    for size in wider:
        page.set_viewport_size(size)
        complaints += [f"at {size['width']}: {line}" for line in looks.of_layout(page)]
    complaints += looks.of_larger_text(page)
    complaints += looks.of_marks(page) if spaces_words(language) else []
    complaints += KEY.findall(page.locator("main").inner_text()) + (axe(page) if IS_LONG else [])
    if page.locator("html").get_attribute("lang") != language:
        complaints.append("the page does not name its language")
    return [f"{name}: {line}" for line in complaints]


@pytest.mark.parametrize("place", STAFF, ids=named)
def test_a_page_of_staff(place: Place, tour: Tour, sit_down: SitDown, after_an_act: Page, shoot: Shoot) -> None:
    page = after_an_act
    sit_down(place.whose, "ja")
    answer = opened(page, place.address(tour))
    assert answer.status == REFUSED.get(place.route, 200)
    assert wrong_headers(place.name, answer.all_headers(), answer.text()) == []
    assert looks.of_place(page) == []
    page.evaluate("document.activeElement.matches('h1') && document.activeElement.blur()")
    complaints = looked_at(page, looks.STAFF, named(place), shoot) + looks.of_focus(page)
    assert complaints + looks.of_larger_text(page, DESKTOP) + looks.of_input(page) == []


def opened(page: Page, address: str) -> Response:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status < 500
    assert page.locator("h1").count() == 1
    return answer


# Every question, empty and with its mistakes


def questions(page: Page, draft: str) -> Iterator[str]:
    """The address of each question that this draft asks, from its check page."""
    page.goto(f"{draft}/check")
    links = page.locator("main :is(.row, .page-rows) a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert len(set(links)) > 10
    yield from dict.fromkeys(links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_answered_and_emptied(language: str, tour: Tour, sit_down: SitDown, shoot: Shoot) -> None:
    page = sit_down("ana", language)
    complaints = []
    known: set[str] = set()
    for address in list(questions(page, tour.long_draft)):
        opened(page, address)
        kinds = set(page.evaluate(KINDS))
        if kinds <= known and not IS_LONG:
            continue
        known |= kinds
        name = f"question-{address.rpartition('/')[2]}-{language}"
        complaints += looked_at(page, looks.RESIDENT, name, shoot)
        complaints += looks.of_larger_text(page)
        if emptied(page):
            complaints += [f"{name}: {line}" for line in of_mistakes(page)]
            complaints += looked_at(page, looks.RESIDENT, f"{name}-mistake", shoot)
        complaints += [f"{name}: {line}" for line in looks.of_input(page)] if language == LANGUAGES[0] else []
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("language", some(FOREIGN, 3))
def test_every_question_and_its_mistakes_in_another_language(
    language: str, tour: Tour, sit_down: SitDown, shoot: Shoot
) -> None:
    page = sit_down("ana", language)
    complaints = []
    asked = {address.rpartition("/")[2]: address for address in questions(page, tour.long_draft)}
    for question in some(asked, 8, language):
        name, address = f"question-{question}-{language}", asked[question]
        opened(page, address)
        complaints += looked_at_in(language, page, name, shoot)
        if emptied(page):
            complaints += [f"{name}: {line}" for line in of_mistakes(page)]
            wider = (TABLET, DESKTOP) if IS_LONG else (TABLET,)
            complaints += looked_at_in(language, page, f"{name}-mistake", shoot, wider)
    assert not complaints, "\n".join(complaints)


def emptied(page: Page) -> bool:
    """Sends the question without an answer; whether that was a mistake."""
    page.evaluate(
        """() => document.querySelectorAll("main form input, main form textarea").forEach(box => {
            if (/radio|checkbox/.test(box.type)) box.checked = false; else if (box.type !== "hidden") box.value = "";
        })"""
    )
    go_on(page)
    return page.locator("#error-summary").count() == 1


def of_mistakes(page: Page) -> list[str]:
    """The summary comes first and has the focus; each line says what its field says and leads to a control of it."""
    complaints = []
    if not page.title().startswith(words(page.locator("html").get_attribute("data-language") or "")["problem.title"]):
        complaints.append(f"the title is {page.title()}")
    if page.evaluate("document.querySelector('main').firstElementChild.id") != "error-summary":
        complaints.append("the summary does not come first")
    if page.evaluate("document.activeElement.id") != "error-summary":
        complaints.append("the summary does not have the focus")
    for line in page.locator("#error-summary a").all():
        target = page.locator(f'[id="{str(line.get_attribute("href"))[1:]}"]')  # ids have dots
        if target.count() != 1 or target.get_attribute("aria-invalid") != "true":
            complaints.append(f"{line.inner_text()} leads to no wrong control")
        elif line.inner_text() not in target.locator("xpath=ancestor::*[@data-field]").last.inner_text():
            complaints.append(f"{line.inner_text()} is not said at its field")
    return complaints


# Mistakes of staff, refusals


def refused_sign_in(page: Page) -> None:
    page.goto("/staff/sign-in")
    follow(page.get_by_role("button", name="サインイン"))


def refused_search(page: Page) -> None:
    page.get_by_role("textbox", name="さがす").fill("12")
    follow(page.get_by_role("button", name="さがす"))


def silent_ground(page: Page) -> None:
    page.get_by_role("textbox", name="さがす").fill("たかみほん")
    follow(page.get_by_role("button", name="さがす"))
    follow(page.get_by_role("button", name="この理由でさがす"))


def silent_call(page: Page) -> None:
    page.get_by_role("textbox", name="さがす").fill("たかみほん")
    follow(page.get_by_role("button", name="さがす"))
    follow(page.get_by_role("button", name="記録する"))


def refused_return(page: Page) -> None:
    follow(page.get_by_role("button", name="補正を求める"))


def refused_decision(page: Page) -> None:
    follow(page.get_by_role("button", name="内容を確かめる"))


def refused_reissue(page: Page) -> None:
    page.locator("summary").filter(has_text="もう一度渡す").click()
    follow(page.get_by_role("button", name="再発行する"))


def refused_entry(page: Page) -> None:
    follow(page.get_by_role("button", name="登録する"))


STAFF_MISTAKES: tuple[tuple[str, str, Callable[[Tour], str], Callable[[Page], None]], ...] = (
    ("sign-in", ANYONE, lambda _tour: "/staff/sign-in", refused_sign_in),
    ("return", SECTION, lambda tour: f"/desk/{tour.sent}/return", refused_return),
    ("reissue", SECTION, lambda tour: tour.batch, refused_reissue),
    ("entry", CLERK, lambda tour: tour.parked, refused_entry),
    ("book", SECTION, lambda _tour: "/desk/book?from=2026-11-20&to=2026-11-01", lambda _page: None),
    ("search", SECTION, lambda _tour: "/desk", refused_search),
    ("ground", SECTION, lambda _tour: "/desk", silent_ground),
    ("call", SECTION, lambda tour: "/desk/call" if tour.sent and tour.returned else "", silent_call),
    ("audit", AUDITOR, lambda _tour: "/desk/audit?report=many&most=0", lambda _page: None),
    ("looked", AUDITOR, lambda _tour: "/desk/audit/looked?number=12", lambda _page: None),
    ("decision", SECTION, lambda tour: f"/desk/{tour.examined}", refused_decision),
    ("not-there", SECTION, lambda _tour: "/desk/26-000-000-000", lambda _page: None),
)


@pytest.mark.parametrize(
    ("name", "whose", "address", "go_wrong"), STAFF_MISTAKES, ids=[mistake[0] for mistake in STAFF_MISTAKES]
)
def test_a_mistake_of_staff(
    name: str,
    whose: str,
    address: Callable[[Tour], str],
    go_wrong: Callable[[Page], None],
    tour: Tour,
    sit_down: SitDown,
    shoot: Shoot,
) -> None:
    page = sit_down(whose, "ja")
    page.goto(address(tour))
    go_wrong(page)
    assert page.title().startswith("エラー：") or name == "not-there"
    assert looked_at(page, looks.STAFF, f"mistake-{name}", shoot) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "address", ["/nowhere", "/applications/26-000-000-000", "/sign-in/callback?error=access_denied"]
)
def test_a_refusal(address: str, language: str, tour: Tour, sit_down: SitDown, shoot: Shoot) -> None:
    page = sit_down("alice", language)
    opened(page, address)
    assert (
        looked_at(
            page, looks.RESIDENT, f"refusal-{address.strip('/').partition('?')[0]}-{language}".replace("/", "-"), shoot
        )
        == []
    )
