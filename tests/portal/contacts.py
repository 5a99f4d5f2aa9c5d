"""Verified contact addresses, and what the fake neighbours received."""

import re
from collections.abc import Sequence

from integrations.mail.fake import FakeMailer
from integrations.sockets.notices import Mail
from portal.jobs.send_notices import send_notices
from portal.services.residents.contact_book import keep_contact
from portal.services.shared.installation import Installation
from portal.services.shared.write_notice import USES

ALICE_MAIL = "alice@example.jp"


def proved(
    installation: Installation,
    person_id: str | None,
    channel: str = "mail",
    address: str = ALICE_MAIL,
    uses: Sequence[str] = USES,
    language: str = "ja",
) -> None:
    assert person_id
    with installation.database.write() as unit:
        keep_contact(installation, unit, person_id, channel, address, uses, language)
        unit.commit()


def mailer(installation: Installation) -> FakeMailer:
    assert isinstance(installation.mailer, FakeMailer)
    return installation.mailer


def mails(installation: Installation) -> list[Mail]:
    return mailer(installation).sent


def mailed_code(installation: Installation) -> str:
    """Sends all waiting notices; the code in the newest mail."""
    send_notices(installation)
    code = re.search(r"\d{6}", mails(installation)[-1].text)
    assert code is not None
    return code[0]
