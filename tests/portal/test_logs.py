"""Logs: JSON lines with listed keys."""

import errno
import io
import json
import sys
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy.exc import OperationalError

import portal.logs
from portal.logs import configure_logs, log_bug, only_allowed


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    output = io.StringIO()
    before = structlog.get_config()
    monkeypatch.setattr(sys, "stderr", output)
    configure_logs("info")
    # A logger keeps the settings of its first event: the module's logger may be configured already.
    monkeypatch.setattr(portal.logs, "log", structlog.get_logger())
    yield output
    structlog.configure(**before)


def test_a_key_that_is_not_listed_is_not_written() -> None:
    entry = {"event": "request", "status": 200, "name": "髙見本", "answers": {}, "query": "?a=b"}
    assert only_allowed(None, "info", entry) == {"event": "request", "status": 200}


def test_a_line_is_json_with_its_time_and_level(lines: io.StringIO) -> None:
    portal.logs.log.info("request", status=200, name="髙見本")
    line = json.loads(lines.getvalue())
    assert set(line) == {"event", "status", "level", "timestamp"}
    assert (line["event"], line["level"]) == ("request", "info")


def test_a_line_carries_the_request_and_the_job_that_it_belongs_to(lines: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request="12345678", job="send_notices"):
        portal.logs.log.warning("not delivered")
    portal.logs.log.warning("not delivered")
    during, after = map(json.loads, lines.getvalue().splitlines())
    assert (during["request"], during["job"]) == ("12345678", "send_notices")
    assert "request" not in after


def test_what_is_below_the_level_is_not_written(lines: io.StringIO) -> None:
    portal.logs.log.debug("request")
    assert lines.getvalue() == ""


def test_a_bug_is_told_by_place_and_kind_and_never_by_value(lines: io.StringIO) -> None:
    def failing(name: str) -> None:
        raise ValueError(f"cannot read {name}")

    try:
        failing("髙見本")
    except ValueError as error:
        log_bug("12345678", error)
    line = json.loads(lines.getvalue())
    assert (line["event"], line["reference"], line["kind"]) == ("bug", "12345678", "ValueError")
    assert line["trace"][-1].endswith(" failing")
    assert "髙見本" not in lines.getvalue()


def test_a_deep_trace_is_cut_to_where_it_happened(lines: io.StringIO) -> None:
    def deep(levels: int) -> None:
        if levels == 0:
            raise ValueError
        deep(levels - 1)

    try:
        deep(40)
    except ValueError as error:
        log_bug("12345678", error)
    assert len(json.loads(lines.getvalue())["trace"]) == 12


def test_an_outage_of_the_database_is_no_bug(lines: io.StringIO) -> None:
    """The database logs it, once; each request and job that met it would add a trace."""
    log_bug("12345678", OperationalError("SELECT 1", {}, Exception("connection refused")))
    assert lines.getvalue() == ""
    log_bug("12345678", OSError(errno.ENOSPC, "no space left"))
    assert json.loads(lines.getvalue())["kind"] == "OSError"
