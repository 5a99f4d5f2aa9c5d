"""An import of 10,000 packages (PACKAGES), a tenth broken, killed half way (SIGKILL) and repeated; each is reconciled
once.
"""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.config import TREE, load_settings
from portal.services.shared.installation import Installation
from portal.wiring import install
from tests.databases import NOW, Makers
from tests.portal.test_many_packages import BROKEN, accounted, laid

MANY = int(os.environ.get("PACKAGES", "10000"))


def so_far(installation: Installation) -> Counter[str]:
    with installation.database.read() as unit:
        rows = unit.connection.execute(text("SELECT state, COUNT(*) FROM import_package GROUP BY state")).all()
    return Counter({row[0]: int(row[1]) for row in rows})


@pytest.mark.timeout(0)
def test_ten_thousand_packages_a_tenth_broken_killed_half_way_are_all_accounted_for(
    makers: Makers, tmp_path: Path
) -> None:
    laid(tmp_path / "in", MANY)
    url = makers["sqlite"].offered()
    settings = {"KAKANAI_ENV": "test", "KAKANAI_NOW": NOW, "KAKANAI_DATA": str(tmp_path / "data")}
    environment = {**os.environ, **settings, "KAKANAI_DATABASE_URL": url, "KAKANAI_IDENTITY": "none"}
    start = "from portal.cli import main; main()"
    command = [sys.executable, "-c", start, "import", "packages", str(tmp_path / "in"), "--json"]
    installation = install(
        load_settings(env="test", now=NOW, data=tmp_path / "data", database_url=url, identity="none")
    )
    first = subprocess.Popen(command, cwd=TREE, env=environment, stdout=subprocess.DEVNULL)
    try:
        while sum(so_far(installation).values()) < MANY // 2:
            with suppress(subprocess.TimeoutExpired):
                first.wait(0.2)
                break  # it ended early; the next line reports it
    finally:
        first.kill()
    assert first.wait() == -signal.SIGKILL
    half = so_far(installation)
    second = subprocess.run(command, cwd=TREE, env=environment, capture_output=True, text=True, check=False)
    assert second.stdout, second.stderr
    report, state = json.loads(second.stdout), accounted(installation, MANY)
    print(f"{MANY} packages, killed at {dict(half)}, then {report}; in all {dict(state)}")
    assert state == {"taken": MANY - MANY // BROKEN, "quarantined": MANY // BROKEN}
    installation.database.close()
