"""One delivery at a time: what the neighbour's answer does to it, and to those behind it."""

import pytest

import portal.services.deliver_notice
from integrations.mail.fake import FakeMailer
from integrations.notices import Mail
from portal.jobs.send_notices import send_notices
from portal.services.installation import Installation
from portal.services.notify import Addressee, notify
from tests.portal.contacts import mailer, mails
from tests.portal.later import later


def ask(installation: Installation, mail: str) -> None:
    with installation.database.write() as unit:
        notify(installation, unit, Addressee(mail=mail), "verify_mail", code="123456", minutes="10")
        unit.commit()


def test_mail_that_cannot_leave_now_leaves_later(installation: Installation) -> None:
    mailer(installation).down = True
    ask(installation, "alice@example.jp")
    assert send_notices(installation) == 1
    mailer(installation).down = False
    assert send_notices(installation) == 0, "not at once: a server in trouble is not hammered"
    assert send_notices(later(installation, minutes=2)) == 1
    assert [mail.to for mail in mails(installation)] == ["alice@example.jp"]
    assert "123456" in mails(installation)[0].text


def test_one_that_breaks_does_not_stand_before_the_others(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(portal.services.deliver_notice, "log_bug", lambda where, _error: heard.append(where))
    send = FakeMailer.send

    def breaking(self: FakeMailer, mail: Mail) -> None:
        if mail.to.startswith("poison"):
            raise RuntimeError("a bug")
        send(self, mail)

    monkeypatch.setattr(FakeMailer, "send", breaking)
    for address in ("poison@example.jp", "alice@example.jp"):
        ask(installation, address)
    assert send_notices(installation) == 2
    assert [mail.to for mail in mails(installation)] == ["alice@example.jp"]
    assert heard == ["deliver"]


def test_a_second_run_sends_nothing(installation: Installation) -> None:
    ask(installation, "alice@example.jp")
    assert (send_notices(installation), send_notices(installation)) == (1, 0)
