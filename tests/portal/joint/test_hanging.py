"""Cities whose databases hang at once leave the others alone: no answer comes, and no error either."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from anyio.to_thread import current_default_thread_limiter
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from portal import db
from portal.cities import Cities
from portal.cli.joint import starting
from portal.cli.joint.starting import Started
from portal.errors import Busy
from portal.outages import NotAnswered
from portal.routes.shared import health, joint_health
from portal.services.audit.state_gauges import state_gauges
from portal.services.shared.installation import Installation
from portal.services.shared.store_state import StoreState, store_state
from portal.web.shared import refusal_pages, waiting_line
from portal.web.shared.waiting_line import share_threads
from portal.worker import Worker
from tests.portal.joint.test_desk_of_all import browser, employ
from tests.portal.joint.test_hosts import at

THREADS = 8


class Hanging:
    """Takes the place of a database: each use waits until `thaw`."""

    def __init__(self, database: db.Database) -> None:
        self._database, self._thawed = database, threading.Event()
        self.asked = 0

    def thaw(self) -> None:
        self._thawed.set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def in_time(self, kind: str, ask: Callable[[], Any]) -> Any:
        return self._database.in_time(kind, ask)

    @contextmanager
    def _use(self, name: str) -> Iterator[db.Unit]:
        self.asked += 1
        self._thawed.wait(30)
        with getattr(self._database, name)() as unit:
            yield unit

    def read(self) -> Any:
        return self._use("read")

    def write(self) -> Any:
        return self._use("write")

    def change(self) -> Any:
        return self._use("change")


@pytest.fixture
def hanging(application: Cities, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, Hanging]]:
    """Both cities with a database; `closed` has none."""
    monkeypatch.setattr(db, "_PATIENCE", 0.2)
    monkeypatch.setattr(waiting_line, "LASTING", 0.1)
    databases = {}
    for name, app in application.apps.items():
        installation = app.state.installation
        databases[name] = Hanging(installation.database)
        app.state.installation = replace(installation, database=databases[name])
    yield databases
    for database in databases.values():
        database.thaw()


def test_requests_that_wait_for_two_databases_leave_threads(
    application: Cities, hanging: Mapping[str, Hanging]
) -> None:
    async def story() -> None:
        share_threads(THREADS)
        transport = httpx.ASGITransport(application)

        async def ask(city: str, path: str) -> int:
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{city}.example") as client:
                return (await client.get(path, headers={"Cookie": "kakanai_resident=somebody"})).status_code

        paths = ("/api/v1/applications", "/applications")
        asked = [ask(city, path) for city in hanging for path in paths for _ in range(THREADS)]
        waiting = [asyncio.create_task(request) for request in asked]
        while sum(database.asked for database in hanging.values()) < THREADS:  # noqa: ASYNC110 - threads count
            await asyncio.sleep(0.01)
        answered = await asyncio.wait_for(ask("aoba", "/furigana/on"), 10)
        assert answered == 303, "needs a thread and no database"
        assert current_default_thread_limiter().total_tokens <= THREADS + 4 * (THREADS // 2)
        for database in hanging.values():
            database.thaw()
        await asyncio.gather(*waiting)
        assert current_default_thread_limiter().total_tokens == THREADS, "what was lent comes back"

    asyncio.run(story())


def test_monitoring_says_which_city_does_not_answer_and_keeps_one_thread_for_it(
    application: Cities, hanging: Mapping[str, Hanging]
) -> None:
    hanging["aoba"].thaw()
    here = TestClient(application, base_url="http://127.0.0.1:8001", client=("127.0.0.1", 50000))
    before = threading.active_count()
    for _ in range(5):
        assert here.get("/readyz").json()["cities"] == {"aoba": "ok", "closed": "closed", "kawabe": "missing"}
        text = here.get("/metrics").text
        assert 'kakanai_database_ok{city="kawabe"} 0.0' in text
        assert 'kakanai_database_ok{city="aoba"} 1.0' in text
    assert hanging["kawabe"].asked == 1
    assert threading.active_count() <= before + 2
    own = at(application, "kawabe.example").get("/readyz")
    assert (own.status_code, own.json()["database"]) == (503, "missing")


def test_monitoring_asks_all_cities_at_once_and_takes_no_thread_of_pages(
    application: Cities, hanging: Mapping[str, Hanging], monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(len(hanging))

    def word(_city: Installation) -> StoreState:
        together.wait(10)  # broken where one is asked after the other
        return StoreState("missing", 0)

    monkeypatch.setattr(joint_health, "store_state", word)

    async def story() -> list[int]:
        share_threads(0)
        transport = httpx.ASGITransport(application, client=("127.0.0.1", 50000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8001") as here:
            return [(await asyncio.wait_for(here.get(path), 20)).status_code for path in ("/healthz", "/readyz")]

    assert asyncio.run(story()) == [200, 503]


def test_the_list_of_all_cities_does_not_wait_for_one_that_hangs(
    cities: Mapping[str, Installation], application: Cities, hanging: Mapping[str, Hanging]
) -> None:
    client = browser(cities, application, employ(cities["aoba"]))
    employ(cities["kawabe"])
    hanging["aoba"].thaw()
    for _ in range(3):
        assert "いまつながりません" in client.get("/desk/cities").text
    assert hanging["kawabe"].asked == 1


def test_a_sign_in_that_finds_its_line_full_is_refused_as_any_page(
    application: Cities, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def full(_request: object) -> AsyncIterator[None]:
        raise Busy("city")
        yield

    monkeypatch.setattr(refusal_pages, "turn_of_city", full)
    browser = at(application, "kawabe.example")
    refused = browser.get("/desk")
    assert (refused.status_code, "今、混み合っています" in refused.text) == (503, True)
    assert refused.headers["retry-after"] == "5"
    assert browser.get("/applications").status_code == 303, "of residents nothing is written"


@pytest.mark.parametrize("most", ["MOST_OF_CITY", "MOST_OF_ALL"])
def test_requests_that_wait_for_one_city_take_no_connection_of_another(
    application: Cities, monkeypatch: pytest.MonkeyPatch, most: str
) -> None:
    monkeypatch.setattr(waiting_line, most, 0)
    for app in application.apps.values():
        app.state.waiting_line._free = app.state.city_line._free = 0
    for path in ("/api/v1/applications", "/halls"):
        assert at(application, "kawabe.example").get(path).status_code == 503


def test_a_city_that_hangs_keeps_no_other_from_starting(
    cities: Mapping[str, Installation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "_PATIENCE", 0.1)
    thawed, asked = threading.Event(), list[str]()

    def install(settings: Any, _shared: object) -> Installation:
        asked.append(settings.name)
        assert thawed.wait(30)
        return cities["kawabe"]

    started = Started(install)
    settings: Any = SimpleNamespace(name="kawabe")
    assert started.open("kawabe", settings) is None
    assert (started.open_away(), list(started.away)) == ([], ["kawabe"])
    thawed.set()
    monkeypatch.setattr(starting, "_PATIENCE", 10)
    assert started._opening["kawabe"].result(10) is cities["kawabe"]
    assert started.open_away() == ["kawabe"]
    assert asked == ["kawabe"], "one thread waits for it"


def test_a_city_that_hangs_at_its_start_is_served_without_what_it_would_read_first(
    application: Cities, hanging: Mapping[str, Hanging]
) -> None:
    with TestClient(application, base_url="http://aoba.example") as client:
        assert client.get("/furigana/on", follow_redirects=False).status_code == 303
        for database in hanging.values():
            database.thaw()


def test_workers_that_hang_are_waited_for_together(
    cities: Mapping[str, Installation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.worker._GRACE", 0.3)
    workers = [Worker(city) for city in cities.values() for _ in range(3)]
    joined = list[float]()

    def join(timeout: float) -> None:
        joined.append(timeout)

    for worker in workers:
        worker._thread = SimpleNamespace(is_alive=lambda: True, join=join)  # type: ignore[assignment]
        worker.call_off()
    threading.Event().wait(0.3)
    for worker in workers:
        worker.stop()
    assert joined == [0.0] * len(workers)


def test_who_asks_a_database_that_hangs_is_refused_in_time_and_answered_when_it_is_back(
    cities: Mapping[str, Installation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_PATIENCE", 0.1)
    database, thawed = cities["aoba"].database, threading.Event()
    with capture_logs() as lines:
        for _ in range(3):
            with pytest.raises(NotAnswered):
                database.in_time("a", lambda: thawed.wait(30))
    assert [(line["event"], line["code"], line["kind"]) for line in lines] == [
        ("outage", "database_away", "NotAnswered")
    ]
    assert len(database._asked["a"].calls.began) == 1
    thawed.set()
    while database._asked["a"].calls.began:
        threading.Event().wait(0.01)
    monkeypatch.setattr(db, "_QUIET", 0.0)
    with capture_logs() as lines:
        assert database.in_time("a", lambda: 7) == 7
    assert [line["event"] for line in lines] == ["outage over"]
    with pytest.raises(ZeroDivisionError):
        database.in_time("a", lambda: 1 // 0)


def test_a_question_that_hangs_hides_no_answer_to_another(
    cities: Mapping[str, Installation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_PATIENCE", 0.3)
    city, thawed = cities["aoba"], threading.Event()
    for _ in range(2):
        for kind in ("cases", "counts"):
            with pytest.raises(NotAnswered):
                city.database.in_time(kind, lambda: thawed.wait(30))
        assert store_state(city).database == "ok"
        gauges = state_gauges(city).decode()
        assert all(f"kakanai_{known}" in gauges for known in ("database_ok 1.0", "seal_lag_seconds 0.0"))
    thawed.set()


def test_where_the_system_gives_no_thread_a_question_is_asked_again(
    cities: Mapping[str, Installation], monkeypatch: pytest.MonkeyPatch
) -> None:
    database = cities["aoba"].database

    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as full:
        full.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError, match="new thread"):
            database.in_time("a", lambda: 7)
    monkeypatch.setattr(db, "_PATIENCE", 0.5)
    threading.Event().wait(0.6)
    assert database.in_time("a", lambda: 7) == 7


def test_readyz_of_this_machine_waits_for_no_faults(
    application: Cities, hanging: Mapping[str, Hanging], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "store_state", lambda _city: StoreState("ok", 1 << 40))
    client = TestClient(application, base_url="http://aoba.example", client=("127.0.0.1", 50000))
    answer = client.get("/readyz").json()
    assert (answer["database"], "seal_seconds" in answer, "audit_faults" in answer) == ("ok", True, False)
