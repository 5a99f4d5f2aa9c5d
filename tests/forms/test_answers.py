"""The canonical form of answers."""

import json

from hypothesis import given
from hypothesis import strategies as st

from forms.answers import canonical

VALUES = st.recursive(
    st.text() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


def test_keys_are_sorted_and_nothing_is_between_them() -> None:
    assert canonical({"b": 1, "a": {"d": True, "c": ["x", "y"]}}) == b'{"a":{"c":["x","y"],"d":true},"b":1}'


def test_a_name_is_in_it_byte_for_byte() -> None:
    # 塚 U+FA10 and 葛 with a variation selector: NFC would replace the first by another character.
    family = "\ufa10葛\U000e0100"
    assert f'"{family}"'.encode() in canonical({"name": {"family": family}})


@given(st.dictionaries(st.text(), VALUES))
def test_what_is_written_is_read_again(answers: dict[str, object]) -> None:
    assert json.loads(canonical(answers)) == answers


@given(st.dictionaries(st.text(), VALUES, min_size=2))
def test_the_order_of_answering_does_not_count(answers: dict[str, object]) -> None:
    backwards = dict(reversed(answers.items()))
    assert canonical(backwards) == canonical(answers)
