"""The only module that imports httpx."""

# It refuses redirects, cookies and compressed answers.

import json
import os
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING

from opentelemetry import trace

from integrations.sockets.interfaces import AdapterError

if TYPE_CHECKING:
    import httpx


@cache
def _trusted(file: str | None, folder: str | None) -> ssl.SSLContext:
    # One for all neighbours of a process. The system's authorities, as for mail: httpx has a list of its own, to which
    # update-ca-certificates adds no authority of a city.
    return ssl.create_default_context(cafile=file, capath=folder)


def trusted() -> ssl.SSLContext:
    return _trusted(os.environ.get("SSL_CERT_FILE") or None, os.environ.get("SSL_CERT_DIR") or None)


@dataclass(frozen=True)
class Reply:
    """Lower-case header names. The body may hold tokens or personal data: not in `repr`."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """Invalid UTF-8 becomes U+FFFD."""
        return self.body.decode("utf-8", errors="replace")

    def json(self) -> object:
        """Raises AdapterError PROVIDER_UNAVAILABLE."""
        try:
            value: object = json.loads(self.body)
        except (ValueError, RecursionError):
            # `from None`: the parser's error carries the document, and a log that prints the chain would show it.
            raise AdapterError("PROVIDER_UNAVAILABLE", "the answer is not JSON", permanent=False) from None
        return value


def _why(error: BaseException) -> str:
    # It does answer then, and a search for a fault of the line would find none.
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted ({cause.verify_message})"
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__


class Transport:
    """Thread-safe. `timeout` (seconds) limits each wait and the whole body, `max_bytes` the body. Honours HTTPS_PROXY,
    NO_PROXY and SSL_CERT_FILE. Raises AdapterError PROVIDER_TIMEOUT, PROVIDER_UNAVAILABLE (both temporary), PROVIDER_CONFIG."""

    def __init__(self, *, timeout: float = 10.0, max_bytes: int = 1_000_000) -> None:
        self._timeout = timeout
        self._max_bytes = max_bytes

    @cached_property
    def _client(self) -> "httpx.Client":
        # Imported at the first call: httpx imports a command line, and reading the system's certificates takes longer
        # than the rest of the start.
        import httpx  # noqa: PLC0415

        # Servers commonly drop an idle connection after 5 s; a POST sent at that moment fails and may not be repeated.
        limits = httpx.Limits(max_connections=100, keepalive_expiry=2.0)
        headers = {"Accept-Encoding": "identity"}
        client = httpx.Client(
            verify=trusted(), timeout=self._timeout, follow_redirects=False, limits=limits, headers=headers
        )
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
        return client

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self._send("GET", url, None, headers)

    def answers(self, url: str, headers: Mapping[str, str] | None = None) -> bool:
        try:
            return self.get(url, headers).status == 200
        except AdapterError:
            return False

    def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        return self._send("POST", url, form, headers)

    def post_json(self, url: str, body: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.post(url, body.encode(), "application/json", headers)

    def post(self, url: str, content: bytes, media: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self._send("POST", url, None, {"Content-Type": media, **(headers or {})}, content)

    def put_json(self, url: str, body: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self._send("PUT", url, None, {"Content-Type": "application/json", **(headers or {})}, body.encode())

    def delete(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self._send("DELETE", url, None, headers)

    def close(self) -> None:
        self._client.close()

    def _send(
        self,
        method: str,
        url: str,
        form: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        content: bytes | None = None,
    ) -> Reply:
        import httpx  # noqa: PLC0415 - as above

        try:
            with (
                trace.get_tracer("kakanai").start_as_current_span("neighbour", record_exception=False) as span,
                self._client.stream(method, url, data=form, content=content, headers=headers) as response,
            ):
                span.set_attribute("server.address", response.request.url.host)
                return Reply(response.status_code, dict(response.headers), self._body(response))
        except httpx.TimeoutException as error:
            raise AdapterError("PROVIDER_TIMEOUT", type(error).__name__, permanent=False) from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise AdapterError("PROVIDER_CONFIG", "not an http address", permanent=True) from error
        except httpx.HTTPError as error:
            raise AdapterError("PROVIDER_UNAVAILABLE", _why(error), permanent=False) from error

    def _body(self, response: "httpx.Response") -> bytes:
        # httpx's time-out restarts with each chunk.
        end = time.monotonic() + self._timeout
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > self._max_bytes:
                raise AdapterError("PROVIDER_UNAVAILABLE", "the answer is too large", permanent=False)
            if time.monotonic() > end:
                raise AdapterError("PROVIDER_TIMEOUT", "the answer did not end", permanent=False)
        return bytes(body)
