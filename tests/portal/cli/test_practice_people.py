"""The fictional city's people as sign-ins and as cards come from one list."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from forms.city.city import load_city
from forms.numbers.check_digits import of_corporation
from integrations.certificates.algorithms import ALGORITHMS, ECDSA_P384, RSA_2048
from integrations.certificates.mock.app import MockJpki
from integrations.certificates.mock.lists import list_of
from integrations.certificates.revocation_list import RevocationLists
from integrations.certificates.verifier import JpkiVerifier
from integrations.register.city_people import CityPeople
from integrations.register.link_file import LinkFile
from integrations.sockets.certificate_sockets import (
    CanonicalDocument,
    PinRefused,
    SignatureEvidence,
    VerificationReport,
)
from integrations.sockets.interfaces import AdapterError
from portal.cli.practice_people import COMPANY_ACCOUNTS, holders, personas

MIHON = load_city(Path("forms/cities/mihon"))
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=timezone(timedelta(hours=9)))
DOCUMENT = CanonicalDocument(b"x", "n", "p", "a")


@pytest.fixture(scope="module")
def practice() -> MockJpki:
    return MockJpki(holders(MIHON, TODAY), lambda: NOW)


def judged(practice: MockJpki, person: str, algorithm: str = RSA_2048.name) -> VerificationReport:
    lists = RevocationLists(
        practice.authorities.trust(),
        lambda: [list_of(authority, practice.ledger, practice.now()) for authority in practice.authorities.all()],
    )
    verifier = JpkiVerifier(practice.authorities.trust(), lists, accepted=frozenset(ALGORITHMS))
    to_sign = verifier.prepare(DOCUMENT, NOW, algorithm)
    signed = practice.cards.sign(person, "TEST1234", to_sign.digest_info)
    evidence = SignatureEvidence(
        "t", "test", to_sign.format, algorithm, to_sign.document_digest, signed.signature, signed.certificate,
        "n", "p", "a", to_sign.signed_attributes,
    )  # fmt: skip
    return verifier.verify(evidence, DOCUMENT, NOW)


def test_anyone_who_signs_in_has_a_card_and_the_other_way_round() -> None:
    people, cards = personas(MIHON, TODAY), holders(MIHON, TODAY)
    assert [person.id for person in people] == [card.id for card in cards]
    assert [(person.birth, person.sex_raw, person.address) for person in people] == [
        (card.birth, card.sex_raw, card.address) for card in cards
    ]


def test_the_citys_list_says_whose_every_card_is(practice: MockJpki) -> None:
    """A new card in the city needs lines in the list: the assertion prints them."""
    links, register = LinkFile(Path("forms/cities/mihon/links.csv")), CityPeople(lambda: MIHON.people_on(TODAY))
    for holder in holders(MIHON, TODAY):
        for certificate in practice.cards.card(holder.id).certs.values():
            serial = str(x509.load_pem_x509_certificate(certificate.pem.encode()).serial_number)
            assert links.addressee(serial) == holder.id, f"{serial},{holder.id}"
        assert (register.resident(holder.id) is None) == (holder.state == "ended")


@pytest.mark.parametrize(
    ("person", "state"),
    [("mihon-taro", "accepted"), ("mimori-tsukasa", "accepted"), ("kaimi-chisato", "accepted"),
     ("fusemi-sumire", "accepted"), ("mihon-silva-ana", "accepted"), ("takamihon-taro", "person")],
)  # fmt: skip
def test_most_people_sign_and_a_person_looks_at_what_a_card_cannot_write(
    practice: MockJpki, person: str, state: str
) -> None:
    assert judged(practice, person).state == state


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ("sakimi-jiro", "CERT_ADDRESS_CHANGED"),
        ("kimi-tamotsu", "CERT_EXPIRED"),
        ("mukashimi-tomekichi", "CERT_REVOKED"),
    ],
)
def test_some_cards_have_lost_effect(practice: MockJpki, person: str, code: str) -> None:
    assert code in {verdict.code for verdict in judged(practice, person).verdicts.values()}


def test_one_is_locked_one_is_a_childs_and_one_is_of_the_next_kind(practice: MockJpki) -> None:
    with pytest.raises(PinRefused, match="PIN_LOCKED"):
        judged(practice, "tojimi-susumu")
    with pytest.raises(AdapterError, match="CARD_UNSUPPORTED"):
        judged(practice, "takamihon-sakura")
    assert judged(practice, "niimi-mirai", ECDSA_P384.name).state == "accepted"


def test_who_died_is_in_no_register_and_signs_in_nowhere() -> None:
    deceased = next(person for person in MIHON.people if person.card_state == "ended")
    assert CityPeople(lambda: MIHON.people).find(deceased.full_name, deceased.birth) == ()
    assert {persona.id for persona in personas(MIHON, TODAY) if persona.refused} == {deceased.id, "kimi-tamotsu"}


def test_a_foreign_resident_has_both_names_on_the_card() -> None:
    ana = next(holder for holder in holders(MIHON, TODAY) if holder.id == "mihon-silva-ana")
    assert ana.name == "MIHON SILVA ANA（見本　アナ）"


def test_a_demo_has_a_company_an_agent_with_two_accounts_and_numbers_that_are_valid() -> None:
    profiles: list[Any] = [persona.shares["profile"] for persona in COMPANY_ACCOUNTS]
    companies = {profile["corporate_number"] for profile in profiles if profile["corp_type"] == "1"}
    assert companies == {"7000000000101", "5000000000202", "1000000000404"}
    assert all(str(of_corporation(number[1:])) == number[0] for number in companies)
    of_agents = [profile for profile in profiles if profile["name"].startswith("行政書士法人")]
    assert [profile["account_type"] for profile in of_agents] == ["2", "3"]
