"""Each part has words, and what harms is by two."""

import pytest

from portal.services.administration.city_parts import PARTS, WORDS, part_of

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
}


def test_every_part_is_described() -> None:
    assert set(WORDS) == set(PARTS)
    assert {part for part, words in WORDS.items() if words.by_two} == HARMS
    assert part_of("hours") == (PARTS["hours"], WORDS["hours"])
    with pytest.raises(KeyError):
        part_of("people")
