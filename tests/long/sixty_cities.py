"""`make pooler`: sixty cities (CITIES), each added by its command, in one web process and one worker, on one PostgreSQL behind PgBouncer: memory and
start after each ten, the page of each city, and what one city issued, tried in others that are drawn (docs/scale.md)."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from random import Random

import httpx
import pytest

from portal.config import TREE, settings_with
from portal.config.cities import load_cities
from portal.routes.families import pages_of
from portal.services.shared.installation import Installation
from portal.wiring import install
from tests.bench.processor import processor_seconds, resident
from tests.portal.joint.test_hosts import signed_in_at
from tests.portal.world import alice, file_application
from tests.postgresql import postgresql
from tests.servers import KAKANAI, free_ports, surroundings
from tests.torture.pooler import pooled
from tests.warm import begin

CITIES, AT_ONCE = int(os.environ.get("CITIES", "60")), 10
PAIRS, SEED = 5, 20261127
MOST_MORE = 15  # megabytes of a process for each further city
PATIENCE = 900.0

pytestmark = pytest.mark.timeout(0)

Looks = dict[int, tuple[float, float]]  # by the number of cities: megabytes of web and worker


class Prefecture:
    """The cities' files below `folder`, and the processes that serve them."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address, self.names = folder, address, list[str]()
        (self.port,) = free_ports(1)
        own = {
            "CITIES": folder / "cities",
            "DATA": folder / "data",
            "PORT": self.port,
            "IDENTITY": "none",
            "LOG_LEVEL": "error",
        }
        self.settings = surroundings(**{f"KAKANAI_{name}": str(value) for name, value in own.items()})

    def add(self) -> float:
        """Seconds that the command takes."""
        name = f"city{len(self.names):02d}"
        shutil.copytree(TREE / "forms" / "cities" / "mihon", self.folder / name)
        file = self.folder / name / "city.yaml"
        file.write_text(file.read_text("utf-8").replace("name: 見本市", f"name: 見本{len(self.names)}市", 1), "utf-8")
        begun, database = time.monotonic(), self.address.replace("/postgres?", f"/kakanai_{name}?")
        words = ["cities", "add", name, "--url", f"http://{name}.example", "--city", str(self.folder / name)]
        with (self.folder / "log").open("ab") as log:
            out = log.fileno()
            command = begin([*words, "--database", database], env=self.settings, stdout=out, stderr=out)
            assert command.wait(PATIENCE) == 0, (self.folder / "log").read_text()
        self.names.append(name)
        return time.monotonic() - begun

    @contextmanager
    def served(self) -> Iterator[tuple[int, int]]:
        """The processes of pages and of background work, when each city's front page was there. A first start offers the definitions, by a
        process of its own: what reading them takes stays with it."""
        with ExitStack() as stack:
            log = stack.enter_context((self.folder / "log").open("ab"))
            out = log.fileno()
            first = begin(["serve", "--no-worker"], env=self.settings, stdout=out, stderr=out)
            try:
                self._await_pages()
            finally:
                first.terminate()
                first.wait(60)
            pids = []
            for command in (["serve", "--no-worker"], ["worker"]):
                process = subprocess.Popen([KAKANAI, *command], env=self.settings, stdout=log, stderr=log)
                stack.callback(process.wait, 60)
                stack.callback(process.terminate)
                pids.append(process.pid)
            self._await_pages()
            yield pids[0], pids[1]

    def _await_pages(self) -> None:
        deadline = time.monotonic() + PATIENCE
        for name in self.names:
            while f"見本{int(name[4:])}市" not in self._page(name):
                assert time.monotonic() < deadline, (self.folder / "log").read_text()
                time.sleep(0.1)

    def client(self, name: str, cookies: Mapping[str, str]) -> httpx.Client:
        line = "; ".join(f"{key}={value}" for key, value in cookies.items())
        headers = {"Host": f"{name}.example", "Accept": "text/html", **({"Cookie": line} if line else {})}
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=60)

    def _page(self, name: str) -> str:
        with suppress(httpx.TransportError), self.client(name, {}) as client:
            return client.get("/").text
        return ""

    def installed(self, name: str) -> Installation:
        with pytest.MonkeyPatch.context() as surroundings:
            for variable, value in self.settings.items():
                surroundings.setenv(variable, value)
            return install(load_cities(settings_with({}))[name])


@pytest.fixture
def prefecture(tmp_path: Path) -> Iterator[Prefecture]:
    with (
        postgresql() as server,
        # For each database: sixty of them stay below the hundred connections that PostgreSQL takes.
        pooled(str(server.folder), 5432, default_pool_size="1", min_pool_size="0") as address,
    ):
        yield Prefecture(tmp_path, address)


def test_sixty_cities_take_little_each_and_open_nothing_of_another(prefecture: Prefecture) -> None:
    looks: Looks = {}
    while len(prefecture.names) < CITIES:
        added = [prefecture.add() for _ in range(min(AT_ONCE, CITIES - len(prefecture.names)))]
        with prefecture.served() as (web, worker):
            spent = processor_seconds(web)
            time.sleep(5)  # the worker's first look at each city
            looks[len(prefecture.names)] = resident(web), resident(worker)
            print(
                f"{len(prefecture.names)} cities: web {resident(web):.0f} MB, worker {resident(worker):.0f} MB; "
                f"{spent:.1f} s of processor for the start; a city was added in {max(added):.1f} s at most",
                flush=True,
            )
            if len(prefecture.names) == CITIES:
                _strangers(prefecture)
    for process, each in zip(("web", "worker"), each_further(looks), strict=False):
        print(f"{process}: {each:.1f} MB for each further city (≤ {MOST_MORE})")
        assert each <= MOST_MORE


def each_further(looks: Looks) -> tuple[float, ...]:
    """Megabytes of web and of worker; nothing where there was one look."""
    few, many = min(looks), max(looks)
    return tuple(
        (after - before) / (many - few) for before, after in zip(looks[few], looks[many], strict=True) if many > few
    )


def _strangers(prefecture: Prefecture) -> None:
    """In each pair what the first city issued is tried there and in the second."""
    pairs = min(PAIRS, len(prefecture.names) // 2)
    drawn = Random(SEED).sample(prefecture.names, 2 * pairs)
    for own, other in zip(drawn[:pairs], drawn[pairs:], strict=True):
        installation = prefecture.installed(own)
        number, cookies = file_application(installation, alice(installation)), signed_in_at(installation)
        installation.database.close()
        pages = ("/applications", f"/applications/{number}", "/desk", f"/desk/{number}", *_plain())
        stranger = _answers(prefecture, other, {}, pages)
        assert _answers(prefecture, other, cookies, pages) == stranger, (own, other)
        opened = _answers(prefecture, own, cookies, pages)
        assert [opened[page][0] for page in pages[:3]] == [200, 200, 200]
        more = [page for page in pages if opened[page] != stranger[page]]
        print(f"{own}'s cookies open {len(more)} more of {len(pages)} pages there, none in {other}", flush=True)


def _plain() -> list[str]:
    """Pages whose address names nothing, but for those whose answer does not end."""
    pages = {page.path for page in pages_of("single").pages if page.method == "GET" and "{" not in page.path}
    return sorted(pages - {"/desk/news/stream"})


def _answers(
    prefecture: Prefecture, name: str, cookies: Mapping[str, str], pages: tuple[str, ...]
) -> dict[str, tuple[int, str]]:
    with prefecture.client(name, cookies) as client:
        shown = {page: client.get(page) for page in pages}
    return {page: (answer.status_code, answer.headers.get("location", "")) for page, answer in shown.items()}
