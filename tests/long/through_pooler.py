"""`make pooler`: two web processes and two workers reach PostgreSQL through PgBouncer in transaction mode, by fewer connections than they have
threads, while people file. Each receipt is stored once, with its attachment, and the chain of the audit is whole."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from portal.cli.backups.database_copies import one_state
from portal.cli.problem import Problem
from portal.db import Database
from tests.journeys.lamps import offered
from tests.postgresql import Postgresql, postgresql
from tests.servers import PATIENCE, Server
from tests.torture.crowd import crowd
from tests.torture.pooler import pooled
from tests.torture.settlement import settled
from tests.torture.site import Site

RECEIPTS, SEED = 60, 20261126  # receipts that are waited for
SESSIONS = 4  # of PostgreSQL, for four processes with eight threads each

pytestmark = pytest.mark.timeout(0)


@pytest.fixture
def server() -> Iterator[Postgresql]:
    with postgresql(durable=True) as started:
        yield started


@contextmanager
def opened(address: str) -> Iterator[Database]:
    database = Database(address)
    try:
        yield database
    finally:
        database.close()


def sessions(server: Postgresql) -> int:
    of_clients = (
        "SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(host=str(server.folder), user="postgres", dbname="postgres") as connection:
        return int(connection.execute(of_clients).fetchall()[0][0])


def test_two_web_processes_and_two_workers_share_few_sessions_and_lose_nothing(
    server: Postgresql, tmp_path: Path
) -> None:
    with pooled(str(server.folder), 5432, default_pool_size=str(SESSIONS)) as address:
        settings = {
            "KAKANAI_PROCEDURES": str(offered(tmp_path / "procedures")), "KAKANAI_LOG_LEVEL": "warning",
            "KAKANAI_DATABASE_URL": address, "KAKANAI_DATA": str(tmp_path / "data"),
        }  # fmt: skip
        site = Site(Server(("serve", "--no-worker"), tmp_path / "first", settings))
        second, most = Server(("serve", "--no-worker"), tmp_path / "second", settings), 0
        try:
            site.start()
            second.start()
            with crowd(site.server.url, second.url, seed=SEED) as ledger:
                deadline = time.monotonic() + PATIENCE * 3
                while len(ledger.receipts) < RECEIPTS:
                    assert time.monotonic() < deadline, f"{len(ledger.receipts)} receipts, {ledger.setbacks}"
                    most = max(most, sessions(server))
                    time.sleep(0.1)
        finally:
            if second.running:
                second.stop()
            site.end()
        figures, complaints = settled(site, ledger)
        print(f"{figures}; {most} sessions of PostgreSQL at most")
        assert complaints == []
        assert most <= SESSIONS
        assert '"event": "bug"' not in second.log
        assert (
            sum(ledger.setbacks.values()) == ledger.setbacks["ReadTimeout"]
        )  # answers that a person does not wait for


def test_the_pooler_sets_what_a_session_of_the_service_has(server: Postgresql) -> None:
    with pooled(str(server.folder), 5432) as address, opened(address) as database, database.read() as unit:
        assert unit.connection.exec_driver_sql("SHOW random_page_cost").scalar() == "1.1"


def test_a_transaction_that_hangs_is_ended_by_the_pooler(server: Postgresql) -> None:
    """In docs/installation after ten seconds, here after one."""
    with pooled(str(server.folder), 5432, idle_transaction_timeout="1") as address, opened(address) as database:
        with pytest.raises(DBAPIError):
            hesitate(database, 3)
        hesitate(database, 0)


def hesitate(database: Database, seconds: float) -> None:
    with database.write() as unit:
        unit.connection.exec_driver_sql("SELECT 1")
        time.sleep(seconds)
        unit.connection.exec_driver_sql("SELECT 1")


def test_a_backup_does_not_go_through_the_pooler(server: Postgresql, tmp_path: Path) -> None:
    """`pg_dump` empties the search_path of its session, which the service would get next."""
    with (
        pooled(str(server.folder), 5432) as address,
        opened(address) as database,
        pytest.raises(Problem, match="PostgreSQL itself"),
        one_state(address, database, tmp_path / "backup") as (_, pieces),
    ):
        list(pieces)
