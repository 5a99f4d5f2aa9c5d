"""Where a paper lies on a picture."""

import cmath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.sockets.reading_socket import Word
from portal.services.counter.reading_papers.place_paper import Placing, place_paper
from tests.examples import examples

LABELS = {
    "転出証明書": 105 + 24j,
    "旧住所": 35 + 52j,
    "新住所": 35 + 62j,
    "筆頭者": 140 + 72j,
    "フリガナ": 88 + 86j,
    "続柄": 178 + 86j,
}
LONG = 297.0


def seen(place: Placing, labels: dict[str, complex], off: float = 0.0) -> list[Word]:
    """One line of two words each, as an engine splits Japanese."""
    words = []
    for line, (label, at) in enumerate(labels.items()):
        middle, half = place.of(at) + off * (1 if line % 2 else -1), len(label) * 10
        left, top = round(middle.real - half), round(middle.imag - 12)
        words += [
            Word(label[:1], (left, top, left + 20, top + 24), 90, line),
            Word(label[1:], (left + 20, top, left + 2 * half, top + 24), 90, line),
        ]
    return words


@settings(max_examples=examples(30))
@given(st.floats(3, 20), st.floats(-12, 12), st.integers(0, 900), st.integers(0, 900))
def test_it_is_found_wherever_and_however_large_it_is(scale: float, degrees: float, x: int, y: int) -> None:
    true = Placing(cmath.rect(scale, degrees * cmath.pi / 180), complex(x, y), 0)
    placed = place_paper(LABELS, LONG, seen(true, LABELS))
    assert placed is not None
    assert placed.agreeing == len(LABELS)
    for corner in (0j, 210 + 0j, 210 + 297j):
        assert abs(placed.of(corner) - true.of(corner)) < 8  # pixels are whole


def test_words_in_other_places_too_do_not_mislead() -> None:
    true = Placing(8 + 0.3j, 40 + 60j, 0)
    again = {"続柄": 20 + 200j, "新住所": 150 + 250j, "旧住所": 100 + 10j}
    elsewhere = [Word(word.text, word.box, 90, word.line + 50) for word in seen(true, again)]
    placed = place_paper(LABELS, LONG, [*elsewhere, *seen(true, LABELS)])
    assert placed is not None
    assert (placed.agreeing, round(placed.turn.real, 1), round(placed.turn.imag, 1)) == (6, 8.0, 0.3)


@pytest.mark.parametrize(
    ("place", "labels"),
    [
        (Placing(8, 0, 0), {"出生証明書": 105 + 24j, "医師": 40 + 90j}),  # another paper
        (Placing(8, 0, 0), {"旧住所": 35 + 52j, "新住所": 35 + 62j, "続柄": 178 + 86j}),  # too little of it
        (Placing(-8, 1000 + 1000j, 0), LABELS),  # upside down
        (Placing(8j, 1000, 0), LABELS),  # on its side
        (Placing(8, 0, 0), {"旧住所": 35 + 52j, "新住所": 90 + 62j, "筆頭者": 10 + 12j, "フリガナ": 8 + 250j, "続柄": 78 + 186j}),
    ],
)  # fmt: skip
def test_what_does_not_lie_like_it_is_not_it(place: Placing, labels: dict[str, complex]) -> None:
    assert place_paper(LABELS, LONG, seen(place, labels)) is None
    assert place_paper(LABELS, LONG, []) is None
