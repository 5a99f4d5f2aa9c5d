"""Arithmetic of the benchmarks on known figures; nothing is timed."""

import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from threading import Thread

import pytest

from portal.config import TREE
from tests.bench.__main__ import FIGURES, MEASURES, NUMBERS, machine, row
from tests.bench.driver import Sample, drive, get, post
from tests.bench.page import BEGIN, END, on_page
from tests.bench.processor import processor_seconds
from tests.bench.ratio import ROUNDS, Side, compare
from tests.bench.scene import PROCEDURES
from tests.load.forty import DEFINITION


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(200, b"page")

    def do_POST(self) -> None:
        self._answer(303, self.rfile.read(int(self.headers["Content-Length"])) * 40_000)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Keeps the test output clean."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        yield server.server_port
        server.shutdown()


def test_every_request_is_answered_once_however_long_the_answer(port: int) -> None:
    sample = drive(port, [get("/a"), post("/b", "x=1")] * 10, lanes=3)
    assert sorted(sample.statuses) == [200] * 10 + [303] * 10
    assert len(sample.waits) == 20


class Known(Side):
    def take(self) -> tuple[Sample, float]:
        return self.sample(), float(self.pid)


def _side(cost: int, *rates: float, status: int = 200) -> Side:
    samples = cycle([Sample(10 / rate, [0.001] * 10, [status] * 10) for rate in rates])
    return Known(cost, lambda: next(samples))


def test_the_ratio_is_the_median_of_the_pairs_without_the_first() -> None:
    assert ROUNDS == 7
    ours = _side(400, 1, 20, 30, 40, 50, 60, 70, 80)
    line = compare("one", "floor", "sqlite", 1, 0.45, _side(100, 100), ours, 200)
    assert (line.ratio, line.least, line.most) == pytest.approx((0.5, 0.2, 0.8))
    assert (line.ours, line.floor, line.size) == pytest.approx((50, 100, 10))
    assert (line.our_cost, line.floor_cost, line.processor) == (400, 100, 0.25)
    assert "0.50 (0.20 to 0.80)" in row(line)


def test_figures_of_refusals_are_worth_nothing() -> None:
    with pytest.raises(AssertionError):
        compare("one", "floor", "sqlite", 1, 0.45, _side(100, 100), _side(100, 50, status=503), 200)


def test_processor_time_counts_what_was_worked_and_not_what_was_waited_for() -> None:
    before = processor_seconds(os.getpid())
    sum(number * number for number in range(300_000))
    assert processor_seconds(os.getpid()) > before


def test_a_report_names_its_machine_and_the_measured_procedure_is_there() -> None:
    assert {"machine", "processors", "python", "sqlite", "packages"} <= set(machine())
    assert sorted(MEASURES) == [
        "audit-verify", "binding", "check", "export", "import", "question-page", "queue", "receipt", "start", "submission",
    ]  # fmt: skip
    assert DEFINITION.parent == PROCEDURES


def test_each_line_has_the_number_of_its_measure_and_each_measure_of_speed_a_line() -> None:
    assert NUMBERS.keys() == MEASURES.keys() | FIGURES.keys()
    for module, function in (*MEASURES.values(), *FIGURES.values()):
        assert f"\ndef {function}() -> Iterator[" in (Path(__file__).parent / f"{module}.py").read_text("utf-8")
    assert {number for number in NUMBERS.values() if number.startswith("P")} == {
        f"P{number}" for number in range(1, 13)
    }


def test_the_page_shows_machine_command_and_each_line_with_its_number() -> None:
    ratio = compare("one", "floor", "sqlite", 1, 0.45, _side(100, 100), _side(400, *[50] * ROUNDS), 200)
    lines = [
        {"number": "P1", **ratio.as_json(), "shown": ""},
        {"number": "P12", "shown": "memory     sqlite    9 MB   (≤ 5)"},
    ]
    report = {
        "command": "kakanai bench",
        "day": "2026-11-26",
        **machine(),
        "lines": lines,
        "seconds": {"one": (9, 4)},
        "failed": ["two"],
    }
    page = on_page(f"a\n{BEGIN}\nold\n{END}\nz", report)
    assert "| P1 | one | sqlite, 1 | floor | 0.50 (0.50 to 0.50) | 0.25 | 0.45: **not reached** |" in page
    assert "| P12 | memory sqlite; 9 MB; (≤ 5) |" in page
    assert "9 s, 4 of processor. Lines that failed: two." in page
    assert ("old" in page, page[:2], page[-2:]) == (False, "a\n", "\nz")
    assert BEGIN in (TREE / "docs" / "performance.md").read_text("utf-8")
