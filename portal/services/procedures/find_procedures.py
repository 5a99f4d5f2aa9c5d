"""Finds procedures by typed words, synonyms and typing errors. The cost is bounded for any input."""

import re
import unicodedata
from dataclasses import dataclass

from forms.definition.procedure import Procedure
from portal.services.procedures.search_index import NAME, WEIGHT, WORD, Entry, SearchIndex, Term, pairs
from portal.services.shared.fold_words import folded, loose, slips, spoken

MOST_LETTERS = 100
_MOST_WORDS = 6
_MOST_SLIPPING = 3  # words compared letter by letter
_LONGEST_WORD = 24
SAME, SLIP = "same", "slip"
_FIRM = (NAME, WORD)
_KANA = re.compile("[ぁ-ゖァ-ヺー]+")
_NEAR_ENOUGH = 0.25


@dataclass(frozen=True)
class ProcedureMatch:
    """`why`: kind of match; `text`: what matched; `typed`: the word."""

    procedure: Procedure
    score: float
    why: str
    text: str
    typed: str


@dataclass(frozen=True)
class Search:
    """`matches` have every word; `near`: the closest otherwise."""

    asked: str
    matches: tuple[ProcedureMatch, ...] = ()
    near: tuple[ProcedureMatch, ...] = ()
    events: tuple[str, ...] = ()

    @property
    def slipped(self) -> bool:
        return bool(self.matches) and all(match.why == SLIP for match in self.matches)


def cleaned(asked: str) -> str:
    seen = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") else letter for letter in asked[:400]
    )
    return " ".join(seen.split())[:MOST_LETTERS].strip()


def find_procedures(index: SearchIndex, asked: str) -> Search:
    """Best first; all if the words exclude nothing."""
    asked = cleaned(asked)
    words = _words(index, asked)
    if not words:
        every = [ProcedureMatch(entry.procedure, 0, "", "", "") for entry in index.entries]
        return Search(asked, () if folded(asked) not in index.idle else _best_first(every))
    answers = [_answers(index, word, slipping=number < _MOST_SLIPPING) for number, word in enumerate(words)]
    matches = _together(index, answers)
    near = () if matches else _nearest(index, answers, folded(asked))
    return Search(asked, matches, near, index.events_of(words))


def _words(index: SearchIndex, asked: str) -> list[str]:
    every = [word[:_LONGEST_WORD] for part in unicodedata.normalize("NFKC", asked).split() if (word := folded(part))]
    return [word for word in dict.fromkeys(every) if word not in index.idle][:_MOST_WORDS]


def _answers(index: SearchIndex, word: str, *, slipping: bool) -> dict[str, ProcedureMatch]:
    tried = [(kana, word, "") for kana in dict.fromkeys((word, spoken(word))) if kana]
    tried += [(other, word, shown) for kana, _, _ in tuple(tried) for other, shown in _same(index, kana)]
    matches: dict[str, ProcedureMatch] = {}
    for plain, typed, instead in tried:
        for entry in index.entries:
            _keep(matches, _held(entry, plain, typed, instead))
    if not matches and slipping:
        for plain, typed, _ in tried[: 2 if spoken(word) else 1]:
            for entry in index.entries:
                _keep(matches, _slipped(entry, loose(plain), typed))
    return matches


def _keep(matches: dict[str, ProcedureMatch], match: ProcedureMatch | None) -> None:
    if match is not None and (match.procedure.id not in matches or matches[match.procedure.id].score < match.score):
        matches[match.procedure.id] = match


def _same(index: SearchIndex, word: str) -> list[tuple[str, str]]:
    groups = [group for group in index.groups if any(plain == word for _, plain in group)]
    if not groups:
        groups = [group for group in index.groups if any(len(plain) > 2 and plain in word for _, plain in group)]
    return [(plain, shown) for group in groups[:4] for shown, plain in group if plain != word]


def _held(entry: Entry, plain: str, typed: str, instead: str) -> ProcedureMatch | None:
    best: tuple[float, Term] | None = None
    soft = "" if instead else loose(plain)  # synonyms have no typing errors
    contained = 0
    for term in entry.terms:
        if plain in term.plain:
            score = WEIGHT[term.why] + len(plain) / (len(term.plain) + 1)
        elif len(soft) > 2 and soft in term.loose:
            score = WEIGHT[term.why] * 0.8
        elif term.why in _FIRM and len(term.plain) > 1 and term.plain in plain:
            score = WEIGHT[term.why] * 0.7
            contained += 1
        else:
            continue
        if best is None or score > best[0]:
            best = score, term
    if best is None:
        return None
    score, term = best
    if instead:
        return ProcedureMatch(entry.procedure, score * (0.5 if _KANA.fullmatch(instead) else 0.6), SAME, instead, typed)
    return ProcedureMatch(entry.procedure, score + 2 * contained, term.why, term.shown, typed)


def _slipped(entry: Entry, word: str, typed: str) -> ProcedureMatch | None:
    most = 0 if len(word) < 3 else 1 if len(word) < 7 else 2
    if not most:
        return None
    counted = [(slips(word, term.loose, most), term) for term in entry.terms if term.why in _FIRM]
    fewest, term = min(counted, key=lambda pair: pair[0])
    if fewest > most:
        return None
    return ProcedureMatch(entry.procedure, WEIGHT[term.why] * 0.4 / (1 + fewest), SLIP, term.shown, typed)


def _together(index: SearchIndex, answers: list[dict[str, ProcedureMatch]]) -> tuple[ProcedureMatch, ...]:
    both = set(answers[0]).intersection(*answers[1:])
    results = []
    for entry in index.entries:
        if entry.procedure.id in both:
            reasons = [answer[entry.procedure.id] for answer in answers]
            best = max(reasons, key=lambda match: match.score)
            total = sum(match.score for match in reasons)
            results.append(ProcedureMatch(best.procedure, total, best.why, best.text, best.typed))
    return _best_first(results)


def _nearest(index: SearchIndex, answers: list[dict[str, ProcedureMatch]], asked: str) -> tuple[ProcedureMatch, ...]:
    some: dict[str, ProcedureMatch] = {}
    for answer in answers:
        for match in answer.values():
            _keep(some, match)
    if some:
        return _best_first(list(some.values()))[:3]
    wanted = pairs(asked)
    shared = [(len(wanted & entry.names) / (len(wanted) or 1), entry.procedure) for entry in index.entries]
    return _best_first(
        [
            ProcedureMatch(procedure, share, SLIP, procedure.title, asked)
            for share, procedure in shared
            if share >= _NEAR_ENOUGH
        ]
    )[:3]


def _best_first(matches: list[ProcedureMatch]) -> tuple[ProcedureMatch, ...]:
    return tuple(sorted(matches, key=lambda match: (-match.score, match.procedure.kana)))
