"""Effects of the neighbour's response on a delivery."""

import pytest
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.testing import capture_logs

import portal.services.notices.deliver_notice
from integrations.line.fake import FakeMessenger
from integrations.mail.fake import FakeMailer
from integrations.sockets.notices import Mail
from portal.jobs.send_notices import send_notices
from portal.services.shared.installation import Installation
from portal.services.shared.notify import Addressee, notify
from tests.portal.contacts import mailer, mails, proved
from tests.portal.later import later
from tests.portal.world import alice


def ask(installation: Installation, mail: str) -> None:
    with installation.database.write() as unit:
        notify(installation, unit, Addressee(mail=mail), "verify_mail", code="123456", minutes="10")
        unit.commit()


def test_mail_that_cannot_leave_now_leaves_later(installation: Installation) -> None:
    mailer(installation).down = True
    ask(installation, "alice@example.jp")
    assert send_notices(installation) == 1
    mailer(installation).down = False
    assert send_notices(installation) == 0, "the retry waits, to spare a server in trouble"
    assert send_notices(later(installation, minutes=2)) == 1
    assert [mail.to for mail in mails(installation)] == ["alice@example.jp"]
    assert "123456" in mails(installation)[0].text


def test_one_that_breaks_does_not_block_the_others(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[str] = []
    monkeypatch.setattr(portal.services.notices.deliver_notice, "log_bug", lambda where, _error: logged.append(where))
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
    assert logged == ["deliver"]


def test_a_second_run_sends_nothing(installation: Installation) -> None:
    ask(installation, "alice@example.jp")
    assert (send_notices(installation), send_notices(installation)) == (1, 0)


def test_a_server_that_takes_nothing_now_is_asked_once_a_round_and_other_ways_go_on(installation: Installation) -> None:
    session = alice(installation)
    proved(installation, session.person_id, "line", "U1")
    mailer(installation).down = True
    for address in ("a@example.jp", "b@example.jp"):
        ask(installation, address)
    with installation.database.write() as unit:
        notify(installation, unit, Addressee(person_id=session.person_id), "decided", link="/applications")
        unit.commit()
    assert send_notices(installation) == 1 + 1
    assert isinstance(installation.messenger, FakeMessenger)
    assert [push.to for push in installation.messenger.sent] == ["U1"]


def test_codes_leave_before_a_campaign(installation: Installation) -> None:
    for number in range(3):
        with installation.database.write() as unit:
            to = Addressee(mail=f"{number}@example.jp")
            notify(installation, unit, to, "invited_reminder", link="/invited", until="2026-12-25")
            unit.commit()
    ask(installation, "alice@example.jp")
    assert send_notices(installation) == 4
    assert mails(installation)[0].to == "alice@example.jp"


def test_the_line_of_a_delivery_has_the_number_of_the_request_that_caused_it(installation: Installation) -> None:
    with bound_contextvars(request="12345678"):
        ask(installation, "alice@example.jp")
    ask(installation, "bob@example.jp")
    with capture_logs(processors=[merge_contextvars]) as lines:
        send_notices(installation)
    delivered = [line for line in lines if line["event"] == "delivered"]
    assert [line.get("request", "") for line in delivered] == ["12345678", ""]
