"""Jobs that can block run beside the sealing of the audit."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from portal.jobs import Job, due_jobs, neighbour_jobs
from tests.house.tree import ROOT

# A call of a neighbour may wait for another machine. take_package asks two of them; the courier writes into a folder
# that may be remote.
ASKS = re.compile(
    r"\btake_(?:packages|files)\(|\bobjects\.\w+\(|\bNeighbours\(|\bpack_courier\(|\binstallation\.(?:provider|scanner|remaker|register|attributes|delivery|mailer|messenger|alerts|mailbox|payments|debits|signing|verifier)\.\w+\("
)


def files_of(job: Job) -> Iterator[Path]:
    own = _file(job.run.__module__)
    yield own
    for node in ast.walk(ast.parse(own.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("portal.services."):
            yield _file(str(node.module))


def _file(module: str) -> Path:
    return ROOT / (module.replace(".", "/") + ".py")


def asks_somebody(job: Job) -> bool:
    return any(ASKS.search(file.read_text(encoding="utf-8")) for file in files_of(job))


def test_no_job_beside_the_audit_waits_for_another_machine() -> None:
    assert [job.name for job in due_jobs() if asks_somebody(job)] == []
    assert all(asks_somebody(job) for job in neighbour_jobs())
