"""The demo's mailbox takes what the real plug sends, over real SMTP."""

import pytest

from integrations.interfaces import AdapterError
from integrations.mail.sink import Sink
from integrations.notices import Mail
from tests.integrations.mail.test_mailer_conformance import MAIL, smtp


def test_what_is_sent_can_be_read_and_unknown_people_are_refused() -> None:
    sink = Sink()
    sink.start()
    try:
        smtp(sink.port).send(MAIL)
        with pytest.raises(AdapterError, match="MAIL_NO_SUCH_ADDRESS"):
            smtp(sink.port).send(Mail(MAIL.id, "unknown@example.jp", "s", "t"))
        (got,) = sink.received()
    finally:
        sink.stop()
    assert (got.to, got.subject, got.text) == (MAIL.to, MAIL.subject, MAIL.text)
