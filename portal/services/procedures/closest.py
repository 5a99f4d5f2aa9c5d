"""Which answers share most with what was typed, by letters."""

# For sentences and words that no text has as they are. A feature is a word of other scripts, a pair of letters or one kanji;
# a rare one counts more (Robertson and Spärck Jones' inverse document frequency), and hiragana, which inflect, count less.

import math
import re
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import add

_KANJI = re.compile("[一-龯々〆]")
_RUN = re.compile("[a-z0-9'À-ɏḁ-ỿ]+|[^a-z0-9'À-ɏḁ-ỿ]+")
_LATIN = re.compile("[a-z0-9'À-ɏḁ-ỿ]+")
_SOFT = re.compile("[ぁ-ゖー]+")
_OF_KANA, _OF_KANJI, _OF_WORD, _OF_PIECE = 0.6, 0.5, 2.0, 0.4
TYPED = 1.0  # the weight of a word as it was typed; of the same meaning: less
_LONG = 6  # letters of a word whose pieces say something
_COVERED = 0.3  # with the share, a factor of the score: words of the same meaning add to the score alone
_BITS = 8  # of a weight's place
_LAST = (1 << _BITS) - 1
_EACH = array("I").itemsize
_EVEN = 0.25  # how much longer texts count less


@dataclass(frozen=True)
class Close:
    id: str
    score: float
    share: float  # of what was typed, by weight: 0 to 1


class Closest:
    def __init__(self, texts: Mapping[str, Iterable[tuple[str, float]]]) -> None:
        """`texts`: by answer, folded and weighed."""
        self._ids = tuple(texts)
        # By feature: the answers that hold it, each with the place of its weight among the few there are.
        held: dict[str, list[int]] = {}
        places: dict[float, int] = {}
        lengths = []
        for number, weighed in enumerate(texts.values()):
            best: dict[str, float] = {}
            # Lighter ones first: the heaviest text that has a feature decides.
            for text, weight in sorted(weighed, key=lambda row: row[1]):
                best |= dict.fromkeys(map(sys.intern, _names(text)), weight)
            lengths.append(math.sqrt(len(best) or 1))
            for feature, weight in best.items():
                held.setdefault(feature, []).append(number << _BITS | places.setdefault(weight, len(places)))
        self._weights = tuple(places)
        # A dictionary for each would take ten times as much, five megabytes a language; most are alike.
        alike: dict[bytes, bytes] = {}
        packed = ((feature, array("I", numbers).tobytes()) for feature, numbers in held.items())
        self._held = {feature: alike.setdefault(numbers, numbers) for feature, numbers in packed}
        mean = sum(lengths) / (len(lengths) or 1)
        self._size = [1 - _EVEN + _EVEN * length / mean for length in lengths]

    def rank(self, asked: Iterable[tuple[str, float]]) -> list[Close]:
        """Best first."""
        wanted: dict[str, float] = {}
        typed: dict[str, float] = {}
        for word, weight in asked:
            for feature, count in features(word).items():
                value = weight * count * self._rarity(feature)
                wanted[feature] = max(wanted.get(feature, 0.0), value)
                if weight == TYPED:
                    typed[feature] = value
        scores: dict[int, float] = {}
        shares: dict[int, float] = {}
        for feature, value in wanted.items():
            rare, asked_as = value * self._rarity(feature), typed.get(feature, 0.0)
            for held in memoryview(self._held.get(feature, b"")).cast("I"):
                number = held >> _BITS
                scores[number] = scores.get(number, 0.0) + rare * self._weights[held & _LAST]
                shares[number] = shares.get(number, 0.0) + asked_as
        whole = sum(typed.values()) or 1
        rows = []
        for number, score in scores.items():
            share = shares[number] / whole
            rows.append(Close(self._ids[number], score / self._size[number] * (_COVERED + share), share))
        return sorted(rows, key=lambda row: (-row.score, row.id))

    def knows(self, feature: str) -> bool:
        return feature in self._held

    def _rarity(self, feature: str) -> float:
        return math.log(1 + len(self._ids) / (0.5 + len(self._held.get(feature, b"")) // _EACH))


def features(text: str) -> Mapping[str, float]:
    return dict(_features(text))


def _names(text: str) -> list[str]:
    # Of the features, with repetitions: an index has some eight thousand texts.
    names: list[str] = []
    for run in _RUN.findall(text):
        if _LATIN.match(run):
            names.append(run)
            names += [run[at : at + 3] for at in range(len(run) - 2)] if len(run) >= _LONG else ()
        else:
            names += _KANJI.findall(run)
            names += map(add, run, run[1:])
    return names


def _features(text: str) -> Iterator[tuple[str, float]]:
    for run in _RUN.findall(text):
        if _LATIN.fullmatch(run):
            yield run, _OF_WORD
            yield from ((run[at : at + 3], _OF_PIECE) for at in range(len(run) - 2) if len(run) >= _LONG)
            continue
        for at, letter in enumerate(run):
            if _KANJI.match(letter):
                yield letter, _OF_KANJI
            pair = run[at : at + 2]
            if len(pair) == 2:
                yield pair, _OF_KANA if _SOFT.fullmatch(pair) else 1.0
