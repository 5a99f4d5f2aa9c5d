"""Each part has words, and what harms is by two."""

import pytest

from portal.services.administration.city_parts import PARTS, WORDS, city_part, words_of

HARMS = {
    "offices",
    "fees",
    "leaflets",
    "years",
    "points",
    "identity",
    "desk",
    "insurers",
    "city",
    "notices",
    "banks",
} | {
    "hand-overs",
    "staff-groups",
    "retention",
}


def test_every_part_is_described() -> None:
    assert set(WORDS) == set(PARTS)
    assert {part for part, words in WORDS.items() if words.by_two} == HARMS
    assert (city_part("hours"), words_of("hours")) == (PARTS["hours"], WORDS["hours"])
    assert (city_part("layout-generic.json").file, words_of("layout-x").by_two) == ("layouts/generic.json.yaml", True)
    for name in ("people", "layout-", "layout-../x", "layout-a..b", f"layout-{'x' * 100}"):
        with pytest.raises(KeyError):
            city_part(name)
