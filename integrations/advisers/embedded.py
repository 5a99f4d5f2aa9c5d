"""Looks for the pairs of letters of a question, rare ones first."""

# Asks no service and writes nothing of its own.

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from integrations.sockets.adviser_socket import Passage, Quote

_READING = re.compile(r"（[ぁ-んー 　]+）|[ 　](?=[ぁ-んァ-ヶ一-龯])")
_RUN = re.compile(r"[ぁ-ゖァ-ヶー一-龯々가-힣]{2,}|[一-龯]|[^\W\d_ぁ-ゖァ-ヶー一-龯々가-힣]{3,}|[0-9]+")
_JOINED = re.compile("[ぁ-ゖァ-ヶー一-龯々가-힣]")
_HIRAGANA = re.compile("[ぁ-ゖ]")
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
# How people ask, in no way what about.
_IDLE = re.compile(
    "教えて|知りたい|ください|何|必要|手続(?:き|)|方法|場合|について|どう|"
    r"\b(?:how|what|when|where|who|can|could|should|does|have|get|want|need|must|the|and|for|with|about|my|you)\b"
)
_GRAMMAR = (1.0, 0.25, 0.05)  # weight of a pair by its letters in hiragana, unless it is in a word that is searched for
_TEXT = 0.6  # weight of what a sentence has, beside title and words
_TITLE = 0.5  # more for a title that is asked for whole
_ENOUGH = 0.5  # of the question
_BESIDE = 0.85  # of the best passage's score, to be quoted beside it
_MOST_PASSAGES, _MOST_SENTENCES = 3, 3
_SHORTEST = 2


@dataclass(frozen=True)
class _Index:
    words: frozenset[str]
    titles: tuple[frozenset[str], ...]
    heads: tuple[frozenset[str], ...]
    texts: tuple[tuple[frozenset[str], ...], ...]
    rarity: Mapping[str, float]
    rarest: float

    def weights(self, asked: str) -> dict[str, float]:
        plain = _plain(asked)
        known = {piece for word in self.words if word in plain for piece in _pieces(word)}
        weights = dict[str, float]()
        for run in _RUN.findall(_IDLE.sub(" ", _read(asked))):
            for pair in _pairs(run):
                piece = pair.translate(_KATAKANA)
                grammar = 1.0 if piece in known else _GRAMMAR[len(_HIRAGANA.findall(pair[:2]))]
                weights[piece] = self.rarity.get(piece, self.rarest) * grammar
        return weights

    def score(self, place: int, weights: Mapping[str, float]) -> float:
        title, text = self.titles[place], frozenset[str]().union(*self.texts[place])
        part = sum(
            weight * (1 if piece in self.heads[place] else _TEXT)
            for piece, weight in weights.items()
            if piece in self.heads[place] or piece in text
        )
        # As far as the page covers the question: the page of a general word does not hide the one that says the rest.
        covered = part / (sum(weights.values()) or 1)
        return part * (1 + _TITLE * covered * len(title & weights.keys()) / (len(title) or 1))

    def sentences(self, place: int, weights: Mapping[str, float]) -> list[int]:
        """The first, which says what the page is about, and those nearest to what is asked."""
        texts = self.texts[place]
        scores = {number: sum(weights.get(piece, 0) for piece in texts[number]) for number in range(1, len(texts))}
        nearest = sorted((number for number, score in scores.items() if score), key=lambda number: -scores[number])
        return sorted([0, *nearest[: _MOST_SENTENCES - 1]])


class Embedded:
    name = "embedded"

    def quote(self, asked: str, passages: Sequence[Passage]) -> tuple[Quote, ...]:
        index = _index(tuple(passages))
        weights = index.weights(asked)
        scores = [index.score(place, weights) for place in range(len(index.heads))]
        least = max(_ENOUGH * sum(weights.values()), _BESIDE * max(scores)) if scores and weights else math.inf
        # Of two alike, the page that is about less.
        best = sorted(range(len(scores)), key=lambda place: (-scores[place], len(index.heads[place])))
        return tuple(
            Quote(place, sentence)
            for place in best[:_MOST_PASSAGES]
            if scores[place] >= least
            for sentence in index.sentences(place, weights)
        )


@lru_cache(maxsize=4)  # languages: each takes a few megabytes
def _index(passages: tuple[Passage, ...]) -> _Index:
    words = {_plain(word) for passage in passages for word in passage.words}
    titles = tuple(_pieces(_plain(passage.title)) for passage in passages)
    heads = tuple(_all_pieces((passage.title, *passage.words)) for passage in passages)
    texts = tuple(tuple(_pieces(_plain(sentence)) for sentence in passage.sentences) for passage in passages)
    held = Counter(piece for head, text in zip(heads, texts, strict=True) for piece in head.union(*text))
    rarity = {piece: math.log(1 + len(passages) / count) for piece, count in held.items()}
    known = frozenset(word for word in words if len(word) >= _SHORTEST)
    return _Index(known, titles, heads, texts, rarity, math.log(1 + len(passages)))


def _all_pieces(texts: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*(_pieces(_plain(text)) for text in texts))


def _read(text: str) -> str:
    return unicodedata.normalize("NFKC", _READING.sub("", text)).lower()


def _plain(text: str) -> str:
    return _read(text).translate(_KATAKANA)


def _pieces(text: str) -> frozenset[str]:
    return frozenset(pair for run in _RUN.findall(text) for pair in _pairs(run))


def _pairs(run: str) -> list[str]:
    # Of Japanese and Korean letters; other words and numbers are whole.
    is_whole = len(run) == 1 or not _JOINED.match(run)
    return [run] if is_whole else [run[place : place + 2] for place in range(len(run) - 1)]
