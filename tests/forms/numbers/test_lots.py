"""抽選: repeatable, every ticket alike, and as docs/language.md describes it."""

import hashlib
from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.numbers.lots import MOST_TICKETS, Entry, commitment, draw, new_seed, ticket, tickets_of
from tests.examples import examples
from tests.forms.numbers.lot_checker import order

SEED = "0f" * 32
_NUMBERS = st.lists(st.integers(0, 10**6), unique=True, max_size=30).map(
    lambda drawn: [f"26-{number:07d}" for number in drawn]
)


@st.composite
def entries(draw_: st.DrawFn) -> list[Entry]:
    return [Entry(number, draw_(st.integers(1, MOST_TICKETS))) for number in draw_(_NUMBERS)]


_SEEDS = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(_SEEDS, st.sampled_from(["", "kids", "unit_2"]), entries(), st.randoms())
@settings(max_examples=examples(30))
def test_the_description_alone_gives_the_same_order(
    seed: str, unit: str, listed: list[Entry], shuffled: Random
) -> None:
    drawn = [entry.number for entry in draw(seed, unit, listed)]
    assert drawn == order(seed, unit, [(entry.number, entry.tickets) for entry in listed])
    shuffled.shuffle(listed)
    assert drawn == [entry.number for entry in draw(seed, unit, listed)]


@given(_SEEDS, entries(), st.data())
@settings(max_examples=examples(30))
def test_who_leaves_moves_nobody_else(seed: str, listed: list[Entry], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(listed))) if listed else set()
    rest = [entry for entry in listed if entry not in gone]
    assert draw(seed, "", rest) == tuple(entry for entry in draw(seed, "", listed) if entry not in gone)


@given(_SEEDS, entries(), st.data())
@settings(max_examples=examples(30))
def test_another_ticket_never_harms_its_owner(seed: str, listed: list[Entry], data: st.DataObject) -> None:
    if not listed:
        return
    chosen = data.draw(st.sampled_from(listed))
    more = Entry(chosen.number, min(chosen.tickets + 1, MOST_TICKETS))
    after = draw(seed, "", [more if entry == chosen else entry for entry in listed])
    assert after.index(more) <= draw(seed, "", listed).index(chosen)


def test_each_ticket_is_first_as_often_as_any_other() -> None:
    """3 of 6 tickets: half of all drawings; 4,000 seeds leave no room for chance."""
    listed = [Entry("a", 3), Entry("b", 2), Entry("c", 1)]
    seeds = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(4000)]
    first = Counter(draw(seed, "", listed)[0].number for seed in seeds)
    for number, share in (("a", Fraction(3, 6)), ("b", Fraction(2, 6)), ("c", Fraction(1, 6))):
        expected = len(seeds) * share
        assert abs(first[number] - expected) < 4 * (expected * (1 - share)) ** 0.5
    second = Counter(draw(seed, "", listed)[1].number for seed in seeds if draw(seed, "", listed)[0].number == "a")
    assert abs(second["b"] - first["a"] * Fraction(2, 3)) < 4 * (first["a"] * Fraction(2, 9)) ** 0.5


def test_the_units_of_one_drawing_are_drawn_apart() -> None:
    listed = [Entry(f"{number:02d}") for number in range(20)]
    assert draw(SEED, "one", listed) != draw(SEED, "two", listed)


def test_known_values() -> None:
    """As `printf '%s' … | sha256sum` prints them: they never change, or no earlier drawing can be repeated."""
    assert commitment(SEED) == hashlib.sha256(SEED.encode()).hexdigest()
    assert ticket(SEED, "a", "26-000", 1) == hashlib.sha256(f"{SEED}/a/26-000/1".encode()).hexdigest()
    assert [entry.number for entry in draw(SEED, "", [Entry("1"), Entry("2"), Entry("3", 2)])] == order(
        SEED, "", [("1", 1), ("2", 1), ("3", 2)]
    )


def test_equal_tickets_are_ordered_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forms.numbers.lots._digest", lambda _text: "0")
    assert [entry.number for entry in draw(SEED, "", [Entry("2"), Entry("1")])] == ["1", "2"]


def test_seeds_are_new_and_secret_until_shown() -> None:
    assert len({new_seed() for _ in range(100)}) == 100
    assert commitment(new_seed()) != commitment(new_seed())


@pytest.mark.parametrize("seed", ["", "0f" * 31, "0F" * 32, "0f" * 32 + "\n", "zz" * 32])
def test_a_seed_is_sixty_four_lower_hexadecimal_digits(seed: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        draw(seed, "", [Entry("1")])
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        commitment(seed)


@pytest.mark.parametrize("listed", [[Entry("1"), Entry("1", 2)], [Entry("1", 0)], [Entry("1", MOST_TICKETS + 1)]])
def test_an_impossible_list_is_not_drawn(listed: list[Entry]) -> None:
    with pytest.raises(ValueError, match=r"twice|tickets"):
        draw(SEED, "", listed)


def test_a_weight_is_at_least_one_ticket_and_at_most_twenty() -> None:
    assert [tickets_of(weight) for weight in (None, -3, 0, 1, 2, 20, 21)] == [1, 1, 1, 1, 2, 20, 20]
