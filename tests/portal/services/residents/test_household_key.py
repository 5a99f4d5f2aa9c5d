"""The key of a household says nothing of its number."""

from dataclasses import replace

from portal.services.residents.household_key import household_key
from portal.services.shared.installation import Installation
from tests.portal.services.residents.test_match_resident import HANAKO, TARO


def test_one_household_has_one_key_and_another_has_another(installation: Installation) -> None:
    key = household_key(installation.keys, TARO)
    assert key == household_key(installation.keys, HANAKO)
    assert key != household_key(installation.keys, replace(TARO, household="1"))
    assert (TARO.household in key, len(key)) == (False, 64)
