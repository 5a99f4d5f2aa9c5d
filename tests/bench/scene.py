"""Our service and a floor on one database."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.config import TREE, Settings
from portal.services.shared.installation import Installation
from portal.wiring import install
from tests.databases import PostgresqlMaker, SqliteMaker, postgresql_data
from tests.postgresql import postgresql
from tests.servers import NOW, Server, answers, free_ports

PROCEDURES = Path(__file__).parent / "procedures"


@dataclass(frozen=True)
class Scene:
    """`installation` belongs to this process and shares rows and keys with the server."""

    folder: Path
    url: str
    workers: int
    server: Server
    installation: Installation

    @property
    def pid(self) -> int:
        assert self.server._process is not None
        return self.server._process.pid

    @contextmanager
    def floor(self, name: str, **variables: str) -> Iterator[tuple[int, int]]:
        """Port and process."""
        port = free_ports(1)[0]
        environment = {**self.server._environment(), **variables, "KAKANAI_LOG_LEVEL": "error"}
        command = [sys.executable, "-m", "tests.bench.floors", name, str(port), str(self.workers)]
        process = subprocess.Popen(command, cwd=TREE, env=environment)
        try:
            while not answers(f"http://127.0.0.1:{port}/healthz"):
                assert process.poll() is None, f"the floor {name} ended with {process.returncode}"
                time.sleep(0.05)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def scenes(
    database: str, workers: int, procedures: Path, layouts: Path | None = None, *, cold: bool = False
) -> Iterator[Scene]:
    """`database` is sqlite or postgresql, durable as in production. Without `layouts` there is none."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="kakanai-bench-", dir=os.environ.get("TMPDIR")))
        )
        maker = (
            SqliteMaker(folder)
            if database == "sqlite"
            else PostgresqlMaker(stack.enter_context(postgresql(durable=True, copy_of=postgresql_data())))
        )
        url = maker.migrated()
        if layouts is None:
            layouts = folder / "layouts"
            layouts.mkdir()
        settings = {
            "KAKANAI_DATABASE_URL": url,
            "KAKANAI_PROCEDURES": str(procedures),
            "KAKANAI_LAYOUTS": str(layouts),
        }
        # Two processes take 17 s of processor until they answer, having read all definitions.
        server = Server(("serve", "--workers", str(workers)), folder, settings, cold=cold, patience=400)
        server.start()
        stack.callback(server.stop)
        installation = install(Settings(
            env="test", now=NOW, data=folder / "data", database_url=url, procedures=procedures, layouts=layouts,
        ))  # fmt: skip
        stack.callback(installation.database.close)
        yield Scene(folder, url, workers, server, installation)
