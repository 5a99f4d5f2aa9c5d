"""Fixtures of the whole suite, and its order: what fails fast comes first, browsers last.

Every run imports this file, also the run of one test of `forms`. Playwright, databases, coverage, Hypothesis and the
catalogue are therefore imported only where a test uses them.
"""

import gc
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.counting import uncounted
from tests.databases import ENGINES, LendingMakers, Makers
from tests.examples import examples, some
from tests.memory import collect_seldom, use_memory
from tests.on_import import on_import

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

    from forms.definition.procedure import Procedure
    from tests.browser import OpenPage

ORDER = ("forms", "house", "integrations", "portal", "definitions", "journeys")
ON_TOUR = frozenset({"test_answers.py", "test_forged_posts.py", "test_rights.py", "test_strangers.py"})
# They read the same modules (tests/house/tree.py).
OF_TEXTS = frozenset(
    {"test_build.py", "test_glossary.py", "test_messages.py", "test_official_words.py", "test_sealed_columns.py"}
)


ONCE = (
    ("starlette.testclient", "tests.in_thread", "ask_in_thread"),
    ("anyio.to_thread", "tests.answer_in_thread", "answer_in_thread"),
    ("forms.loading", "tests.shipped_once", "read_shipped_once"),
    ("portal.services.shared.catalogue", "tests.kept_catalogue", "use_kept_catalogue"),
    ("portal.store.procedures.definitions", "tests.kept_catalogue", "read_newest_once"),
    ("portal.services.procedures.fit_city", "tests.kept_catalogue", "compare_once"),
    ("portal.wiring.installing", "tests.kept_catalogue", "keep_none"),
    ("portal.wiring.installing", "tests.kept_catalogue", "fill_once"),
    ("portal.wiring.installing", "tests.kept_catalogue", "load_city_once"),
    ("portal.wiring.installing", "tests.databases", "migrate_once"),
    ("portal.wiring.installing", "tests.databases", "publish_once"),
    ("portal.wiring.installing", "tests.kept_catalogue", "fit_known_once"),
    ("portal.wiring.installing", "tests.kept_catalogue", "look_up_once"),
    ("integrations.certificates.mock.authority", "tests.kept_keys", "keep_keys"),
    ("integrations.certificates.mock.issuing", "tests.kept_keys", "hold_keys_of_cards"),
    ("integrations.certificates.mock.registrar", "tests.kept_keys", "keep_company_keys"),
    ("integrations.identity.mock.staff", "tests.kept_keys", "keep_provider_keys"),
    ("integrations.signatures.own_key", "tests.kept_keys", "keep_receipt_keys"),
    ("portal.services.procedures.publish_folder", "tests.kept_catalogue", "stamp_once"),
    ("portal.app", "tests.kept_catalogue", "serve_once"),
    ("portal.logs", "tests.unkept_logs", "keep_no_logger"),
    ("portal.services.procedures.finder", "tests.kept_catalogue", "fold_once"),
)  # after the import of a module, a function of another


def _load_profile() -> None:
    """The same examples on every run, and no time limit: machines are shared and noisy."""
    from hypothesis import settings

    settings.register_profile("steady", derandomize=True, deadline=None, max_examples=examples(30))
    settings.load_profile("steady")


def _do(module: str, function: str) -> None:
    getattr(import_module(module), function)()


def _know_shipped() -> None:
    from tests.shipped_once import know_later

    def shipped() -> "Mapping[tuple[object, ...], Procedure]":
        from tests.kept_definitions import shipped

        return shipped()

    know_later(shipped)


use_memory()
collect_seldom()
on_import("hypothesis", _load_profile)
for imported, of, name in ONCE:
    on_import(imported, partial(_do, of, name))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots", metavar="FOLDER", help="run only the tests that `shoot` pages, and save the pictures"
    )
    parser.addoption("--every-engine", action="store_true", help="run on PostgreSQL what else runs on SQLite alone")
    parser.addoption(
        "--fewer-variants",
        action="store_true",
        help="run a third of the variants of each test in a browser, and none that is marked `long`",
    )
    parser.addoption("--processes", type=int, default=1, help="how many run tests (tests/processes.py)")


def pytest_configure(config: pytest.Config) -> None:
    """A few tests of `forms` read the few files that they need."""
    count = config.getoption("--processes")
    if count > 1 or not all("tests/forms" in argument for argument in config.args):
        on_import("tests.shipped_once", _know_shipped)
    if count > 1:
        from tests.processes import Processes
        from tests.rehearsed import rehearse

        config.pluginmanager.register(Processes(count, group_of, is_in_browser, rehearse))


def is_in_browser(item: pytest.Item) -> bool:
    """In Chromium: some files have another `browser`, of each test."""
    made = getattr(item, "_fixtureinfo", None)
    named = made.name2fixturedefs.get("browser", []) if made is not None else []
    return any(fixture.scope == "session" for fixture in named[-1:])


def group_of(item: pytest.Item) -> str:
    """With several processes: the tests of a file stay in one, but for those in a browser, which come last in each. What
    walks through all pages without one does it in one service, and what reads the texts of modules reads them once."""
    plain = "plain" if item.get_closest_marker("uncounted") is None else "uncounted"
    last = "browser" if is_in_browser(item) else plain
    name = item.path.name
    return f"{last} {'tour' if name in ON_TOUR else 'texts' if name in OF_TEXTS else name}"


def is_counted(item: pytest.Item) -> bool:
    """Whether the lines that it walks count for the floors of coverage. Counting makes a test half as dear again, so that
    only what walks lines in this process that no other did is counted: not the twin on PostgreSQL of a test on SQLite, nor
    who asks a service of its own, nor what is marked `uncounted`: of `forms`, the walks through many definitions."""
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    twin = "postgresql" in getattr(getattr(item, "callspec", None), "params", {}).values()
    return (
        folder not in ("journeys", "load", "bench")
        and not is_in_browser(item)
        and item.get_closest_marker("uncounted") is None
        and not twin
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with nullcontext() if is_counted(item) else uncounted():
        return (yield)


def is_wanted(item: pytest.Item) -> bool:
    """Of a test that any database does for (`database_url`, `empty_database_url`), the twin on PostgreSQL runs where the test is marked
    `both_engines`, and everywhere with `--every-engine`: what differs between the engines is in the statements of the stores
    and in what happens at once. docs/tests.md tells which tests are marked, and how they were found."""
    if item.config.getoption("--screenshots") is not None and "shoot" not in getattr(item, "fixturenames", ()):
        return False
    made = getattr(getattr(item, "callspec", None), "params", {})
    twin = "postgresql" in (made.get("database_url"), made.get("empty_database_url"))
    marked = item.get_closest_marker("both_engines") is not None
    return not twin or marked or bool(item.config.getoption("--every-engine"))


def other_variants(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """Two thirds of the variants of each test in a browser (scripts, size, zone, language, engine, member of a family): they
    walk the same page, and cost seconds each. The digest of the name decides which are left to `make long`."""
    families: dict[str, dict[str, pytest.Item]] = {}
    long = {item for item in items if item.get_closest_marker("long")}
    for item in items:
        if is_in_browser(item) and item not in long:
            families.setdefault(item.nodeid.partition("[")[0], {})[item.nodeid] = item
    shown = {name for family in families.values() for name in some(family, len(family) // 3 or 1)}
    return long | {item for family in families.values() for name, item in family.items() if name not in shown}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    sizes = Counter(group_of(item) for item in items)

    def rank(item: pytest.Item) -> tuple[bool, int, bool, int]:
        # Browser tests come last for a second reason: a running Playwright forbids asyncio.run in the same thread. The long
        # groups of them come first, so that no process works at the end while another has nothing left. What is uncounted
        # follows what is counted, which else would find what is behind a @cache made already.
        folder = item.path.relative_to(here).parts[0]
        browser = is_in_browser(item)
        uncounted = item.get_closest_marker("uncounted") is not None
        place = ORDER.index(folder) if folder in ORDER else len(ORDER)
        return browser, place, uncounted, -sizes[group_of(item)] if browser else 0

    items.sort(key=rank)
    others = other_variants(items) if config.getoption("--fewer-variants") else set()
    idle = [item for item in items if item in others or not is_wanted(item)]
    if idle:
        config.hook.pytest_deselected(items=idle)
        kept = set(items).difference(idle)
        items[:] = [item for item in items if item in kept]


def pytest_collection_finish() -> None:
    """Tests and modules stay until the end: looking through them twice more there takes two seconds."""
    gc.freeze()


# Databases


@pytest.fixture(scope="session")
def lasting_makers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Makers]:
    with ExitStack() as stack:
        yield Makers(tmp_path_factory.mktemp("databases"), stack)


@pytest.fixture(scope="module")
def makers(lasting_makers: Makers) -> Iterator[Makers]:
    lending = LendingMakers(lasting_makers)
    yield lending
    lending.take_all_back()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, makers: Makers) -> Iterator[str]:
    """A migrated database of this test alone. A test that asks for it runs on SQLite; one that is marked `both_engines`, on
    PostgreSQL too (`is_wanted`)."""
    url = makers[request.param].migrated()
    yield url
    makers[request.param].take_back(url)


@pytest.fixture(params=ENGINES, scope="module")
def shared_database_url(request: pytest.FixtureRequest, makers: Makers) -> str:
    """A migrated database that one module's tests share, for example behind one running server."""
    return makers[request.param].migrated()


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, makers: Makers) -> str:
    """A database without a table, for tests of the migrations."""
    return makers[request.param].empty()


# Browsers


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    from tests.browser import check_fonts, launch

    check_fonts()
    # Playwright's own event loop logs slow callbacks when the machine is busy; that is no finding.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def javascript() -> bool:
    """Whether scripts run. A module that must hold either way: `pytest.mark.parametrize("javascript", [True, False])`."""
    return True


@pytest.fixture
def base_url() -> str | None:
    """What `page.goto("/")` starts from; a module with a server of its own answers its address."""
    return None


@pytest.fixture
def open_page(browser: "Browser") -> Iterator["OpenPage"]:
    """A further person's browser with every call; see `tests.browser.pages`."""
    from tests.browser import pages

    with pages(browser) as opener:
        yield opener


@pytest.fixture
def phone(open_page: "OpenPage", javascript: bool, base_url: str | None) -> "Page":
    from tests.browser import PHONE

    return open_page(PHONE, javascript=javascript, base_url=base_url)


@pytest.fixture
def desktop(open_page: "OpenPage", javascript: bool, base_url: str | None) -> "Page":
    from tests.browser import DESKTOP

    return open_page(DESKTOP, javascript=javascript, base_url=base_url)


@pytest.fixture(params=["phone", "desktop"])
def page(request: pytest.FixtureRequest, open_page: "OpenPage", javascript: bool, base_url: str | None) -> "Page":
    """The test runs on a phone and on a desk screen."""
    from tests.browser import SIZES

    size: ViewportSize = SIZES[request.param]
    return open_page(size, javascript=javascript, base_url=base_url)


@pytest.fixture
def shoot(request: pytest.FixtureRequest) -> Callable[["Page", str], None]:
    """`shoot(page, "receipt")` saves a picture of the whole page for `make screenshots`; else it does nothing."""
    folder = request.config.getoption("--screenshots")

    def save(page: "Page", name: str) -> None:
        if folder is not None:
            width = page.evaluate("window.innerWidth")
            page.screenshot(
                path=Path(folder) / f"{request.path.stem.removeprefix('test_')}-{name}-{width}.png", full_page=True
            )

    return save
