"""A running service with access to its database."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from sqlalchemy import create_engine, text

from portal.config import Settings
from portal.services.shared.verify_audit import AuditVerdict, verify_audit
from portal.wiring import install
from tests.load.client import Browser
from tests.load.forty import copies
from tests.servers import Server, answers
from tests.warm import Process, begin


@dataclass
class Office:
    server: Server
    procedures: list[str]
    url: str
    folder: Path

    def browser(self, person: str) -> Browser:
        browser = Browser(self.server.url)
        browser.sign_in(person)
        return browser

    def people(self) -> list[str]:
        with closing(Browser(self.server.url)) as browser:
            return browser.people()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        engine = create_engine(self.url)
        with engine.connect() as connection:
            rows = [tuple(row) for row in connection.execute(text(statement))]
        engine.dispose()
        return rows

    def audit(self) -> AuditVerdict:
        settings = Settings(
            env="test", data=self.folder / "data", database_url=self.url, procedures=self.folder / "procedures",
            layouts=self.folder / "layouts",
        )  # fmt: skip
        installation = install(settings)
        try:
            return verify_audit(installation)
        finally:
            installation.database.close()


@contextmanager
def open_office(folder: Path, url: str, *, procedures: int) -> Iterator[Office]:
    """`procedures` is their number."""
    names = copies(folder / "procedures", procedures)
    (folder / "layouts").mkdir()
    settings = {
        "KAKANAI_DATABASE_URL": url, "KAKANAI_PROCEDURES": str(folder / "procedures"),
        "KAKANAI_LAYOUTS": str(folder / "layouts"), "KAKANAI_LOG_LEVEL": "warning",
    }  # fmt: skip
    server = Server(("serve",), folder, settings)
    server.start()
    provider = _provider(server)
    try:
        yield Office(server, names, url, folder)
    finally:
        provider.terminate()
        provider.wait(60)
        if server.running:
            server.stop()


def _provider(server: Server) -> Process:
    """Survives a killed portal, since it makes signing keys at start."""
    process = begin(["mock"], env=server._environment(), stdout=DEVNULL, stderr=DEVNULL)
    deadline = time.monotonic() + 60
    while not answers(f"{server.mock_url}/mock.css"):
        assert process.poll() is None, f"the mock card provider ended with {process.returncode}"
        assert time.monotonic() < deadline, "the mock card provider does not answer"
        time.sleep(0.05)
    return process
