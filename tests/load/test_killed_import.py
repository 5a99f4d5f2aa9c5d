"""A hundred and sixty packages, a tenth broken, and a command that is killed again and again: all of them are accounted for, each once. A run of
ten thousand is the same test with KAKANAI_PACKAGES=10000."""

import os
from pathlib import Path
from subprocess import DEVNULL
from time import monotonic, sleep

from portal.db import Database
from portal.services.reconcile import Reconciliation, reconcile
from portal.store import import_packages
from tests.servers import surroundings
from tests.warm import begin, run

COUNT = int(os.environ.get("KAKANAI_PACKAGES", "160"))
STRIKES = (COUNT // 4, COUNT // 2)
_PATIENCE = 600 + COUNT  # seconds; only what hangs needs them


def found(database: Database) -> Reconciliation:
    with database.read() as unit:
        return reconcile(unit)


def kept(database: Database) -> int:
    with database.read() as unit:
        return sum(import_packages.counts(unit).values())


def test_a_command_that_is_killed_loses_no_package_and_takes_none_twice(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    settings = {
        "KAKANAI_DATABASE_URL": database_url, "KAKANAI_DATA": str(tmp_path / "data"), "KAKANAI_IDENTITY": "none",
        "KAKANAI_LOG_LEVEL": "warning",
    }  # fmt: skip
    environment = surroundings(**settings)
    sampling = ["import", "sample", "--count", str(COUNT), "--seed", "3", "--out", str(folder)]
    run(sampling, env=environment, timeout=_PATIENCE).check_returncode()
    command = ["import", "packages", str(folder)]
    database = Database(database_url)
    for strike in STRIKES:
        running = begin(command, env=environment, stdout=DEVNULL, stderr=DEVNULL)
        ends = monotonic() + _PATIENCE
        while kept(database) < strike and running.poll() is None and monotonic() < ends:
            sleep(0.01)
        running.kill()
        running.wait()
    half_way = found(database)
    assert 0 < sum(half_way.packages.values()) < COUNT
    assert half_way.unexplained == (), "whatever it was killed in the middle of, is there whole or not at all"
    ended = run(command, env=environment, timeout=_PATIENCE)
    assert ended.returncode == 0, ended.stderr
    told = found(database)
    database.close()
    assert sum(told.packages.values()) == COUNT
    assert told.packages.get("waiting", 0) == 0
    assert told.packages["quarantined"] >= COUNT // 10
    assert sum(one.arrived for one in told.balances) == told.packages["taken"]
    assert told.unexplained == ()
