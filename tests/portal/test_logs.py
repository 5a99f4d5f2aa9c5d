"""Logs: JSON lines with listed keys."""

import errno
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
import structlog
from sqlalchemy.exc import OperationalError

import portal.logs
from portal.logs import configure_logs, log_bug, only_allowed

Lines = Callable[[], str]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """What was written since the last call."""
    before = structlog.get_config()
    configure_logs("info")
    # A logger keeps the settings of its first event: the module's logger may be configured already.
    monkeypatch.setattr(portal.logs, "log", structlog.get_logger())
    yield lambda: capsys.readouterr().err
    structlog.configure(**before)


def test_a_key_that_is_not_listed_is_not_written() -> None:
    entry = {"event": "request", "status": 200, "name": "髙見本", "answers": {}, "query": "?a=b"}
    assert only_allowed(None, "info", entry) == {"event": "request", "status": 200}


def test_a_text_is_written_of_a_provider_that_does_not_fit_and_of_no_other_event() -> None:
    for event, keys in (("provider", {"event", "detail"}), ("request", {"event"})):
        assert set(only_allowed(None, "info", {"event": event, "detail": "髙見本"})) == keys


def test_a_line_is_json_with_its_time_and_level(lines: Lines) -> None:
    portal.logs.log.info("request", status=200, name="髙見本")
    line = json.loads(lines())
    assert set(line) == {"event", "status", "level", "timestamp"}
    assert (line["event"], line["level"]) == ("request", "info")


def test_a_line_before_there_are_settings_is_as_any_other_and_not_on_stdout() -> None:
    written = "from portal.logs import log; log.info('request', name='x'); log.debug('request')"
    ran = subprocess.run([sys.executable, "-c", written], capture_output=True, text=True, check=True)
    assert (ran.stdout, set(json.loads(ran.stderr))) == ("", {"event", "level", "timestamp"})


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "level", "kept", "events"),
    [
        (Terminal, "info", False, 0), (Terminal, "debug", False, 1), (StringIO, "info", False, 1), (Terminal, "info", True, 1),
    ],
)  # fmt: skip
def test_a_command_at_a_terminal_mixes_no_line_into_its_answer(
    lines: Lines, monkeypatch: pytest.MonkeyPatch, stream: type[StringIO], level: str, kept: bool, events: int
) -> None:
    """A server logs there, too; a file or a timer gets the lines of both."""
    written = stream()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logs(level, kept=kept)
    structlog.get_logger().error("outage", code="missing")
    assert written.getvalue().count("outage") == events


def test_a_line_carries_the_request_and_the_job_that_it_belongs_to(lines: Lines) -> None:
    with structlog.contextvars.bound_contextvars(request="12345678", job="send_notices"):
        portal.logs.log.warning("not delivered")
    portal.logs.log.warning("not delivered")
    during, after = map(json.loads, lines().splitlines())
    assert (during["request"], during["job"]) == ("12345678", "send_notices")
    assert "request" not in after


def test_what_is_below_the_level_is_not_written(lines: Lines) -> None:
    portal.logs.log.debug("request")
    assert lines() == ""


def test_a_bug_is_reported_by_place_and_kind_and_never_by_value(lines: Lines) -> None:
    def failing(name: str) -> None:
        raise ValueError(f"cannot read {name}")

    try:
        failing("髙見本")
    except ValueError as error:
        log_bug("12345678", error)
    written = lines()
    line = json.loads(written)
    assert (line["event"], line["reference"], line["kind"]) == ("bug", "12345678", "ValueError")
    assert line["trace"][-1].endswith(" failing")
    assert "髙見本" not in written


def test_a_deep_trace_is_cut_to_where_it_happened(lines: Lines) -> None:
    def deep(levels: int) -> None:
        if levels == 0:
            raise ValueError
        deep(levels - 1)

    try:
        deep(40)
    except ValueError as error:
        log_bug("12345678", error)
    assert len(json.loads(lines())["trace"]) == 12


def test_an_outage_of_the_database_is_no_bug(lines: Lines) -> None:
    """The database logs it, once; each request and job that met it would add a trace."""
    log_bug("12345678", OperationalError("SELECT 1", {}, Exception("connection refused")))
    assert lines() == ""
    log_bug("12345678", OSError(errno.ENOSPC, "no space left"))
    assert json.loads(lines())["kind"] == "OSError"
