"""A draft's code and its owner's mail open it."""

import re

import pytest

from portal.jobs.send_notices import send_notices
from portal.services.filing.drafts import Draft
from portal.services.filing.open_by_mail import ask_number, open_by_mail
from portal.services.filing.share_draft import helper_codes, own_code, share_draft
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.filing.draft_codes import EDIT, CodeRow
from tests.portal.contacts import ALICE_MAIL, mails, proved
from tests.portal.services.filing.filing import audited, draft_of
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import PLACE, alice

ACTOR = Actor("resident", "visitor", place=PLACE)


@pytest.fixture
def shared(installation: Installation) -> tuple[Draft, str]:
    """alice's mail address is known."""
    session = alice(installation)
    proved(installation, session.person_id)
    draft = draft_of(installation, session)
    with installation.database.write() as unit:
        share_draft(installation, unit, draft, ACTOR, "1949-04-03")
        code = own_code(installation.code_key, unit, draft)
        unit.commit()
    assert code is not None
    return draft, code.written


def mailed(installation: Installation, visitor: Session, code: str) -> list[str]:
    with installation.database.write() as unit:
        ask_number(installation, unit, visitor, ACTOR, code)
        unit.commit()
    while send_notices(installation):
        pass
    return [number for mail in mails(installation) for number in re.findall(r"\b[0-9]{6}\b", mail.text)[:1]]


def come(installation: Installation, visitor: Session, code: str, number: str) -> CodeRow | None:
    with installation.database.write() as unit:
        row = open_by_mail(installation, unit, visitor, ACTOR, code, number)
        unit.commit()
    return row


def test_the_number_opens_the_draft_once_for_who_asked_for_it(
    installation: Installation, shared: tuple[Draft, str]
) -> None:
    draft, code = shared
    visitor = guest(installation)
    (number,) = mailed(installation, visitor, code)
    assert mails(installation)[0].to == ALICE_MAIL
    assert come(installation, guest(installation), code, number) is None
    assert come(installation, visitor, code, f"{(int(number) + 1) % 10**6:06}") is None
    row = come(installation, visitor, code, number)
    assert row is not None
    assert row.draft_id == draft.id
    assert come(installation, visitor, code, number) is None
    assert audited(installation, "open draft by code") == [f"{draft.id} whole mail"]
    assert len(audited(installation, "fail to open draft by code")) == 3


def test_a_wrong_code_and_the_code_of_a_helper_send_no_mail_and_look_the_same(
    installation: Installation, shared: tuple[Draft, str]
) -> None:
    draft, _ = shared
    with installation.database.write() as unit:
        share_draft(installation, unit, draft, ACTOR, "", rights=EDIT, name="むすめ", days=3, allowed=["filer"])
        (helper,) = helper_codes(installation, unit, draft)
        unit.commit()
    visitor = guest(installation)
    for typed in ("22222-22222", "", helper.written):
        assert mailed(installation, visitor, typed) == []
        assert come(installation, visitor, typed, "000000") is None
    assert len(audited(installation, "ask for number beside code")) == 3


def test_one_mailbox_gets_no_more_than_its_share_of_mails_and_nobody_is_informed(
    installation: Installation, shared: tuple[Draft, str]
) -> None:
    _, code = shared
    for _ in range(throttle.MAIL_CODES_HOUR.tries):
        mailed(installation, guest(installation), code)
    assert len(mailed(installation, guest(installation), code)) == throttle.MAIL_CODES_HOUR.tries
