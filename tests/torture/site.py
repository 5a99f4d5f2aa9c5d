"""The service as a city runs it: web processes, two workers and their database, each of which can be killed."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import DEVNULL

from tests.journeys.lamps import offered
from tests.postgresql import Postgresql, postgresql
from tests.servers import NOW, Server
from tests.warm import Process, begin

WORKERS = 2


@dataclass
class Site:
    server: Server
    database: Postgresql | None  # None: SQLite
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
    """`engine`: sqlite or postgresql, which survives a power cut."""
    with ExitStack() as stack:
        database = stack.enter_context(postgresql(durable=True)) if engine == "postgresql" else None
        url = database.url("postgres") if database else f"sqlite:///{folder}/site.db"
        settings = {
            "KAKANAI_DATABASE_URL": url, "KAKANAI_PROCEDURES": str(offered(folder / "procedures")),
            "KAKANAI_LOG_LEVEL": "warning",
        }  # fmt: skip
        site = Site(Server(("serve",), folder / "site", settings), database)
        try:
            site.start()
            yield site
        finally:
            site.end()
