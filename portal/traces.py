"""Spans of requests, jobs and calls of neighbours, for an OpenTelemetry collector (OTLP over HTTP, KAKANAI_TRACES)."""

# A span carries a route, never an address: addresses carry receipt numbers, and what people look for.

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from opentelemetry import trace

from portal.errors import BadSetting
from portal.logs import cause

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

REQUEST = "kakanai.request"  # the id that the log lines have
KEPT = frozenset(
    {"http.request.method", "http.route", "http.response.status_code", "error.type", "server.address", REQUEST}
)
_MISSING = "KAKANAI_TRACES: the OpenTelemetry packages are missing; install those of requirements-traces.lock (docs/running.md)."


def telemetry(address: str) -> "TelemetryConfig":
    """For FastAPI; `address` of the collector, "" for none. Raises BadSetting. FastAPI's own variables of the environment mean nothing here."""
    made = provider(address) if address else None
    return {
        "tracing": made is not None, "tracer_provider": made, "operation_spans": False, "metrics": False, "logs": False,
        "auto_configure": False,
    }  # fmt: skip


@cache
def provider(address: str) -> "TracerProvider":
    """One in a process, the global one from then on: `integrations` ask for it by the API alone."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        from opentelemetry.sdk.trace.sampling import ALWAYS_ON  # noqa: PLC0415
    except ImportError:
        raise BadSetting(
            _MISSING, words=["KAKANAI_TRACES に必要なものが入っていません（requirements-traces.lock）。"]
        ) from None
    # ALWAYS_ON: a header of an outside caller does not decide what is traced.
    made = TracerProvider(sampler=ALWAYS_ON, resource=Resource({"service.name": "kakanai"}))
    made.add_span_processor(BatchSpanProcessor(_bare(OTLPSpanExporter(endpoint=address, timeout=5))))
    trace.set_tracer_provider(made)
    return made


def _bare(exporter: "SpanExporter") -> "SpanExporter":
    # Lets through the attributes without personal data, and no events, which carry messages of errors.
    from opentelemetry.sdk.trace import ReadableSpan  # noqa: PLC0415
    from opentelemetry.trace import Status  # noqa: PLC0415

    export = exporter.export

    def bare(span: ReadableSpan) -> ReadableSpan:
        attributes = {name: value for name, value in (span.attributes or {}).items() if name in KEPT}
        return ReadableSpan(
            span.name, span.context, span.parent, span.resource, attributes, kind=span.kind,
            status=Status(span.status.status_code), start_time=span.start_time, end_time=span.end_time,
            instrumentation_scope=span.instrumentation_scope,
        )  # fmt: skip

    def export_bare(spans: Sequence[ReadableSpan]) -> "SpanExportResult":
        return export([bare(span) for span in spans])

    vars(exporter)["export"] = export_bare
    return exporter


@contextmanager
def span(name: str) -> Iterator[None]:
    """With the id of the request that it goes back to, if any. An error ends it, and is named by its kind."""
    request = cause().get("request")
    with trace.get_tracer("kakanai").start_as_current_span(
        name, attributes={REQUEST: request} if request else {}, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield
        except Exception as error:
            current.set_attribute("error.type", type(error).__name__)
            current.set_status(trace.StatusCode.ERROR)
            raise
