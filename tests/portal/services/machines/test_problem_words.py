"""The problems of the machine API (RFC 9457)."""

import re
from pathlib import Path

import portal
from portal.services.machines.problem_words import PROBLEMS

_RAISED = re.compile(r'\bProblem\(\s*"([a-z_]+)"')


def test_every_problem_that_is_raised_has_its_status_and_words() -> None:
    sources = [path.read_text() for path in Path(portal.__path__[0]).rglob("*.py")]
    raised = {name for source in sources for name in _RAISED.findall(source)}
    assert {"acknowledged_before", "invalid_token", "idempotency_key_reused"} <= raised
    assert raised <= PROBLEMS.keys()


def test_each_problem_is_an_error_and_is_distinguished_by_its_title() -> None:
    assert {problem.status for problem in PROBLEMS.values()} <= set(range(400, 504))
    assert len({problem.title for problem in PROBLEMS.values()}) == len(PROBLEMS)


def test_what_may_be_retried_says_that_nothing_was_lost() -> None:
    unavailable = {name: problem.detail for name, problem in PROBLEMS.items() if problem.status == 503}
    assert unavailable.keys() == {"neighbour_down", "database_away", "disk_full", "read_only", "busy"}
    assert all("何も失われていません" in detail for detail in unavailable.values())
