"""The link to the register is never replaced."""

import pytest

from portal.errors import NotFound
from portal.services.residents.linked_person import link_person, linked_number
from portal.services.shared.installation import Installation
from portal.store.residents import register_matches
from tests.portal.world import alice

NUMBER = "0000123456"


def test_the_first_link_stays(installation: Installation) -> None:
    person_id = alice(installation).person_id or ""
    with installation.database.write() as unit:
        assert linked_number(installation.keys, unit, person_id) == ""
        assert link_person(installation.keys, unit, person_id, NUMBER, "tanto", 1)
        assert not link_person(installation.keys, unit, person_id, "0000999999", "other", 2)
        assert linked_number(installation.keys, unit, person_id) == NUMBER
        row = register_matches.link(unit, person_id)
    assert row is not None
    assert (row.linked_by, row.linked_at) == ("tanto", 1)
    assert NUMBER.encode() not in row.sealed_number


def test_nobody_is_linked_without_being_a_person_here(installation: Installation) -> None:
    with installation.database.write() as unit:
        with pytest.raises(NotFound):
            link_person(installation.keys, unit, "unknown", NUMBER, "tanto", 1)
        assert linked_number(installation.keys, unit, "unknown") == ""
