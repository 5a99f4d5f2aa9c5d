"""Helpers that other tests rely on can fail."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import create_engine, text

from portal.db import Database
from portal.migrate import up_to_date
from tests.bench.processor import processor_seconds
from tests.browser import DESKTOP, PHONE, OpenPage, axe, overflow, pages
from tests.house.tree import ROOT
from tests.journeys import looks
from tests.looked_at import Look
from tests.memory import remove_leftovers
from tests.postgresql import Postgresql, postgresql

pytestmark = pytest.mark.both_engines

GOOD = (
    '<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>よい</title><main><h1>よい</h1></main>"
)
PAGES = {
    "/good": (200, GOOD),
    "/refused": (404, GOOD),
    "/mistakes": (422, GOOD),
    "/broken": (500, GOOD),
    "/inline": (200, GOOD + "<script>document.title = 'x'</script>"),
    "/missing": (200, GOOD + '<script src="/nowhere.js"></script>'),
    "/unnamed": (200, GOOD + "<section><input></section>"),
    "/named": (200, GOOD + '<section><input aria-label="一"></section>'),
    "/listed": (200, GOOD + "<ul><li>一</li></ul>"),
    "/loose": (200, GOOD + "<div><li>一</li></div>"),
    "/wide": (200, GOOD + "<p>" + "A" * 400),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = PAGES.get(self.path, (404, ""))
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def base_url() -> Iterator[str]:
    with site() as address:
        yield address


def visit(browser: Browser, address: str, path: str, *, javascript: bool = True) -> None:
    with pages(browser) as open_page:
        open_page(base_url=address, javascript=javascript).goto(path)


@pytest.mark.parametrize("path", ["/broken", "/inline", "/missing"])
def test_a_page_that_complains_fails_its_test(browser: Browser, base_url: str, path: str) -> None:
    with pytest.raises(AssertionError, match="the browser complained"):
        visit(browser, base_url, path)


@pytest.mark.parametrize("path", ["/good", "/refused", "/mistakes"])
def test_a_page_that_refuses_politely_passes(browser: Browser, base_url: str, path: str) -> None:
    visit(browser, base_url, path)


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        ("main.append('\\u0378')", "empty box"),
        ("main.append(document.createElement('h2'))", "heading without words"),
        ("main.append('A'.repeat(400))", "wider than the screen"),
        ("main.firstChild.append('いうえお'); main.firstChild.style.width = '9px'", "narrower than two letters"),
        ("main.innerHTML += '<input><input>'; main.lastChild.style.marginLeft = '-50px'", "lies over"),
    ],
)
def test_each_fault_of_layout_is_found_each_time(phone: Page, spoil: str, problem: str) -> None:
    for _ in range(2):
        phone.goto("/good")
        assert looks.of_layout(phone) == []
        phone.evaluate(f"() => {{ const main = document.querySelector('main'); {spoil}; }}")
        assert any(problem in line for line in looks.of_layout(phone))


def test_each_fault_of_the_focus_and_of_larger_letters_is_found(open_page: OpenPage, base_url: str) -> None:
    faults = {
        "last.style.outline = 'none'": "the focus is not seen at button",
        "main.append(document.createElement('p')); Object.assign(main.lastChild.style, {position: 'fixed', inset: 0})": "something lies over ",
        "document.querySelector('.skip').remove()": "the first stop does not lead to the content",
        "main.style.width = '350px'": "at 320 pixels: ",
        "main.style.width = '18rem'": "with letters twice as large: ",
        "Object.assign(title.style, {fontSize: '16px', lineHeight: 1, height: '22px', overflow: 'hidden'})": "with spaced letters: ",
    }
    for page in (open_page(PHONE, base_url=base_url, javascript=javascript) for javascript in (True, False)):
        for spoil, problem in {"": "", **faults}.items():
            page.goto("/good")
            page.evaluate(f"""() => {{
                const skip = '<a class="skip" href="#main">本文へ</a>', buttons = '<button>一</button><button>二</button>'.repeat(9);
                document.body.innerHTML = `${{skip}}<main id="main"><h1>よい</h1>${{buttons}}</main>`;
                for (const one of document.querySelectorAll("a, button")) Object.assign(one.style, {{outline: "3px solid", height: "44px"}});
                const main = document.querySelector("main"), title = main.firstChild, last = main.lastChild;
                {spoil};
            }}""")
            problems = looks.of_focus(page) + looks.of_larger_text(page)
            assert [line for line in problems if problem not in line or not problem] == []
            assert bool(problems) == bool(problem), spoil


@pytest.mark.parametrize(("good", "bad"), [("/named", "/unnamed"), ("/listed", "/loose")])
def test_axe_looks_again_where_a_page_differs_from_a_good_one(phone: Page, good: str, bad: str) -> None:
    for path, expected in ((good, False), (bad, True), (bad, True), (good, False)):
        phone.goto(path)
        assert bool([line for line in axe(phone) if "region" not in line]) == expected, path


@pytest.mark.parametrize("words", [True, False])
def test_what_was_good_is_known_at_its_width_in_its_state_and_with_its_words(phone: Page, words: bool) -> None:
    phone.goto("/listed")
    Look(phone, "it", words=words).good()
    assert Look(phone, "it", words=words).known
    assert not Look(phone, "something else", words=words).known
    phone.evaluate("document.querySelector('li').textContent = 'ほか'")
    assert Look(phone, "it", words=words).known is not words
    phone.goto("/listed")
    phone.set_viewport_size(DESKTOP)
    assert not Look(phone, "it", words=words).known
    phone.set_viewport_size(PHONE)
    phone.emulate_media(forced_colors="active")
    assert not Look(phone, "it", words=words).known
    phone.emulate_media(forced_colors="none")
    phone.goto("/named")
    Look(phone, "it", words=words).good()
    phone.evaluate("document.querySelector('input').disabled = true")
    assert not Look(phone, "it", words=words).known


def test_another_width_is_the_same_where_it_shows_the_same_elements(phone: Page) -> None:
    phone.goto("/listed")
    Look(phone, "it", of_width=False).good()
    phone.set_viewport_size(DESKTOP)
    assert Look(phone, "it", of_width=False).known
    for way in ("display:none", "visibility:hidden"):
        phone.goto("/listed")
        phone.evaluate(
            "style => { const sheet = new CSSStyleSheet(); sheet.replaceSync(style); document.adoptedStyleSheets = [sheet]; }",
            f"@media (min-width: 600px) {{ li {{ {way} }} }}",
        )
        phone.set_viewport_size(PHONE)
        Look(phone, "it", of_width=False).good()
        phone.set_viewport_size(DESKTOP)
        assert not Look(phone, "it", of_width=False).known, way


@pytest.mark.parametrize("javascript", [True, False])
def test_axe_finds_a_field_without_a_name_with_and_without_scripts(phone: Page) -> None:
    phone.goto("/good")
    assert axe(phone) == []
    phone.goto("/unnamed")
    assert any("label" in violation for violation in axe(phone))


def test_a_page_wider_than_the_screen_is_measured(page: Page) -> None:
    page.goto("/good")
    assert overflow(page) <= 0
    page.goto("/wide")
    assert overflow(page) > 0


def test_browsers_are_japanese_and_in_japan(phone: Page, desktop: Page) -> None:
    for page in (phone, desktop):
        page.goto("/good")
        assert page.evaluate("navigator.language") == "ja-JP"
        assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Tokyo"
    assert phone.evaluate("[innerWidth, innerHeight]") == [390, 844]
    assert desktop.evaluate("[innerWidth, innerHeight]") == [1280, 800]


def test_what_was_committed_survives_a_crash_of_the_database(durable_postgresql: Postgresql) -> None:
    durable_postgresql.execute("CREATE TABLE kept AS SELECT 1 AS one")
    durable_postgresql.kill()
    with pytest.raises(psycopg.OperationalError):
        durable_postgresql.execute("SELECT 1")
    durable_postgresql.start()
    engine = create_engine(durable_postgresql.url("postgres"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT one FROM kept")) == 1
        assert connection.scalar(text("SHOW fsync")) == "on"
    engine.dispose()


def test_a_statement_that_hangs_runs_again(durable_postgresql: Postgresql) -> None:
    durable_postgresql.execute("CREATE SEQUENCE runs")
    durable_postgresql.execute("SELECT pg_sleep(CASE nextval('runs') WHEN 1 THEN 60 ELSE 0 END)", patience=0.2)


@pytest.fixture
def durable_postgresql() -> Iterator[Postgresql]:
    with postgresql(durable=True) as server:
        yield server


def test_an_empty_database_is_empty_and_new_each_time(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mine (one INTEGER)"))
    engine.dispose()


def test_a_migrated_database_has_the_tables_of_this_code(database_url: str) -> None:
    database = Database(database_url)
    assert up_to_date(database)
    database.close()


PLUGIN = """
import os, pytest
from tests.processes import Processes

def pytest_configure(config):
    config.pluginmanager.register(Processes(2, lambda item: item.path.name, lambda item: item.path.name == "test_last.py"))

@pytest.fixture(scope="session")
def note():
    def write(*words):
        with open("log", "a") as log:
            print(os.getpid(), *words, file=log)

    yield write
    write("end")
"""
# Of coverage, Hypothesis and others these runs use nothing; to import them is more than half of one.
NO_PLUGINS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
SHARED_OUT = """
import os, time, pytest

@pytest.mark.parametrize("number", range(9))
def test_it(number, note, tmp_path):
    note(__name__, number)
    print("printed by", number)
    time.sleep(0.02)
    assert not (tmp_path / "mine").exists() and not (tmp_path / "mine").touch()
    {more}
"""


def shared_out(folder: Path, *files: str) -> tuple[str, int, list[list[str]]]:
    """Output, status, and process, file and number of each test."""
    (folder / "conftest.py").write_text(PLUGIN)
    for number, more in enumerate(files):
        (folder / f"test_{number}.py").write_text(SHARED_OUT.format(more=more))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", folder, folder],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": "", **NO_PLUGINS}, capture_output=True, text=True, check=False, timeout=60,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # as in the background of a shell
    )  # fmt: skip
    return (
        done.stdout + done.stderr,
        done.returncode,
        [line.split() for line in (folder / "log").read_text().splitlines()],
    )


def test_processes_share_out_the_tests_file_by_file_and_each_ends_what_it_began(tmp_path: Path) -> None:
    output, status, noted = shared_out(tmp_path, *["assert number % 3, 'a third'"] * 3)
    assert "9 failed, 18 passed" in output
    assert status == 1
    assert "AssertionError: a third" in output
    printed = [line for line in output.splitlines() if line.startswith("printed by")]
    assert sorted(printed) == sorted(["printed by 0", "printed by 3", "printed by 6"] * 3)
    ran = Counter((process, file) for process, file, *number in noted if number)
    processes = {process for process, _ in ran}
    assert sorted(ran.values()) == [9, 9, 9]
    assert len(processes) == 2
    assert sorted(line for line in noted if line[1] == "end") == sorted([process, "end"] for process in processes)


def test_the_first_process_takes_at_once_the_groups_that_are_last_in_the_others(tmp_path: Path) -> None:
    (tmp_path / "test_last.py").write_text(SHARED_OUT.format(more="open('begun', 'w').close()"))
    wait = "[time.sleep(0.01) for _ in range(1000) if not os.path.exists('begun')]; assert os.path.exists('begun')"
    _, status, noted = shared_out(tmp_path, wait, wait)
    assert status == 0
    assert len({process for process, *_ in noted}) == 2


def test_a_process_that_dies_ends_the_run(tmp_path: Path) -> None:
    output, status, _ = shared_out(tmp_path, "pass", "os.kill(os.getpid(), 9)")
    assert "a process of the tests ended: -9" in output
    assert status == 1


def test_one_that_fills_its_pipe_ends_with_the_run(tmp_path: Path) -> None:
    output, status, _ = shared_out(tmp_path, "print('x' * 300_000)", "number == 3 and os.kill(os.getpid(), 9)")
    assert "a process of the tests ended: -9" in output
    assert status == 1


def test_a_process_that_ends_as_if_all_were_well_fails_the_run_with_the_number_that_is_missing(tmp_path: Path) -> None:
    output, status, _ = shared_out(tmp_path, "pass", "number == 3 and os._exit(0)")
    assert "6 tests have no report" in output
    assert status == 1


def test_a_thread_that_begins_while_tests_are_collected_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "log").touch()
    begun = "pass\n\nimport threading\nthreading.Thread(target=time.sleep, args=(5,), daemon=True).start()"
    output, status, ran = shared_out(tmp_path, begun)
    assert "1 threads were begun while tests were collected" in output
    assert (status, ran) == (4, [])


def test_the_files_of_a_killed_run_are_removed_and_those_of_a_running_one_stay(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    for pid in (ended.pid, os.getpid()):
        (tmp_path / f"kakanai-tests-{pid}" / "databases").mkdir(parents=True)
    (tmp_path / "another's").mkdir()
    remove_leftovers(tmp_path)
    assert {folder.name for folder in tmp_path.iterdir()} == {f"kakanai-tests-{os.getpid()}", "another's"}


# Two processes, each with a thread that has worked 0.05 s and ended.
_WORKED = """import subprocess, sys, threading, time
def work():
    until = time.thread_time() + 0.05
    while time.thread_time() < until: pass
thread = threading.Thread(target=work); thread.start(); thread.join()
if len(sys.argv) > 1: subprocess.Popen([sys.executable, "-c", sys.argv[1]])
print("worked", flush=True); sys.stdin.read()
"""


def test_processor_time_counts_threads_that_have_ended_and_descendants() -> None:
    command = [sys.executable, "-c", _WORKED, _WORKED]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == [b"worked\n"] * 2
        spent = processor_seconds(process.pid)
    assert spent >= 0.1
