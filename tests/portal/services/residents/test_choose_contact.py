"""A resident's channels for notices."""

from dataclasses import replace

import pytest

from portal.errors import BadRequest
from portal.services.residents.choose_contact import LETTER_USES, choose_uses, remove_contact, ways_of
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.services.shared.write_notice import BY_CONSENT, USES
from portal.store.residents import contacts
from tests.portal.contacts import ALICE_MAIL, proved
from tests.portal.services.audit_trail import trail
from tests.portal.world import alice


@pytest.fixture
def person_id(installation: Installation) -> str:
    return alice(installation).person_id or ""


def test_a_channel_that_the_city_has_switched_off_is_shown_only_to_those_who_use_it(
    installation: Installation, person_id: str
) -> None:
    proved(installation, person_id, "line", "U1")
    without_senders = replace(installation, mailer=None, messenger=None)
    with installation.database.read() as unit:
        assert [way.channel for way in ways_of(installation, unit, person_id)] == ["mail", "line", "letter"]
        assert [way.channel for way in ways_of(without_senders, unit, person_id)] == ["line", "letter"]


def test_the_mail_address_is_shown_and_the_line_account_is_not(installation: Installation, person_id: str) -> None:
    proved(installation, person_id, uses=("asks",))
    proved(installation, person_id, "line", "U1")
    with installation.database.read() as unit:
        mail, line, letter = ways_of(installation, unit, person_id)
    assert (mail.state, mail.address, mail.uses, mail.offered) == (
        "proved",
        ALICE_MAIL,
        ("asks",),
        (*USES, *BY_CONSENT),
    )
    assert (line.state, line.address) == ("proved", "")
    assert (letter.state, letter.uses, letter.offered) == ("", (), LETTER_USES)


@pytest.mark.parametrize(
    ("channel", "use"),
    [
        ("mail", "everything"),
        ("letter", "received"),
        ("letter", "invitations"),
        ("pigeon", "asks"),
        ("line", "asks"),
    ],
)
def test_a_use_that_is_not_offered_or_a_channel_without_an_address_is_refused(
    installation: Installation, person_id: str, channel: str, use: str
) -> None:
    proved(installation, person_id)
    with installation.database.write() as unit:
        with pytest.raises(BadRequest):
            choose_uses(installation, unit, Actor("resident", person_id), person_id, channel, [use], "ja")
        assert [row.uses for row in contacts.of_person(unit, person_id)] == [" ".join(USES)]
        assert "choose contact" not in [action for _, action, _ in trail(unit)]


def test_a_consent_to_news_is_given_and_taken_back_by_the_person_alone_and_recorded(
    installation: Installation, person_id: str
) -> None:
    actor = Actor("resident", person_id)
    proved(installation, person_id)
    with installation.database.write() as unit:
        for uses in (["results", "invitations"], ["results"]):
            choose_uses(installation, unit, actor, person_id, "mail", uses, "ja")
            assert [row.uses.split() for row in contacts.of_person(unit, person_id)] == [uses]
        assert [detail for _, _, detail in trail(unit)[-2:]] == ["mail results invitations", "mail results"]


def test_letters_need_no_proof_and_end_with_their_last_use(installation: Installation, person_id: str) -> None:
    actor = Actor("resident", person_id)
    with installation.database.write() as unit:
        choose_uses(installation, unit, actor, person_id, "letter", ["results", "asks"], "ja")
        (row,) = contacts.of_person(unit, person_id)
        assert (row.channel, row.state, row.uses) == ("letter", "proved", "asks results")
        choose_uses(installation, unit, actor, person_id, "letter", [], "ja")
        assert contacts.of_person(unit, person_id) == []
        assert trail(unit)[-2:] == [
            (f"resident:{person_id}", "choose contact", "letter asks results"),
            (f"resident:{person_id}", "choose contact", "letter"),
        ]


def test_a_removal_is_audited_once_and_leaves_other_people_alone(installation: Installation, person_id: str) -> None:
    proved(installation, person_id)
    with installation.database.write() as unit:
        remove_contact(installation, unit, Actor("resident", "mallory"), "mallory", "mail")
        assert len(contacts.of_person(unit, person_id)) == 1
        for _ in range(2):
            remove_contact(installation, unit, Actor("resident", person_id), person_id, "mail")
        assert contacts.of_person(unit, person_id) == []
        removals = [entry for entry in trail(unit) if entry[1] == "remove contact"]
    assert removals == [(f"resident:{person_id}", "remove contact", "mail")]
