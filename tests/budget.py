"""`-p tests.budget --seconds=45`: tests run in the order in which they were named, and none begins after that time."""

import time
from collections.abc import Iterator

import pytest

BEGAN = pytest.StashKey[float]()
LEFT = "left to `make test`"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seconds", type=float, default=45.0, help="after which no further test begins")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BEGAN] = time.time()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """In the order in which they were named, whatever order the suite has otherwise: a folder that is named after one of its
    files brings the others."""
    named = [config.invocation_params.dir / name.partition("::")[0] for name in config.args]
    result = yield
    items.sort(
        key=lambda item: next((at for at, path in enumerate(named) if item.path.is_relative_to(path)), len(named))
    )
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    if time.time() - item.config.stash[BEGAN] < item.config.getoption("--seconds"):
        return None
    # Of the teardown, the last of a test's reports: tests/processes.py waits for it.
    report = pytest.TestReport(item.nodeid, item.location, {}, "skipped", (str(item.path), 0, LEFT), "teardown")
    item.ihook.pytest_runtest_logreport(report=report)
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left = [report for report in terminalreporter.stats.get("skipped", ()) if LEFT in str(report.longrepr)]
    if left:
        files = sorted({report.nodeid.partition("::")[0] for report in left})
        terminalreporter.section(f"{len(left)} tests of {len(files)} files are {LEFT}")
        terminalreporter.line(" ".join(files))
