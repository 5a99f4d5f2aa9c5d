"""Clients that disconnect while sending a form."""

import asyncio

from starlette.types import Message
from structlog.testing import capture_logs

from portal.app import make_app
from portal.services.shared.installation import Installation

FORM = (b"content-type", b"application/x-www-form-urlencoded")


def test_who_hangs_up_is_no_bug(installation: Installation) -> None:
    """Otherwise anybody could fill the log with bugs."""
    coming: list[Message] = [
        {"type": "http.request", "body": b"login=ta", "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/staff/sign-in", "query_string": b"", "headers": [FORM], "state": {},
        "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 8000), "client": ("192.0.2.1", 1),
    }  # fmt: skip
    with capture_logs() as lines:
        asyncio.run(make_app(installation, with_worker=False)(scope, receive, send))
    assert [(line["event"], line["log_level"]) for line in lines] == [("request", "info")]
    assert sent == []
