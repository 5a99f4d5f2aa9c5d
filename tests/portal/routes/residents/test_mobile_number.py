"""A mobile number is proved by a code; what it gets."""

import re
from dataclasses import replace

import pytest

from integrations.sms.fake import FakeTexter
from portal.jobs.send_notices import send_notices
from portal.services.shared.installation import Installation
from portal.services.shared.notify import Addressee, notify
from portal.store.residents import contacts
from tests.portal.routes.residents.contact_browser import HERE, Browser, signed_in, states
from tests.portal.world import alice, file_application


@pytest.fixture
def texter() -> FakeTexter:
    return FakeTexter()


@pytest.fixture
def texting(installation: Installation, texter: FakeTexter) -> tuple[Installation, Browser]:
    site = replace(installation, texter=texter)
    return site, signed_in(site, alice(site).person_id or "")


def texted_code(site: Installation, texter: FakeTexter) -> str:
    assert send_notices(site) == 1
    match = re.search(r"\d{6}", texter.sent[-1].text)
    assert match is not None
    return match[0]


def test_a_mobile_number_is_proved_by_a_code_and_gets_a_few_words_alone(
    texting: tuple[Installation, Browser], texter: FakeTexter
) -> None:
    site, mine = texting
    assert "ショートメッセージ" in mine.get().text
    wrong = mine.post("sms", {"sms": "03-0000-0001"})
    assert (wrong.status_code, "11けたの番号" in wrong.text) == (422, True)
    assert mine.post("sms", {"sms": "０９０－1111－0001"}).headers["location"] == f"{HERE}/sms"
    assert "09011110001" in mine.get(f"{HERE}/sms").text
    code = texted_code(site, texter)
    assert mine.post("sms/code", {"code": "000000" if code != "000000" else "1"}).status_code == 422
    assert mine.post("sms/code", {"code": code}).headers["location"] == f"{HERE}?did=proved_sms"
    assert states(site, mine.person) == {"sms": "proved"}
    number = file_application(site, alice(site))
    with site.database.write() as unit:
        notify(site, unit, Addressee(mine.person), "decided", receipt=number)
        unit.commit()
    send_notices(site)
    text = texter.sent[-1]
    assert (text.to, number in text.text) == ("+819011110001", False)
    assert (
        text.text
        == f"【見本市】お知らせがあります。マイページを見てください。{site.settings.resident_address}/applications"
    )


def test_a_number_that_ends_is_shown_as_bad_and_can_be_removed(
    texting: tuple[Installation, Browser], texter: FakeTexter
) -> None:
    site, mine = texting
    mine.post("sms", {"sms": "090-1111-0001"})
    mine.post("sms/code", {"code": texted_code(site, texter)})
    with site.database.read() as unit:
        (row,) = contacts.of_person(unit, mine.person)
    with site.database.write() as unit:
        contacts.mark_bad(unit, row.id, row.changed_at + 1)
        unit.commit()
    assert "この番号に届かなくなっています" in mine.get().text
    assert mine.post("sms/remove").status_code == 303
    assert states(site, mine.person) == {}


def test_without_a_sender_there_are_no_short_messages(installation: Installation) -> None:
    browser = signed_in(installation, alice(installation).person_id or "")
    assert "ショートメッセージ" not in browser.get().text
    assert browser.post("sms", {"sms": "090-1111-0001"}).status_code == 404
