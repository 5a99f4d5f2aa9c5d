"""Free grounds of a search are sealed: the audit is permanent."""

import pytest

from portal.services.cases.search_ground import CALL, GROUNDS, LONGEST, OTHER, ground_words, state_ground
from tests.portal.store.rooted import rooted

KEYS = rooted(b"\x01" * 32)
ROTATED = rooted(b"\x01" * 32, b"\x02" * 32)
WORDS = "髙見本さんの家族からの電話"


@pytest.mark.parametrize("chosen", [ground for ground in GROUNDS if ground != OTHER])
def test_a_ground_of_the_list_is_recorded_by_its_key_without_words(chosen: str) -> None:
    recorded = state_ground(KEYS, chosen, WORDS)
    assert recorded == chosen
    assert ground_words(KEYS, recorded) == GROUNDS[chosen]


@pytest.mark.parametrize(("chosen", "words"), [("", WORDS), ("curious", WORDS), (OTHER, ""), (OTHER, " \u3000\n")])
def test_no_ground_is_no_ground(chosen: str, words: str) -> None:
    assert state_ground(KEYS, chosen, words) == ""


def test_free_words_are_sealed_and_opened_also_after_the_root_changed() -> None:
    recorded = state_ground(KEYS, OTHER, f"  {WORDS}\n")
    assert WORDS not in recorded
    assert recorded.isascii()
    assert ground_words(KEYS, recorded) == ground_words(ROTATED, recorded) == f"そのほか：{WORDS}"
    assert state_ground(KEYS, OTHER, WORDS) != recorded, "equal texts have different ciphertexts"


def test_words_are_cut_at_their_longest() -> None:
    assert ground_words(KEYS, state_ground(KEYS, OTHER, "字" * (LONGEST + 1))) == f"そのほか：{'字' * LONGEST}"


def test_what_no_key_opens_is_shown_as_such_and_never_raises() -> None:
    recorded = state_ground(ROTATED, OTHER, WORDS)
    for broken in (recorded, f"{recorded[:-8]}AAAAAAA=", f"{OTHER}:1:%", OTHER, f"{OTHER}::"):
        assert ground_words(KEYS, broken) == "そのほか（鍵がないので読めない）"
    assert ground_words(KEYS, "") == "理由の記録がない"
    assert ground_words(KEYS, CALL) == GROUNDS[CALL]
