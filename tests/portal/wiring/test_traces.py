"""What an OpenTelemetry collector hears of the service."""

import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import quote

import pytest
from opentelemetry import trace
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from opentelemetry.util._once import Once
from starlette.testclient import TestClient
from structlog.contextvars import bound_contextvars

from integrations.http import Transport
from portal import traces
from portal.app import make_app
from portal.errors import BadSetting
from portal.jobs import Job
from portal.services.shared.installation import Installation
from portal.worker import Worker

NAME = "見本花子"


class Collector:
    """Takes spans as OTLP over HTTP has them."""

    def __init__(self) -> None:
        bodies = self.bodies = list[bytes]()

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        self.address = f"{self.base}/v1/traces"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def spans(self) -> list[Span]:
        traces.provider(self.address).force_flush()
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies if body]
        return [
            span
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def last(self, name: str) -> dict[str, str | int]:
        """Attributes of the last span of that name."""
        span = [span for span in self.spans() if span.name == name][-1]
        return {entry.key: entry.value.string_value or entry.value.int_value for entry in span.attributes}


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    """A process has one provider for good, as a service has."""
    made = Collector()
    yield made
    traces.provider(made.address).shutdown()
    made.close()
    traces.provider.cache_clear()
    vars(trace).update(_TRACER_PROVIDER=None, _TRACER_PROVIDER_SET_ONCE=Once())


@pytest.fixture
def client(installation: Installation, collector: Collector) -> Iterator[TestClient]:
    settings = installation.settings.model_copy(update={"traces": collector.address})
    with TestClient(make_app(replace(installation, settings=settings), with_worker=False)) as client:
        yield client


def test_a_request_is_a_span_with_its_route_and_the_id_of_its_log_lines(
    client: TestClient, collector: Collector, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/procedures/no-such-procedure")
    attributes = collector.last("GET /procedures/{procedure}")
    assert (attributes["http.route"], attributes["http.response.status_code"]) == ("/procedures/{procedure}", 404)
    assert len(str(attributes[traces.REQUEST])) == 8


def test_no_address_search_or_name_leaves(client: TestClient, collector: Collector) -> None:
    client.get(f"/procedures/{quote(NAME)}?find={quote(NAME)}", headers={"User-Agent": quote(NAME)})
    collector.spans()
    sent = b"".join(collector.bodies)
    assert b"/procedures/{procedure}" in sent
    assert NAME.encode() not in sent
    assert quote(NAME).encode() not in sent


def test_who_calls_decides_by_no_header_what_is_traced(client: TestClient, collector: Collector) -> None:
    client.get("/healthz", headers={"traceparent": f"00-{'a' * 32}-{'b' * 16}-00"})  # 00: not to be traced
    assert {span.name for span in collector.spans() if span.trace_id == bytes.fromhex("a" * 32)} == {"GET /healthz"}


def test_a_job_and_its_call_of_a_neighbour_go_back_to_the_request_that_caused_them(
    installation: Installation, collector: Collector
) -> None:
    traces.provider(collector.address)
    neighbour = Transport()

    def deliver(_: Installation) -> int:
        with bound_contextvars(request="12345678"), traces.span("notice"):
            return neighbour.post(f"{collector.base}/neighbour?to={NAME}", b"", "text/plain").status

    Worker(installation, [Job("deliver", 1.0, deliver)]).step()
    neighbour.close()
    job, notice, call = (
        [span for span in collector.spans() if span.name == name][-1] for name in ("job deliver", "notice", "neighbour")
    )
    assert (notice.parent_span_id, call.parent_span_id) == (job.span_id, notice.span_id)
    assert collector.last("notice") == {traces.REQUEST: "12345678"}
    assert collector.last("neighbour") == {"server.address": "127.0.0.1"}


def test_an_error_is_named_by_its_kind_and_not_by_its_message(installation: Installation, collector: Collector) -> None:
    traces.provider(collector.address)

    def fail(_: Installation) -> int:
        raise ValueError(NAME)

    Worker(installation, [Job("fail", 1.0, fail)]).step()
    assert collector.last("job fail") == {"error.type": "ValueError"}
    assert NAME.encode() not in b"".join(collector.bodies)


def test_without_the_setting_the_variables_of_the_environment_send_nothing(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FastAPI would export messages of errors and whole addresses."""
    other = Collector()
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", other.base)
    app = make_app(installation, with_worker=False)
    with TestClient(app) as client:
        client.get("/healthz")
    assert app._telemetry["tracing"] is app._telemetry["logs"] is app._telemetry["auto_configure"] is False
    assert other.bodies == []
    other.close()


def test_without_its_packages_the_setting_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(BadSetting, match=r"requirements-traces\.lock"):
        traces.telemetry("http://127.0.0.1:9/v1/traces")
