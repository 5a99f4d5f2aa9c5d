"""Logs: JSON lines of listed keys; of a bug its place and kind, never a value."""

import io
import json
import sys
from collections.abc import Iterator

import pytest
import structlog

import portal.logs
from portal.logs import configure_logs, log_bug, only_allowed


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the service would write to its standard error."""
    written = io.StringIO()
    before = structlog.get_config()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logs("info")
    # A logger keeps the settings of its first line: the module's own may have spoken before.
    monkeypatch.setattr(portal.logs, "log", structlog.get_logger())
    yield written
    structlog.configure(**before)


def test_a_key_that_is_not_listed_is_not_written() -> None:
    entry = {"event": "request", "status": 200, "name": "髙見本", "answers": {}, "query": "?a=b"}
    assert only_allowed(None, "info", entry) == {"event": "request", "status": 200}


def test_a_line_is_json_with_its_time_and_level(lines: io.StringIO) -> None:
    portal.logs.log.info("request", status=200, name="髙見本")
    line = json.loads(lines.getvalue())
    assert set(line) == {"event", "status", "level", "timestamp"}
    assert (line["event"], line["level"]) == ("request", "info")


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
