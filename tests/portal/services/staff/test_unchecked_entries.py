"""Unchecked entries of a disaster, without answers."""

from dataclasses import replace

import pytest

from forms.path.environment import Town
from forms.path.path import walk
from portal.services.staff.unchecked_entries import MARK, lines_to_check, unmatched_addresses
from tests.forms.loading.small import ENVIRONMENT, small

STEP = """\
  - step: 家
    id: house
    ask:
      - {id: home, type: address, label: こわれた家の住所}
      - {id: shelter, type: address, label: 避難先}
"""
HOUSE = small(STEP)
TOWN = Town("0000001", "見本県", "見本市", "見本町")
HERE = replace(ENVIRONMENT, towns=lambda postal: (TOWN,) if postal == TOWN.postal else ())
FIT = {"postal": "0000001", "town": "見本県見本市見本町", "street": "1番"}


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({}, True), ({"town": "見本県見本市見本町字上"}, True), ({"town": "見本県見本市港町"}, False),
        ({"postal": "9999999"}, False), ({"street": "不明"}, False), ({"town": "不明"}, False),
    ],
)  # fmt: skip
def test_an_address_that_does_not_fit_its_postal_code_or_is_unknown_is_to_be_checked(
    change: dict[str, str], fits: bool
) -> None:
    answers = {"reason": "lost", "home": FIT | change, "shelter": FIT}
    assert unmatched_addresses(walk(HOUSE, answers, HERE), HERE) == ([] if fits else ["home"])


def test_an_address_without_a_postal_code_is_to_be_checked_and_one_not_given_is_not() -> None:
    answers = {"reason": "lost", "home": {"town": "山のほうの青い屋根", "street": "不明"}}
    assert unmatched_addresses(walk(HOUSE, answers, HERE), HERE) == ["home"]


def test_each_question_and_the_missing_paper_are_a_line_for_the_reviewer() -> None:
    lines = lines_to_check(HOUSE, {MARK: ["home"], "shown": ["lost"]})
    assert len(lines) == 2
    assert lines[0].startswith("「こわれた家の住所」は")
    assert "本人確認の書類を見ていない" in lines[1]
    assert lines_to_check(HOUSE, {"shown": ["passport"]}) == []
