"""`--processes=4`: one process imports and collects the tests, then forks; its children share out groups of tests.

What imports and collects in each process again (pytest-xdist) pays ten seconds of processor for each, and five for each that
forks services (tests/warm.py).
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any

import pytest

from tests.warm import await_orders

_NUMBER = 4  # bytes of the number of a group


class Processes:
    """A plugin. Each child takes the next group when it has begun the last test of its own.

    Groups that are `last` (of a browser, which wait and take long) follow the others in a child; the first child takes them alone,
    so that they do not all run at the end.
    """

    def __init__(
        self,
        count: int,
        group_of: Callable[[pytest.Item], str],
        is_last: Callable[[pytest.Item], bool],
        rehearse: Callable[[int], None] = lambda tests: None,
    ) -> None:
        self._count = count
        self._rehearse = rehearse
        self._group_of = group_of
        self._is_last = is_last

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if session.testsfailed or session.config.option.collectonly:
            return None
        await_orders()
        self._rehearse(len(session.items))
        if threads := len(os.listdir("/proc/self/task")) - 1:
            # They do not exist in the children, which would wait for them for ever (typst, OpenSSL's and others' pools).
            raise pytest.UsageError(f"{threads} threads were begun while tests were collected: begin them in a fixture")
        groups: dict[str, list[pytest.Item]] = {}
        for item in session.items:
            groups.setdefault(self._group_of(item), []).append(item)
        number_of = {name: number for number, name in enumerate(groups)}
        late = [name for name, items in groups.items() if self._is_last(items[0])]
        queues = [_filled(number_of[name] for name in names) for names in ([n for n in groups if n not in late], late)]
        folder = _temporary(session).getbasetemp()
        children: dict[Connection, int] = {}
        for number in range(self._count):
            reader, writer = Pipe(duplex=False)
            child = os.fork()
            if child == 0:
                for other in (reader, *children):  # else a pipe whose reader has ended still has one here
                    other.close()
                _temporary(session)._basetemp = folder / f"process-{number}"
                _run_and_exit(
                    session, _items(queues[1:] if late and number == 0 else queues, list(groups.values())), writer
                )
            writer.close()
            children[reader] = child
        for queue in queues:
            os.close(queue)
        try:
            _receive(session, children)
        finally:
            # One that cannot be read from any more sends no report, and waits for nothing: the pipe may be full.
            for reader, child in children.items():
                os.kill(child, signal.SIGINT)
                reader.close()
            for child in children.values():
                os.waitpid(child, 0)
        return True


def _filled(numbers: Iterable[int]) -> int:
    """The end of a pipe to read from."""
    queue, filling = os.pipe()
    os.write(filling, b"".join(number.to_bytes(_NUMBER) for number in numbers))
    os.close(filling)
    return queue


def _temporary(session: pytest.Session) -> Any:
    return vars(session.config)["_tmp_path_factory"]


# In the first process


def _receive(session: pytest.Session, children: dict[Connection, int]) -> None:
    """Reports are those of this process. A child that ends early (memory) ends the run: its tests would count as failed."""
    hook, left = session.config.hook, len(session.items)
    while children:
        for reader in wait(list(children)):
            assert isinstance(reader, Connection)
            try:
                reports = reader.recv()
            except EOFError:
                reports, status = [], os.waitpid(children.pop(reader), 0)[1]
                if status:
                    session.shouldfail = f"a process of the tests ended: {os.waitstatus_to_exitcode(status)}"
            for sent in reports:
                report = _received(session, sent)
                hook.pytest_runtest_logreport(report=report)
                if report.when == "teardown":
                    left -= 1
                    hook.pytest_runtest_logfinish(nodeid=report.nodeid, location=report.location)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
    if left:  # a test that ends its process with status 0 takes the rest of its group with it
        session.shouldfail = f"{left} tests have no report: a process of the tests ended before them"
        raise session.Failed(session.shouldfail)


def _received(session: pytest.Session, sent: Any) -> pytest.TestReport:
    if isinstance(sent, tuple):
        nodeid, location, when, *times = sent
        return pytest.TestReport(nodeid, location, {}, "passed", None, when, (), *times)
    report: pytest.TestReport = session.config.hook.pytest_report_from_serializable(config=session.config, data=sent)
    return report


# In a child


class _Sender:
    """The reports of a test together, and of what passed without a word only what differs: a run has sixty thousand."""

    def __init__(self, config: pytest.Config, writer: Connection) -> None:
        self._config = config
        self._writer = writer
        self._waiting: list[Any] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.passed and not report.sections and not report.user_properties and not hasattr(report, "wasxfail"):
            times = report.duration, report.start, report.stop
            self._waiting.append((report.nodeid, report.location, report.when, *times))
        else:
            self._waiting.append(self._config.hook.pytest_report_to_serializable(config=self._config, report=report))
        if report.when == "teardown":
            self._writer.send(self._waiting)
            self._waiting = []


def _items(queues: Sequence[int], groups: Sequence[list[pytest.Item]]) -> Iterator[pytest.Item]:
    for queue in queues:
        while number := os.read(queue, _NUMBER):
            yield from groups[int.from_bytes(number)]


def _run_and_exit(session: pytest.Session, items: Iterator[pytest.Item], writer: Connection) -> None:
    status = 1
    try:
        _begin(session, writer)
        item = next(items, None)
        while item is not None:
            following = next(items, None)
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            item = following
        if counting := sys.modules["coverage"].Coverage.current() if "coverage" in sys.modules else None:
            counting.stop()
            counting.save()
        status = 0
    except (KeyboardInterrupt, BrokenPipeError):  # background processes of a shell ignore SIGINT
        vars(session)["_setupstate"].teardown_exact(None)
    except BaseException:  # noqa: BLE001  # nothing above may go on as if it were the first process
        os.write(2, traceback.format_exc().encode())
    finally:
        writer.close()
        os._exit(status)


def _begin(session: pytest.Session, writer: Connection) -> None:
    _temporary(session)._basetemp.mkdir(mode=0o700)
    plugins = session.config.pluginmanager
    plugins.unregister(name="terminalreporter")
    plugins.register(_Sender(session.config, writer))
    capture: Any = plugins.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()  # into a file of its own
