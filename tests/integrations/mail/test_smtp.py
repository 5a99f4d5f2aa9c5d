"""Sending over SMTP."""

import ssl
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult

from integrations.mail.message import Sender, compose
from integrations.mail.smtp import SmtpMailer, SmtpSettings
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Mail
from tests.integrations.local_certificate import local_certificate
from tests.integrations.mail import servers
from tests.integrations.mail.servers import Inbox, mail_server, odd_server
from tests.integrations.mail.test_mailer_conformance import MAIL, NOW, SENDER, smtp


def read(content: object) -> EmailMessage:
    assert isinstance(content, bytes)
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def body_of(message: EmailMessage) -> str:
    return str(message.get_content()).replace("\r\n", "\n")


def failure(mailer: SmtpMailer, mail: Mail = MAIL) -> tuple[str, bool]:
    with pytest.raises(AdapterError) as failed:
        mailer.send(mail)
    return failed.value.code, failed.value.permanent


def test_japanese_arrives_as_it_was_written() -> None:
    inbox = Inbox()
    with mail_server(inbox) as port:
        smtp(port).send(MAIL)
    (envelope,) = inbox.taken
    message = read(envelope.content)
    assert message["Subject"] == "【見本市】お知らせ"
    assert message["From"] == "見本市 <kakanai@mihon.example>"
    assert message["To"] == "alice@example.jp"
    assert body_of(message) == "本文です。\n二行目。\n"
    assert message["Auto-Submitted"] == "auto-generated"
    assert isinstance(envelope.content, bytes)
    assert envelope.content.isascii(), "an old server on the way may take seven bits only"


def test_each_attempt_is_the_same_message_and_says_in_its_envelope_which() -> None:
    inbox = Inbox()
    with mail_server(inbox) as port:
        smtp(port).send(MAIL)
        smtp(port).send(MAIL)
    assert {read(message.content)["Message-ID"] for message in inbox.taken} == {f"<{MAIL.id}@mihon.example>"}
    assert {message.mail_from for message in inbox.taken} == {f"bounce+{MAIL.id}@mihon.example"}


@pytest.mark.parametrize(
    ("answer", "code", "permanent"),
    [
        ("450 4.2.1 greylisted", "MAIL_LATER", False),
        ("452 4.2.2 mailbox full", "MAIL_LATER", False),
        ("550 no such user", "MAIL_NO_SUCH_ADDRESS", True),
        ("550 5.2.1 closed", "MAIL_NO_SUCH_ADDRESS", True),
        ("550 5.7.1 your server is on a list", "MAIL_REFUSED", True),
        ("554 5.7.1 no", "MAIL_REFUSED", True),
        ("550 5.1.8 sender's domain", "MAIL_LATER", False),
    ],
)
def test_what_is_stated_of_the_address_decides_about_trying_again(answer: str, code: str, permanent: bool) -> None:
    with mail_server(Inbox(answers={MAIL.to: answer})) as port:
        assert failure(smtp(port)) == (code, permanent)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("451 4.3.0 later", ("MAIL_LATER", False)), ("550 5.1.1 content", ("MAIL_REFUSED", True))],
)
def test_what_is_stated_of_the_content_is_nothing_against_the_address(answer: str, expected: tuple[str, bool]) -> None:
    with mail_server(Inbox(after_data=answer)) as port:
        assert failure(smtp(port)) == expected


@pytest.mark.parametrize("answer", ["550 5.7.1 sender rejected", "553 5.1.8 no such domain", "450 later"])
def test_what_is_stated_of_us_parks_nothing(answer: str) -> None:
    with mail_server(Inbox(to_sender=answer)) as port:
        assert failure(smtp(port)) == ("MAIL_LATER", False)


def test_a_server_that_takes_nothing_at_all_now_parks_nothing() -> None:
    with odd_server(lambda caller, _over: caller.sendall(b"554 no service\r\n")) as port:
        assert failure(smtp(port)) == ("MAIL_LATER", False)


@pytest.mark.parametrize("behave", [servers.silent, servers.dripping, servers.rubbish, servers.hanging_up])
def test_no_server_can_hold_the_worker_or_break_it(behave: object) -> None:
    with odd_server(behave) as port:  # type: ignore[arg-type]
        mailer = SmtpMailer(SmtpSettings("127.0.0.1", port, "none", seconds=0.3), lambda: SENDER, lambda: NOW)
        code, permanent = failure(mailer)
    assert code in ("MAIL_TIMEOUT", "MAIL_UNAVAILABLE")
    assert not permanent


@pytest.mark.parametrize(
    "mail",
    [
        Mail(MAIL.id, "alice@example.jp\r\nRCPT TO:<all@example.jp>", "s", "t"),
        Mail(MAIL.id, "alice@example.jp", "s\r\nBcc: all@example.jp", "t"),
        Mail(MAIL.id, "alice@example.jp>, <bob@example.jp", "s", "t"),
        Mail(MAIL.id, "alice@example.jp,bob@example.jp", "s", "t"),
        Mail(MAIL.id, "alice bob@example.jp", "s", "t"),
        Mail(MAIL.id, "ありす@example.jp", "s", "t"),
        Mail(MAIL.id, "", "s", "t"),
    ],
)
def test_nothing_in_an_address_or_a_subject_reaches_beyond_its_line(mail: Mail) -> None:
    with pytest.raises(AdapterError) as failed:
        compose(SENDER, mail, NOW)
    assert (failed.value.code, failed.value.permanent) == ("MAIL_MALFORMED", True)


def test_a_text_with_a_lonely_dot_or_a_header_in_it_stays_text() -> None:
    inbox, text = Inbox(), "一\n.\nBcc: all@example.jp\n\n.\n"
    with mail_server(inbox) as port:
        smtp(port).send(Mail(MAIL.id, MAIL.to, "s", text))
    message = read(inbox.taken[0].content)
    assert body_of(message) == text
    assert "Bcc" not in message


# Encryption and sign-in


def passwords(_server: object, _session: object, _envelope: object, _mechanism: str, data: object) -> AuthResult:
    return AuthResult(success=getattr(data, "password", b"") == b"himitsu", handled=False)


def signed_in(port: int, tls: str, password: str, context: ssl.SSLContext | None) -> SmtpMailer:
    settings = SmtpSettings("127.0.0.1", port, tls, "kakanai", password, seconds=3.0)
    return SmtpMailer(settings, lambda: SENDER, lambda: NOW, context)


def test_starttls_with_a_sign_in(tmp_path: Path) -> None:
    server, client = local_certificate(tmp_path)
    inbox = Inbox()
    with mail_server(
        inbox, tls_context=server, require_starttls=True, authenticator=passwords, auth_required=True
    ) as port:
        signed_in(port, "starttls", "himitsu", client).send(MAIL)
        assert len(inbox.taken) == 1
        wrong = signed_in(port, "starttls", "wrong", client)
        assert failure(wrong) == ("MAIL_SIGN_IN", False)
        assert wrong.ready()  # readiness checks do not sign in, or they could lock the account
        # The certificate is untrusted: neither password nor mail is sent.
        assert failure(signed_in(port, "starttls", "himitsu", None)) == ("MAIL_UNAVAILABLE", False)
    assert len(inbox.taken) == 1


def test_tls_from_the_first_byte(tmp_path: Path) -> None:
    server, client = local_certificate(tmp_path)
    inbox = Inbox()
    with mail_server(inbox, ssl_context=server) as port:
        SmtpMailer(SmtpSettings("127.0.0.1", port, "tls", seconds=3.0), lambda: SENDER, lambda: NOW, client).send(MAIL)
    assert len(inbox.taken) == 1


def test_a_server_without_encryption_gets_no_password() -> None:
    inbox = Inbox()
    with mail_server(inbox, authenticator=passwords) as port:
        assert failure(signed_in(port, "starttls", "himitsu", None)) == ("MAIL_NO_TLS", False)
    assert inbox.taken == []


def test_the_password_is_in_no_picture_of_the_settings() -> None:
    assert "himitsu" not in repr(SmtpSettings("h", 25, "none", "u", "himitsu"))
    assert Sender("a@b.example").envelope("x") == "a+x@b.example"
