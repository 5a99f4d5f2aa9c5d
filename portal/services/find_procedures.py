"""Finds procedures by what people type: in any kana and width, by other words for the same thing, with slips of the finger.

What it costs is bounded for any input: letters and words are cut, and each text is looked at in one step a letter.
"""

import re
import unicodedata
from dataclasses import dataclass

from forms.procedure import Procedure
from portal.services.fold_words import folded, loose, slips, spoken
from portal.services.search_index import NAME, WEIGHT, WORD, Entry, SearchIndex, Term, pairs

MOST_LETTERS = 100
_MOST_WORDS = 6
_MOST_SLIPPING = 3  # words that are compared letter by letter
_LONGEST_WORD = 24
SAME, SLIP = "same", "slip"
_FIRM = (NAME, WORD)
_KANA = re.compile("[ぁ-ゖァ-ヺー]+")
_NEAR_ENOUGH = 0.25


@dataclass(frozen=True)
class Found:
    """`why` is the kind of reason, `text` what it was found by, `typed` the word that it answers."""

    procedure: Procedure
    score: float
    why: str
    text: str
    typed: str


@dataclass(frozen=True)
class Search:
    """`found`: those that answer every word. `near`: where there are none, those that come nearest. `events`: life events
    that the words speak of."""

    asked: str
    found: tuple[Found, ...] = ()
    near: tuple[Found, ...] = ()
    events: tuple[str, ...] = ()

    @property
    def slipped(self) -> bool:
        """Whether all of them are what was probably meant, not what was typed."""
        return bool(self.found) and all(one.why == SLIP for one in self.found)


def cleaned(asked: str) -> str:
    """What was asked for, cut and without signs that nobody sees."""
    seen = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") else letter for letter in asked[:400]
    )
    return " ".join(seen.split())[:MOST_LETTERS].strip()


def find_procedures(index: SearchIndex, asked: str) -> Search:
    """The best first; all in order of their reading where nothing telling is asked."""
    asked = cleaned(asked)
    words = _words(index, asked)
    if not words:
        every = [Found(entry.procedure, 0, "", "", "") for entry in index.entries]
        return Search(asked, () if folded(asked) not in index.idle else _best_first(every))
    answers = [_answers(index, word, slipping=number < _MOST_SLIPPING) for number, word in enumerate(words)]
    found = _together(index, answers)
    near = () if found else _nearest(index, answers, folded(asked))
    return Search(asked, found, near, index.events_of(words))


def _words(index: SearchIndex, asked: str) -> list[str]:
    """What tells one procedure from another, folded."""
    every = [word[:_LONGEST_WORD] for part in unicodedata.normalize("NFKC", asked).split() if (word := folded(part))]
    return [word for word in dict.fromkeys(every) if word not in index.idle][:_MOST_WORDS]


def _answers(index: SearchIndex, word: str, *, slipping: bool) -> dict[str, Found]:
    """By procedure: how it answers this word. Only where nobody does, the word is taken for a slip."""
    tried = [(kana, word, "") for kana in dict.fromkeys((word, spoken(word))) if kana]
    tried += [(other, word, shown) for kana, _, _ in tuple(tried) for other, shown in _same(index, kana)]
    found: dict[str, Found] = {}
    for plain, typed, instead in tried:
        for entry in index.entries:
            _keep(found, _held(entry, plain, typed, instead))
    if not found and slipping:
        for plain, typed, _ in tried[: 2 if spoken(word) else 1]:
            for entry in index.entries:
                _keep(found, _slipped(entry, loose(plain), typed))
    return found


def _keep(found: dict[str, Found], one: Found | None) -> None:
    if one is not None and (one.procedure.id not in found or found[one.procedure.id].score < one.score):
        found[one.procedure.id] = one


def _same(index: SearchIndex, word: str) -> list[tuple[str, str]]:
    """Other words for `word`, or for a word that stands in it (子どもの手当): folded, and as written."""
    groups = [group for group in index.groups if any(plain == word for _, plain in group)]
    if not groups:
        groups = [group for group in index.groups if any(len(plain) > 2 and plain in word for _, plain in group)]
    return [(plain, shown) for group in groups[:4] for shown, plain in group if plain != word]


def _held(entry: Entry, plain: str, typed: str, instead: str) -> Found | None:
    """Whether a text of the procedure holds the word, or the word holds one of its search words whole."""
    best: tuple[float, Term] | None = None
    soft = "" if instead else loose(plain)  # of a word that nobody typed, the letters are right
    held = 0
    for term in entry.terms:
        if plain in term.plain:
            score = WEIGHT[term.why] + len(plain) / (len(term.plain) + 1)
        elif len(soft) > 2 and soft in term.loose:
            score = WEIGHT[term.why] * 0.8
        elif term.why in _FIRM and len(term.plain) > 1 and term.plain in plain:
            score = WEIGHT[term.why] * 0.7
            held += 1
        else:
            continue
        if best is None or score > best[0]:
            best = score, term
    if best is None:
        return None
    score, term = best
    if instead:
        return Found(entry.procedure, score * (0.5 if _KANA.fullmatch(instead) else 0.6), SAME, instead, typed)
    return Found(entry.procedure, score + 2 * held, term.why, term.shown, typed)


def _slipped(entry: Entry, word: str, typed: str) -> Found | None:
    most = 0 if len(word) < 3 else 1 if len(word) < 7 else 2
    if not most:
        return None
    counted = [(slips(word, term.loose, most), term) for term in entry.terms if term.why in _FIRM]
    fewest, term = min(counted, key=lambda one: one[0])
    if fewest > most:
        return None
    return Found(entry.procedure, WEIGHT[term.why] * 0.4 / (1 + fewest), SLIP, term.shown, typed)


def _together(index: SearchIndex, answers: list[dict[str, Found]]) -> tuple[Found, ...]:
    """Those that answer every word, told with the reason that counts most."""
    both = set(answers[0]).intersection(*answers[1:])
    found = []
    for entry in index.entries:
        if entry.procedure.id in both:
            reasons = [answer[entry.procedure.id] for answer in answers]
            best = max(reasons, key=lambda one: one.score)
            total = sum(one.score for one in reasons)
            found.append(Found(best.procedure, total, best.why, best.text, best.typed))
    return _best_first(found)


def _nearest(index: SearchIndex, answers: list[dict[str, Found]], asked: str) -> tuple[Found, ...]:
    """Those that answer some of the words, else those whose names share most letters with what was typed."""
    some: dict[str, Found] = {}
    for answer in answers:
        for one in answer.values():
            _keep(some, one)
    if some:
        return _best_first(list(some.values()))[:3]
    wanted = pairs(asked)
    shared = [(len(wanted & entry.names) / (len(wanted) or 1), entry.procedure) for entry in index.entries]
    return _best_first([Found(one, share, SLIP, one.title, asked) for share, one in shared if share >= _NEAR_ENOUGH])[
        :3
    ]


def _best_first(found: list[Found]) -> tuple[Found, ...]:
    return tuple(sorted(found, key=lambda one: (-one.score, one.procedure.kana)))
