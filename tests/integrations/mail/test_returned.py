"""Bounces (RFC 3464)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.mail.returned import returned

ID = "0b2f6d3e-1111-4222-8333-000000000001"
REPORT = f"""\
From: MAILER-DAEMON@mx.example
To: bounce+{ID}@mihon.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Fri, 20 Nov 2026 10:00:00 +0900

Final-Recipient: rfc822; alice@example.jp
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

From: kakanai@mihon.example
Message-ID: <{ID}@mihon.example>

--b--
"""


def test_a_failure_names_the_mail_by_its_envelope() -> None:
    assert returned(REPORT.encode()) == ID


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Envelope-To"])
def test_or_by_what_a_mail_store_noted(header: str) -> None:
    assert returned(REPORT.replace("To: bounce", f"{header}: bounce", 1).encode()) == ID


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_or_by_the_head_of_ours_that_is_quoted(kind: str) -> None:
    plain = REPORT.replace(f"bounce+{ID}", "bounce", 1).replace("text/rfc822-headers", kind)
    assert returned(plain.encode()) == ID


@pytest.mark.parametrize(
    "message",
    [
        REPORT.replace("Action: failed", "Action: delayed"), REPORT.replace("Action: failed", "Action: delivered"),
        REPORT.replace("message/delivery-status", "text/plain"), REPORT.replace(ID, "1"), "", "not a mail\n\n" + ID,
        f"From: alice@example.jp\nTo: bounce+{ID}@mihon.example\nSubject: Out of office\n\nAction: failed\n",
    ],
)  # fmt: skip
def test_whatever_else_arrives_there_says_nothing(message: str) -> None:
    assert returned(message.encode()) == ""


@settings(max_examples=40)
@given(st.lists(st.sampled_from(REPORT.splitlines(keepends=True)), max_size=40), st.binary(max_size=50))
def test_no_message_breaks_the_reader(lines: list[str], more: bytes) -> None:
    returned("".join(lines).encode() + more)


def test_many_parts_in_one_another_break_nothing() -> None:
    head = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3000))
    assert returned(head.encode()) == ""
