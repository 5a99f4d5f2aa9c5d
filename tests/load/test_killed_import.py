"""An import of 80 packages (160 in `make long`, KAKANAI_PACKAGES=10000 for more), a tenth broken, is killed repeatedly; each package is
accounted for once.
"""

import os
from pathlib import Path
from shutil import copytree
from subprocess import DEVNULL
from time import monotonic, sleep

import pytest

from portal.db import Database
from portal.services.handover.reconcile import Reconciliation, reconcile
from portal.store.imports import import_packages
from tests.examples import IS_LONG
from tests.servers import surroundings
from tests.warm import begin, run

pytestmark = pytest.mark.both_engines

COUNT = int(os.environ.get("KAKANAI_PACKAGES", "160" if IS_LONG else "80"))
STRIKES = (COUNT // 4, COUNT // 2)
_PATIENCE = 600 + COUNT  # seconds before a hanging command fails


def reconciled(database: Database) -> Reconciliation:
    with database.read() as unit:
        return reconcile(unit)


def package_count(database: Database) -> int:
    with database.read() as unit:
        return sum(import_packages.counts(unit).values())


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their answers are made up for three seconds, for both engines once."""
    folder = tmp_path_factory.mktemp("sampling")
    sampling = ["import", "sample", "--count", str(COUNT), "--seed", "3", "--out", str(folder / "in")]
    run(sampling, env=surroundings(KAKANAI_DATA=str(folder / "data")), timeout=_PATIENCE).check_returncode()
    return folder / "in"


def test_a_command_that_is_killed_loses_no_package_and_takes_none_twice(
    database_url: str, packages: Path, tmp_path: Path
) -> None:
    folder = copytree(packages, tmp_path / "in")
    settings = {
        "KAKANAI_DATABASE_URL": database_url, "KAKANAI_DATA": str(tmp_path / "data"), "KAKANAI_IDENTITY": "none",
        "KAKANAI_LOG_LEVEL": "warning",
    }  # fmt: skip
    environment = surroundings(**settings)
    command = ["import", "packages", str(folder)]
    database = Database(database_url)
    for strike in STRIKES:
        running = begin(command, env=environment, stdout=DEVNULL, stderr=DEVNULL)
        ends = monotonic() + _PATIENCE
        while package_count(database) < strike and running.poll() is None and monotonic() < ends:
            sleep(0.01)
        running.kill()
        running.wait()
    half_way = reconciled(database)
    assert 0 < sum(half_way.packages.values()) < COUNT
    assert half_way.unexplained == (), "an interrupted package is stored whole or not at all"
    ended = run(command, env=environment, timeout=_PATIENCE)
    assert ended.returncode == 0, ended.stderr
    reconciliation = reconciled(database)
    database.close()
    assert sum(reconciliation.packages.values()) == COUNT
    assert reconciliation.packages.get("waiting", 0) == 0
    assert reconciliation.packages["quarantined"] >= COUNT // 10
    assert sum(balance.arrived for balance in reconciliation.balances) == reconciliation.packages["taken"]
    assert reconciliation.unexplained == ()
