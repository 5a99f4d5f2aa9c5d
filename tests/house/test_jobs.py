"""What may hang stands beside the sealing of the audit, and never before it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from portal.jobs import Job, due_jobs, neighbour_jobs
from tests.house.tree import ROOT

# A method of a neighbour is called: whatever it does, another machine may be behind it.
ASKS = re.compile(
    r"\binstallation\.(?:provider|scanner|remaker|register|attributes|mailer|messenger|mailbox|payments)\.\w+\("
)


def services_behind(job: Job) -> Iterator[Path]:
    """The job's own file and every service that it can reach."""
    seen: set[str] = set()
    waiting = [job.run.__module__]
    while waiting:
        module = waiting.pop()
        file = ROOT / (module.replace(".", "/") + ".py")
        if module in seen or not file.is_file():
            continue
        seen.add(module)
        yield file
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("portal.services"):
                waiting += [str(node.module), *(f"{node.module}.{name.name}" for name in node.names)]


def asks_somebody(job: Job) -> bool:
    return any(ASKS.search(file.read_text(encoding="utf-8")) for file in services_behind(job))


def test_no_job_beside_the_audit_waits_for_another_machine() -> None:
    assert [job.name for job in due_jobs() if asks_somebody(job)] == []
    assert all(asks_somebody(job) for job in neighbour_jobs())
