"""The key of a household says nothing of its number."""

from dataclasses import replace

from portal.services.residents.household_key import household_key
from portal.services.shared.installation import Installation
from tests.portal.services.residents.test_match_resident import HANAKO, TARO


def test_one_household_has_one_key_and_who_counts_alone_has_another(installation: Installation) -> None:
    keys = installation.keys
    assert household_key(keys, TARO) == household_key(keys, HANAKO)
    # A number may be both a person's and a household's.
    named = (replace(person, household="1", id="1") for person in (TARO, HANAKO))
    assert len({household_key(keys, person, alone=alone) for person in named for alone in (False, True)}) == 2
    assert household_key(keys, TARO, alone=True) != household_key(keys, HANAKO, alone=True)
