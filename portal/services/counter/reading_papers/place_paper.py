"""Where a paper lies on a picture: found by the words that are printed on it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from integrations.sockets.reading_socket import Word

LEAST = 4  # printed words that agree
_NEAR = 0.02  # of the paper's longer side
_SLANT = 0.25
_MOST_PLACES = 6  # of one word
_SPACE = re.compile(r"\s+")
Pairs = Sequence[tuple[complex, complex]]


@dataclass(frozen=True)
class Placing:
    """A point of the paper (mm, as a complex number) times `turn` plus `shift` is its pixel. `agreeing`: printed words."""

    turn: complex
    shift: complex
    agreeing: int

    def of(self, point: complex) -> complex:
        return self.turn * point + self.shift


def place_paper(labels: Mapping[str, complex], longer_side: float, words: Sequence[Word]) -> Placing | None:
    """`labels`: the middle of each printed word. None if this is another paper, askew, or unreadable."""
    seen = {label: list(_places(plain(label), words))[:_MOST_PLACES] for label in labels}
    pairs = [(labels[label], point) for label, points in seen.items() for point in points]
    best: list[tuple[complex, complex]] = []
    for first, second in combinations(pairs, 2):
        if first[0] == second[0]:
            continue
        tried = _through([first, second])
        if tried.turn.real > 0 and abs(tried.turn.imag) <= _SLANT * tried.turn.real:
            best = max(best, list(_agreeing(tried, labels, seen, _NEAR * longer_side)), key=len)
    return _through(best) if len(best) >= min(LEAST, len(labels)) else None


def _agreeing(
    tried: Placing, labels: Mapping[str, complex], seen: Mapping[str, Sequence[complex]], near: float
) -> Iterator[tuple[complex, complex]]:
    for label, at in labels.items():
        closest = min(seen[label], key=lambda point: abs(point - tried.of(at)), default=None)
        if closest is not None and abs(closest - tried.of(at)) <= near * abs(tried.turn):
            yield at, closest


def _through(pairs: Pairs) -> Placing:
    # Least squares of a similarity.
    on_paper, on_picture = (sum(points) / len(pairs) for points in zip(*pairs, strict=True))
    spread = sum(abs(at - on_paper) ** 2 for at, _ in pairs) or 1
    turn = sum((point - on_picture) * (at - on_paper).conjugate() for at, point in pairs) / spread
    return Placing(turn, on_picture - turn * on_paper, len(pairs))


def plain(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def _places(label: str, words: Sequence[Word]) -> Iterator[complex]:
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    for line in lines.values():
        signs = [sign for word in line for sign in _signs(word)]
        text = "".join(sign for sign, _ in signs)
        start = text.find(label)
        while start >= 0:
            (left, top, _, bottom), (_, other_top, right, other_bottom) = (
                signs[start][1],
                signs[start + len(label) - 1][1],
            )
            yield complex((left + right) / 2, (min(top, other_top) + max(bottom, other_bottom)) / 2)
            start = text.find(label, start + 1)


def _signs(word: Word) -> Iterator[tuple[str, tuple[float, int, float, int]]]:
    # Its characters share a word's width.
    text, (left, top, right, bottom) = plain(word.text), word.box
    wide = (right - left) / max(1, len(text))
    for index, sign in enumerate(text):
        yield sign, (left + index * wide, top, left + (index + 1) * wide, bottom)
