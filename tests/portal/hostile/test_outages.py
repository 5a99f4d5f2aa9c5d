"""A database that is away, a disk that is full, a file that may only be read: real ones, on both engines."""

import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import event, text
from structlog.testing import capture_logs

import portal.db
from integrations.sockets.interfaces import Assertion, BasicFour
from portal.config import load_settings
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.web.shared.words import words
from portal.wiring import install
from tests.databases import NOW, Makers, postgresql_data
from tests.disks import filled, may_mount, read_only, small_disk
from tests.portal.machines import Caller, add_machine
from tests.portal.routes.guest_browser import guest
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, PLACE, PROCEDURE, add_member, alice, file_application
from tests.postgresql import Postgresql, postgresql

HOLD = (
    "import sqlite3, sys; held = sqlite3.connect(sys.argv[1]); held.execute('SELECT * FROM person').fetchall(); "
    "print('held', flush=True); sys.stdin.read()"
)
CASES = [("sqlite", "database_away"), ("postgresql", "database_away"), ("postgresql", "read_only")]
CASES += [("postgresql", "replica")]
if may_mount():
    CASES += [("sqlite", "disk_full"), ("sqlite", "read_only"), ("postgresql", "disk_full")]
RETRY_AFTER = {"database_away": "30", "disk_full": "120", "read_only": "120"}


@dataclass
class City:
    """`outages`: what takes the store away within its block, by kind."""

    installation: Installation
    outages: dict[str, Callable[[], AbstractContextManager[None]]]

    def __post_init__(self) -> None:
        city = self.installation
        self.resident = guest(city).client
        self.resident.cookies.update({"kakanai_resident": resident_token(city), "kakanai_browser": "a browser"})
        staff = add_member(city, "tanto", ("reviewer", DUTY), ("clerk", "*"))
        self.desk = at_desk(city, staff).client
        self.case = f"/desk/{file_application(city, alice(city))}"
        self.machine: Caller = add_machine(city).sign_in()
        self.token = re.findall('name="csrf_token" value="([^"]*)"', self.desk.get("/counter").text)[0]

    def requests(self) -> list[Response]:
        """A resident, a member at the desk and at the counter, a machine. Each writes something."""
        return [
            self.resident.get(f"/apply/{PROCEDURE}"),
            self.desk.get(self.case),
            self.desk.post(f"/counter/{PROCEDURE}/start", data={"csrf_token": self.token}),
            self.machine.get("/api/v1/applications"),
        ]


def resident_token(installation: Installation) -> str:
    card = BasicFour(name="見本　花子", address="見本県見本市見本町1")
    assertion = Assertion("fake", "https://card.example", "hanako", ("card",), "aal3", installation.clock.now(), card)
    with installation.database.write() as unit:
        token = finish_sign_in(installation, unit, assertion, PLACE)
        unit.commit()
    return token


def ready(city: City) -> tuple[int, str]:
    response = city.resident.get("/readyz")
    state = response.json()["database"]
    return response.status_code, {"missing": "database_away", "full": "disk_full"}.get(state, state)


def installed(url: str, data: Path) -> Installation:
    return install(load_settings(env="test", data=data, database_url=url, identity="none", now=NOW))


@pytest.fixture
def on_sqlite(makers: Makers, tmp_path: Path) -> Iterator[City]:
    with small_disk(tmp_path / "disk", 64) as disk:
        offered = makers["sqlite"].offered().removeprefix("sqlite:///")
        file = Path(shutil.copyfile(offered, disk / "kakanai.sqlite"))
        city = City(installed(f"sqlite:///{file}", tmp_path / "data"), {})

        @contextmanager
        def away() -> Iterator[None]:
            """The folder is gone, as a disk that was unplugged."""
            city.installation.database.close()
            hidden = file.rename(file.with_suffix(".gone"))
            with folder_in_place_of(file):
                yield
            hidden.rename(file)

        @contextmanager
        def full() -> Iterator[None]:
            with filled(disk):
                yield

        @contextmanager
        def only_read() -> Iterator[None]:
            # An open connection keeps what it may do. Another process keeps the files beside the database, without which
            # SQLite cannot even read.
            command = [sys.executable, "-c", HOLD, str(file)]
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
                assert other.stdout is not None
                other.stdout.readline()
                city.installation.database.close()
                with read_only(file):
                    yield
                    city.installation.database.close()
                other.communicate()

        city.outages = {"database_away": away, "disk_full": full, "read_only": only_read}
        yield city
        city.installation.database.close()


@contextmanager
def folder_in_place_of(file: Path) -> Iterator[None]:
    file.mkdir()
    yield
    file.rmdir()


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[City]:
    with ExitStack() as stack:
        server = stack.enter_context(postgresql(copy_of=postgresql_data()))
        disk = stack.enter_context(small_disk(server.folder / "disk", 16))
        city = City(installed(server.url("kakanai_offered"), tmp_path / "data"), {})

        @contextmanager
        def away() -> Iterator[None]:
            server.stop()
            yield
            server.start()

        @contextmanager
        def full() -> Iterator[None]:
            """Full is the disk of the audit records, which grow with each request."""
            to_disk(server, city.installation, disk / "space")
            with filled(disk / "space"):
                yield

        @contextmanager
        def only_read() -> Iterator[None]:
            """As a managed database does that runs out of space."""
            switch(server, "on")
            yield
            switch(server, "off")

        @contextmanager
        def replica() -> Iterator[None]:
            """After a fail-over, until the connections are led to the new leader."""
            server.stop()
            (server.data / "standby.signal").touch()
            server.start()
            ready(city)  # a reader has the connection first; a writer gets it from the pool
            yield
            server.stop()
            (server.data / "standby.signal").unlink()
            server.start()

        city.outages = {"database_away": away, "disk_full": full, "read_only": only_read, "replica": replica}
        yield city
        city.installation.database.close()


def to_disk(server: Postgresql, installation: Installation, space: Path) -> None:
    space.mkdir()
    if os.geteuid() == 0:
        os.chown(space, pwd.getpwnam("nobody").pw_uid, -1)
    server.execute(f"CREATE TABLESPACE small LOCATION '{space}'")
    with installation.database.write() as unit:
        unit.connection.execute(text("ALTER TABLE audit_record SET TABLESPACE small"))
        # The next record needs another page.
        unit.connection.execute(text("ALTER TABLE audit_record SET (fillfactor = 10)"))
        unit.commit()


def switch(server: Postgresql, state: str) -> None:
    server.execute(f"ALTER DATABASE kakanai_offered SET default_transaction_read_only = {state}")
    server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'kakanai_offered'")


@pytest.fixture
def city(engine: str, request: pytest.FixtureRequest) -> City:
    city_of_engine: City = request.getfixturevalue(f"on_{engine}")
    return city_of_engine


@pytest.mark.parametrize(("engine", "outage"), CASES)
def test_each_outage_is_named_everywhere_and_logged_once(
    city: City, outage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = "read_only" if outage == "replica" else outage
    with capture_logs() as lines:
        with city.outages[outage]():
            *pages, answer = city.requests() + city.requests()[3:]
            title, sentence = (words("ja")[f"refusal.{kind}.{part}"] for part in ("title", "text"))
            for page in pages[:3]:
                assert (page.status_code, page.headers["retry-after"]) == (503, RETRY_AFTER[kind]), page.text
                assert title in page.text
                assert sentence in page.text
            assert (answer.status_code, answer.headers["retry-after"]) == (503, RETRY_AFTER[kind])
            assert answer.json()["type"] == f"urn:kakanai:problem:{kind}"
            assert ready(city) == (503, kind)
        monkeypatch.setattr(portal.db, "_QUIET", 0.0)
        assert [response.status_code for response in city.requests()] == [200, 200, 303, 200]
        assert ready(city) == (200, "ok")
    outages = [(line["event"], line["code"]) for line in lines if line["event"] != "request"]
    assert outages == [("outage", kind), ("outage over", kind)]


def test_a_database_at_its_quota_is_a_full_disk(makers: Makers, tmp_path: Path) -> None:
    """Without a mount: SQLite may not grow by a page."""
    installation = installed(makers["sqlite"].offered(), tmp_path / "data")
    city = City(installation, {})
    with installation.database.read() as unit:
        pages = unit.connection.execute(text("PRAGMA page_count")).scalar()
    installation.database.close()
    event.listen(
        installation.database.engine,
        "connect",
        lambda connection, _record: connection.execute(f"PRAGMA max_page_count={pages}"),
    )
    answers = (city.desk.get(city.case) for _ in range(1000))
    full = next(answer for answer in answers if answer.status_code != 200)
    assert (full.status_code, full.headers["retry-after"]) == (503, RETRY_AFTER["disk_full"])
    assert words("ja")["refusal.disk_full.title"] in full.text
    installation.database.close()
