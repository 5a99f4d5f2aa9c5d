"""Contact addresses: sealed, found by keyed hash."""

from portal.services.residents.contact_book import address_hash, address_of, keep_contact
from portal.services.shared.installation import Installation
from portal.store.residents import contacts
from tests.portal.store.rooted import rooted
from tests.portal.world import alice

ADDRESS = "alice@example.jp"


def test_an_address_is_sealed_and_the_newest_one_replaces_the_one_before(installation: Installation) -> None:
    person_id = alice(installation).person_id or ""
    with installation.database.write() as unit:
        keep_contact(installation, unit, person_id, "mail", "old@example.jp", ("asks",), "ja")
        keep_contact(installation, unit, person_id, "mail", ADDRESS, ("asks", "results"), "easy")
        (row,) = contacts.of_person(unit, person_id)
        assert (row.state, row.uses, row.language) == ("proved", "asks results", "easy")
        assert address_of(installation.keys, row) == ADDRESS
        assert ADDRESS.encode() not in row.sealed_address
        old = address_hash(installation.keys, "mail", "old@example.jp")
        assert contacts.by_address(unit, "mail", old) == []
        assert contacts.by_address(unit, "mail", address_hash(installation.keys, "mail", ADDRESS)) == [row]


def test_mail_addresses_differ_by_no_capital_letter_and_line_accounts_do(installation: Installation) -> None:
    keys = installation.keys
    assert address_hash(keys, "mail", "Alice@Example.jp") == address_hash(keys, "mail", ADDRESS)
    assert address_hash(keys, "line", "Uab") != address_hash(keys, "line", "UAB")


def test_a_hash_shows_nothing_across_channels_or_without_the_key(installation: Installation) -> None:
    own = address_hash(installation.keys, "mail", ADDRESS)
    assert own != address_hash(installation.keys, "line", ADDRESS)
    assert own != address_hash(rooted(), "mail", ADDRESS)
