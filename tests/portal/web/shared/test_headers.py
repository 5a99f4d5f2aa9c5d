"""Headers, nonce, log line and error page of each response."""

import asyncio
import re
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forms.text.translations import CityTexts
from portal.logs import cause
from portal.web.shared import headers
from portal.web.shared.headers import Headers


class Log:
    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def info(self, event: str, **entry: Any) -> None:
        self.lines.append({"event": event, **cause(), **entry})


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    log = Log()
    monkeypatch.setattr(headers, "log", log)
    monkeypatch.setattr(headers, "log_bug", lambda code, error: log.lines.append({"event": "bug", "reference": code}))
    return log


class Answer:
    def __init__(self, messages: list[Message]) -> None:
        self.starts = [message for message in messages if message["type"] == "http.response.start"]
        self.status = self.starts[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in self.starts[0]["headers"]}
        self.body = b"".join(message.get("body", b"") for message in messages).decode()


def ask(app: ASGIApp, path: str = "/", *, secure: bool = False, **scope: Any) -> Answer:
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    around = Headers(app, secure=secure, bug_page=bug_page, texts=CityTexts())
    request_scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b"", **scope}
    asyncio.run(around(request_scope, receive, send))
    return Answer(messages)


def bug_page(request: Request, error: Exception) -> ASGIApp:
    return PlainTextResponse(f"bug {request.state.support_code} {type(error).__name__}", 500)


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    scope["route"] = type("Route", (), {"path": "/apply/{draft}"})
    await PlainTextResponse(f"{scope['state']['nonce']} {scope['path']}")(scope, receive, send)


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("髙見本")


async def telling(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(f"{cause()['request']} {scope['state']['support_code']}")(scope, receive, send)


async def torn(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError("髙見本")


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


def test_the_policy_allows_this_answers_nonce_and_no_other_script(log: Log) -> None:
    response = ask(page)
    policy = directives(response.headers["content-security-policy"])
    nonce = response.body.split()[0]
    assert policy["script-src"] == [f"'nonce-{nonce}'"]
    assert policy["style-src"] == ["'self'", f"'nonce-{nonce}'"]
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert "unsafe" not in response.headers["content-security-policy"]
    assert len(nonce) >= 22


def test_every_answer_has_a_nonce_of_its_own(log: Log) -> None:
    assert len({ask(page).body for _ in range(20)}) == 20


@pytest.mark.parametrize("app", [page, broken])
def test_every_answer_is_closed_to_others(app: ASGIApp, log: Log) -> None:
    headers = ask(app).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "content-security-policy" in headers


def test_tls_is_demanded_for_two_years_where_there_is_tls(log: Log) -> None:
    assert ask(page, secure=True).headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert "strict-transport-security" not in ask(page).headers


def test_a_bug_is_one_calm_page_with_the_number_that_the_log_has(log: Log) -> None:
    answer = ask(broken)
    assert answer.status == 500
    code = log.lines[0]["reference"]
    assert re.fullmatch("[0-9]{8}", code)
    assert answer.body == f"bug {code} RuntimeError"
    assert log.lines[1]["status"] == 500


def test_each_line_of_a_request_has_its_number_and_no_line_after_it(log: Log) -> None:
    in_lines, on_pages = ask(telling).body.split()
    assert in_lines == on_pages
    assert cause() == {}


def test_a_bug_after_the_first_byte_begins_no_second_answer(log: Log) -> None:
    answer = ask(torn)
    assert (len(answer.starts), answer.status) == (1, 200)
    assert log.lines[0]["event"] == "bug"


def test_a_line_names_the_route_and_never_the_address(log: Log) -> None:
    ask(page, "/apply/secret-draft", query_string=b"name=x")
    (line,) = log.lines
    assert set(line) == {"event", "request", "method", "route", "status", "milliseconds"}
    assert (line["route"], line["status"], line["method"]) == ("/apply/{draft}", 200, "GET")
    assert "secret-draft" not in str(line)


def test_an_address_without_a_route_is_logged_as_such(log: Log) -> None:
    ask(PlainTextResponse("nothing", 404), "/secret")
    assert (log.lines[0]["route"], log.lines[0]["status"]) == ("?", 404)


def test_an_address_with_a_nul_is_only_an_address_that_is_not_there(log: Log) -> None:
    """PostgreSQL accepts no NUL in a query."""
    assert ask(page, "/apply/a\0b").body.endswith(" /apply/a%00b")


def test_what_is_no_request_passes_through(log: Log) -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    async def nothing(*_: Any) -> Any:
        return {}

    asyncio.run(
        Headers(app, secure=False, bug_page=bug_page, texts=CityTexts())({"type": "lifespan"}, nothing, nothing)
    )
    assert seen == ["lifespan"]
    assert log.lines == []


def test_a_head_ends_after_its_headers() -> None:
    """A test client hides the body of such a response, so the messages are read."""
    assert (ask(page).status, ask(page).body != "") == (200, True)
    assert (ask(page, method="HEAD").status, ask(page, method="HEAD").body) == (200, "")
