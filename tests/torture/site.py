"""The service as a city runs it: web processes, two workers and their database, each of which can be killed."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import DEVNULL
from time import sleep

from tests.disks import filled, may_mount, small_disk
from tests.journeys.lamps import offered
from tests.postgresql import Postgresql, postgresql
from tests.servers import NOW, Server, free_ports
from tests.torture.relay import Relay, relayed
from tests.warm import Process, begin

WORKERS = 2
MEGABYTES = 400  # of each small disk


@dataclass
class Site:
    """`disks`: small file systems, by what they hold; none where this user may not mount."""

    server: Server
    database: Postgresql | None = None  # None: SQLite
    line: Relay | None = None  # to the database
    disks: Mapping[str, Path] = field(default_factory=dict)
    workers: list[Process] = field(default_factory=list)

    def start(self) -> None:
        self.server.start()
        while len(self.workers) < WORKERS:
            self.hire()

    def hire(self) -> None:
        """Starts one more worker."""
        self.workers.append(begin(["worker"], env=self.server._environment(), stdout=DEVNULL, stderr=DEVNULL))

    def kill_worker(self) -> None:
        worker = self.workers.pop(0)
        worker.kill()
        worker.wait(30)
        self.hire()

    def kill_web(self) -> None:
        self.server.kill()
        self.server.start()

    def stop_web(self) -> None:
        self.server.stop()
        self.server.start()

    def kill_database(self) -> None:
        assert self.database is not None
        self.database.kill()
        self.database.start()

    def stop_database(self) -> None:
        assert self.database is not None
        self.database.stop()
        self.database.start()

    def fill_disk(self, name: str, seconds: float) -> None:
        """PostgreSQL ends where it cannot write its log; then somebody starts it when there is room again."""
        with filled(self.disks[name]):
            sleep(seconds)
        if self.database is not None:
            if not self.database.running:
                self.database.start()
            self.database.await_answers()

    def step_clock(self, minutes: int) -> None:
        """All processes begin again with a clock that went forth or back."""
        moment = datetime.fromisoformat(self.server.settings.get("KAKANAI_NOW", NOW)) + timedelta(minutes=minutes)
        self.server.settings = {**self.server.settings, "KAKANAI_NOW": moment.isoformat()}
        self.kill_web()
        for _ in range(WORKERS):
            self.kill_worker()

    def end(self) -> None:
        for worker in self.workers:
            worker.kill()
            worker.wait(30)
        self.workers.clear()
        if self.server.running:
            self.server.kill()


@contextmanager
def opened_site(folder: Path, engine: str) -> Iterator[Site]:
    """`engine`: sqlite or postgresql, which is reached over a line that can be cut."""
    with ExitStack() as stack:
        files = stack.enter_context(small_disk(folder / "files", MEGABYTES))
        procedures = str(offered(folder / "procedures"))
        settings = {"KAKANAI_PROCEDURES": procedures, "KAKANAI_LOG_LEVEL": "warning", "TMPDIR": str(files)}
        site = Site(Server(("serve",), folder / "site"), disks={"files": files} if may_mount() else {})
        if engine == "postgresql":
            site.database = stack.enter_context(postgresql(durable=True, megabytes=MEGABYTES))
            (port,) = free_ports(1)
            site.line = stack.enter_context(relayed(f"{site.database.folder}/.s.PGSQL.5432", port))
            address = f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres?sslmode=disable&gssencmode=disable"
            site.disks = {**site.disks, "database": site.database.data} if may_mount() else {}
        else:
            address = f"sqlite:///{files}/site.db"
        site.server.settings = {**settings, "KAKANAI_DATABASE_URL": address, "KAKANAI_DATA": str(files / "data")}
        try:
            site.start()
            yield site
        finally:
            site.end()
