"""Contract of every `Mailer`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import pytest

from integrations.mail.fake import FakeMailer
from integrations.mail.message import Sender
from integrations.mail.smtp import SmtpMailer, SmtpSettings
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Mail, Mailer
from tests.integrations.mail.servers import Inbox, mail_server

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
SENDER = Sender("kakanai@mihon.example", "見本市", "bounce@mihon.example")
MAIL = Mail("0b2f6d3e-0000-4000-8000-000000000001", "alice@example.jp", "【見本市】お知らせ", "本文です。\n二行目。\n")


@dataclass
class World:
    mailer: Mailer
    inbox: Inbox | None

    def taken(self) -> list[str]:
        if self.inbox is None:
            assert isinstance(self.mailer, FakeMailer)
            return [mail.to for mail in self.mailer.sent]
        return [address for envelope in self.inbox.taken for address in envelope.rcpt_tos]


def smtp(port: int, tls: str = "none", **more: object) -> SmtpMailer:
    return SmtpMailer(SmtpSettings("127.0.0.1", port, tls, seconds=20.0), lambda: SENDER, lambda: NOW, **more)  # type: ignore[arg-type]


@pytest.fixture(params=["smtp", "fake"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    kind: Literal["smtp", "fake"] = request.param
    if kind == "fake":
        yield World(FakeMailer(), None)
        return
    inbox = Inbox(answers={"unknown@example.jp": "550 5.1.1 no such user"})
    with mail_server(inbox) as port:
        yield World(smtp(port), inbox)


def test_a_mail_is_taken_over(world: World) -> None:
    assert world.mailer.ready()
    world.mailer.send(MAIL)
    assert world.taken() == ["alice@example.jp"]


@pytest.mark.parametrize("address", ["a..b@docomo.ne.jp", ".a@docomo.ne.jp", "a.@ezweb.ne.jp", "o'b+c=d@a.example"])
def test_every_address_that_our_field_takes_is_written_to(world: World, address: str) -> None:
    world.mailer.send(Mail(MAIL.id, address, "s", "t"))
    assert world.taken() == [address]


def test_an_address_that_there_is_not_fails_for_good_and_is_named_as_such(world: World) -> None:
    with pytest.raises(AdapterError) as failed:
        world.mailer.send(Mail(MAIL.id, "unknown@example.jp", "s", "t"))
    assert (failed.value.code, failed.value.permanent) == ("MAIL_NO_SUCH_ADDRESS", True)
    assert "unknown" not in str(failed.value), "an error goes into the log"
    assert world.taken() == []


def test_a_server_that_is_away_is_tried_again_later() -> None:
    down = FakeMailer()
    down.down = True
    with mail_server(Inbox()) as port:
        unreachable = smtp(port)
    for mailer in (down, unreachable):
        assert not mailer.ready()
        with pytest.raises(AdapterError) as failed:
            mailer.send(MAIL)
        assert (failed.value.code, failed.value.permanent) == ("MAIL_UNAVAILABLE", False)
