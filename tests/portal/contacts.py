"""Addresses that a test takes as proved, and what the fake neighbours got."""

from collections.abc import Sequence

from integrations.mail.fake import FakeMailer
from integrations.notices import Mail
from portal.services.contact_book import keep_contact
from portal.services.installation import Installation
from portal.services.write_notice import USES

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
