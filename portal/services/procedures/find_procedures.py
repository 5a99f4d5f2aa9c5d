"""By typed words, synonyms and typing errors, at bounded cost."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from forms.definition.procedure import Procedure
from forms.text.spoken_words import GUIDE
from portal.services.procedures.closest import TYPED, Close
from portal.services.procedures.find_signs import all_about, find_elsewhere, find_guides, find_questions
from portal.services.procedures.rank_procedures import Ranking
from portal.services.procedures.search_index import (
    ELSEWHERE,
    FIRM,
    NAME,
    SUMMARY,
    WEIGHT,
    WORD,
    Entry,
    SearchIndex,
    Term,
    pairs,
    parts_of,
)
from portal.services.shared.fold_words import folded, has_marked, loose, marked, pieces, slips, spoken

MOST_LETTERS = 100
_MOST_WORDS = 6
_MOST_SLIPPING = 3  # words compared letter by letter
_LONGEST_WORD = 24
SAME, SLIP = "same", "slip"
_KANA = re.compile("[ぁ-ゖァ-ヺー]+")
_PART = 0.7  # of a match's weight, if only a part of the typed word is in it
_WHOLE = 5.6  # the least score of a search word that is all of the typed word
_NEAR_ENOUGH = 0.6
_CLEAR = 2  # the least score of what is shown as found: more than the third part of the typed word
_MORE = 0.6  # of it, if another subject is in the typed word: of 防災無線 only 防災 is known
_SHORT = 3  # letters that occur in many words by accident
_KANJI = re.compile("[一-龯々]")
_LATIN = re.compile("[a-z]")
_INNER = 3  # a slip in a longer text than so many times its letters is in it by accident
_SUBJECT = 2  # letters of which no part of the typed word is known
_SUBJECT_LEFT = re.compile("[一-龯々]{2}|[a-z]{3}")
_MOST_NEAR = 3
_MEANT = 0.5  # of a word, if another of the same meaning is compared
_ALIKE = 0.4  # the least share of what was typed, to be found
_CLOSE = 0.15, 0.2  # to be near; where little was typed
_LEAD = 0.1  # another answer with so much more of what was typed may be what is meant
_SURE = 3.5  # the score a word, from which a match needs no such share
_MATCHED = 0.5  # of the letters' score, for what all words speak of
_PINNED = 0.1  # of the letters' score, for each point of the ranking
_EXACT = 13  # of a search word in Latin letters
_BY_LETTERS = 1.0  # less than a step between kinds of matches
NO_RANKING = Ranking()
NONE = Close("", 0, 0)


@dataclass(frozen=True)
class ProcedureMatch:
    procedure: Procedure
    score: float
    why: str  # kind of match
    text: str  # what matched
    typed: str  # the word


@dataclass(frozen=True)
class Search:
    """`matches` have every word; `near…`: the closest. `guides`, `elsewhere`: ids, shown first; `questions`: of the
    FAQ."""

    asked: str
    matches: tuple[ProcedureMatch, ...] = ()
    near: tuple[ProcedureMatch, ...] = ()
    events: tuple[str, ...] = ()
    guides: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    near_guides: tuple[str, ...] = ()
    near_elsewhere: tuple[str, ...] = ()

    @property
    def slipped(self) -> bool:
        return bool(self.matches) and all(match.why == SLIP for match in self.matches)


def cleaned(asked: str) -> str:
    seen = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") else letter for letter in asked[:400]
    )
    return " ".join(seen.split())[:MOST_LETTERS].strip()


def find_procedures(index: SearchIndex, asked: str, ranking: Ranking = NO_RANKING) -> Search:
    """Best first; all if the words exclude nothing."""
    asked = cleaned(asked)
    words = _words(index, asked)
    if not words:
        every = [ProcedureMatch(entry.procedure, 0, "", "", "") for entry in index.entries]
        return Search(asked, () if folded(asked) not in index.idle else _best_first(every, ranking))
    elsewhere = find_elsewhere(index, words)
    # What is done elsewhere is spelled as it is meant: パスポート is no slip of パスワード.
    slipping = 0 if elsewhere else _MOST_SLIPPING
    marks = {folded(word): marked(word) for word in asked.split()}
    answers = [
        _answers(index, word, marks.get(word, ""), slipping=number < slipping) for number, word in enumerate(words)
    ]
    if len(words) > 1:
        answers = [_without_short_slips(answer) for answer in answers]
    together = _spoken_first(index, asked, _together(index, [_clear(answer) for answer in answers]), len(words))
    matches = _best_first(together, ranking)
    subjects = [answer for word, answer in zip(words, answers, strict=True) if not index.common(word)]
    if any(match.why != SLIP for match in matches):
        elsewhere = all_about(index, elsewhere, words)
    search = Search(
        asked, matches, (), index.events_of(words), find_guides(index, words), elsewhere, find_questions(index, words)
    )
    search = _by_letters(index, search, words, ranking)
    if search.matches or search.guides or search.elsewhere:
        return search
    more = _best_first(_nearest(index, subjects, folded(asked)), ranking)[:_MOST_NEAR]
    shown = {match.procedure.id for match in search.near}
    near = (*search.near, *(match for match in more if match.procedure.id not in shown))
    return replace(search, near=near[: _MOST_NEAR - len(search.near_guides) - len(search.near_elsewhere)])


def _by_letters(index: SearchIndex, search: Search, words: Sequence[str], ranking: Ranking) -> Search:
    # Orders what was found by shared letters too. What has less of what was typed than another answer is no more than near.
    rows = index.closest.rank(_weighed(index, search.asked))
    close = {row.id: row for row in rows}
    most = max((row.share for row in rows), default=0.0)
    leads = {row.id for row in rows if row.share >= most - _LEAD}
    matched = {*(f"{ELSEWHERE}{row}" for row in search.elsewhere), *(match.procedure.id for match in search.matches)}
    few = len(_KANJI.findall(search.asked)) <= _SUBJECT  # another subject is beside what is known
    matches = _best_first(
        [
            replace(match, score=match.score + _BY_LETTERS * close.get(match.procedure.id, NONE).share)
            for match in search.matches
            if few or match.score >= _SURE * len(words) or close.get(match.procedure.id, NONE).share >= _ALIKE
        ],
        ranking,
    )
    sure = bool(matches) and matches[0].score >= _WHOLE * len(words)
    if matches and not sure and most >= _ALIKE and matches[0].procedure.id not in leads | {rows[0].id}:
        matches = ()
    elsewhere = tuple(row for row in search.elsewhere if f"{ELSEWHERE}{row}" in leads)
    search = replace(search, matches=matches, elsewhere=elsewhere)
    if search.guides or sure or all_about(index, elsewhere, words):
        return search
    return _with_near(
        index, search, [row for row in rows if row.id in matched or row.share >= _CLOSE[few]], matched, ranking
    )


def _with_near(
    index: SearchIndex, search: Search, rows: Sequence[Close], matched: set[str], ranking: Ranking
) -> Search:
    """`matched`: what all words speak of, before others."""
    shown = {*(match.procedure.id for match in search.matches), *(f"{ELSEWHERE}{row}" for row in search.elsewhere)}
    offered = {entry.procedure.id: entry.procedure for entry in index.entries}

    def worth(row: Close) -> float:
        pinned = ranking.weight(offered[row.id]) if row.id in offered else 0
        return row.score * (1 + _PINNED * pinned) * (1 + _MATCHED * (row.id in matched))

    best = sorted((row for row in rows if row.id not in shown), key=lambda row: -worth(row))
    near = [row.id for row in best][: max(0, _MOST_NEAR - len(shown))]
    return replace(
        search,
        near=tuple(ProcedureMatch(offered[row], 0, "", "", "") for row in near if row in offered),
        near_guides=tuple(row.removeprefix(GUIDE) for row in near if row.startswith(GUIDE)),
        near_elsewhere=tuple(row.removeprefix(ELSEWHERE) for row in near if row.startswith(ELSEWHERE)),
    )


def _weighed(index: SearchIndex, asked: str) -> list[tuple[str, float]]:
    plain: dict[str, float] = {}
    typed = index.speaking([folded(word) for word in asked.split()])
    for word in (part for whole in typed for part in index.without_idle(whole)):
        plain[word] = TYPED
        if kana := spoken(word):
            plain[kana] = _MEANT if index.closest.knows(word) else TYPED
    for word in tuple(plain):
        for part in parts_of(word[:_LONGEST_WORD], 2):
            for number in index.groups_of.get(part, ()):
                plain |= {same: plain.get(same, _MEANT) for _, same in index.groups[number]}
    return list(plain.items())


def _words(index: SearchIndex, asked: str) -> list[str]:
    every = [word[:_LONGEST_WORD] for part in unicodedata.normalize("NFKC", asked).split() if (word := folded(part))]
    parts = [part for word in index.speaking(every) for part in index.parts(word)]
    return [word for word in dict.fromkeys(parts) if word not in index.idle][:_MOST_WORDS]


def _answers(index: SearchIndex, word: str, mark: str, *, slipping: bool) -> dict[str, ProcedureMatch]:
    # What is written with its marks somewhere is meant with them.
    if mark and (spelled := _answers_of(index, word, mark, slipping=False)):
        return spelled
    return _answers_of(index, word, "", slipping=slipping)


def _answers_of(index: SearchIndex, word: str, mark: str, *, slipping: bool) -> dict[str, ProcedureMatch]:
    written = [kana for kana in dict.fromkeys((word, "" if word in index.subjects else spoken(word))) if kana]
    matches: dict[str, ProcedureMatch] = {}
    for plain in written:
        soft = loose(plain)
        for entry, terms in index.around(plain, soft if len(soft) > 2 else ""):
            written_so = [term for term in terms if has_marked(term.shown, mark)] if mark else terms
            _keep(matches, _held(index, entry, written_so, plain, word))
        for other, shown, share in _same(index, plain):
            for entry, terms in index.around(other, ""):
                _keep(matches, _meant(index, entry, terms, other, word, shown, share))
    if slipping and all(match.score < _WHOLE for match in matches.values()):
        for soft in map(loose, written):
            most = 0 if len(soft) < 3 else 1 if len(soft) < 7 else 2
            for entry, terms in index.with_any(pieces(soft, most)) if most else ():
                _keep(matches, _slipped(entry, terms, soft, most, word))
    return matches


def _clear(answer: dict[str, ProcedureMatch]) -> dict[str, ProcedureMatch]:
    return {procedure: match for procedure, match in answer.items() if match.score >= _CLEAR}


def _without_short_slips(answer: dict[str, ProcedureMatch]) -> dict[str, ProcedureMatch]:
    """もらえる beside another word is no slip of one in a title."""
    return {
        procedure: match
        for procedure, match in answer.items()
        if match.why != SLIP or len(match.typed) > _SHORT + 1 or abs(len(folded(match.text)) - len(match.typed)) < 2
    }


def _keep(matches: dict[str, ProcedureMatch], match: ProcedureMatch | None) -> None:
    if match is not None and (match.procedure.id not in matches or matches[match.procedure.id].score < match.score):
        matches[match.procedure.id] = match


def _same(index: SearchIndex, word: str) -> list[tuple[str, str, float]]:
    # Also for a part of it, with the share of that part.
    shares = dict.fromkeys(index.groups_of.get(word, ()), 1.0)
    for part in () if shares else parts_of(word, 3):
        for number in index.groups_of.get(part, ()):
            shares[number] = max(shares.get(number, 0.0), len(part) / len(word))
    return [
        (plain, shown, share)
        for number, share in sorted(shares.items())[:4]
        for shown, plain in index.groups[number]
        if plain != word
    ]


def _held(index: SearchIndex, entry: Entry, terms: Sequence[Term], plain: str, typed: str) -> ProcedureMatch | None:
    best = _best_term(index, terms, plain, loose(plain))
    return None if best is None else ProcedureMatch(entry.procedure, best[0], best[1].why, best[1].shown, typed)


def _meant(
    index: SearchIndex, entry: Entry, terms: Sequence[Term], plain: str, typed: str, shown: str, share: float
) -> ProcedureMatch | None:
    # Synonyms have no typing errors.
    best = None if share < 1 and _is_vague(index, plain, typed, share) else _best_term(index, terms, plain, "")
    if best is None:
        return None
    return ProcedureMatch(
        entry.procedure, best[0] * share * (0.5 if _KANA.fullmatch(shown) else 0.6), SAME, shown, typed
    )


def _is_vague(index: SearchIndex, part: str, typed: str, share: float) -> bool:
    """Of 独身証明書 only 証明書 is known."""
    return index.common(part) and (1 - share) * len(typed) >= _SUBJECT


def _rest(plain: str, covered: set[int]) -> str:
    return "".join(" " if place in covered else letter for place, letter in enumerate(plain))


def _best_term(index: SearchIndex, terms: Sequence[Term], plain: str, soft: str) -> tuple[float, Term] | None:
    best: tuple[float, Term] | None = None
    covered = set[int]()
    known = False  # one of the parts is a subject
    for term in terms:
        if plain in term.plain:
            # A search word of another script is what is meant, before titles with the same letters in them.
            exact = term.why == WORD and plain == term.plain and _LATIN.match(plain)
            score = (_EXACT if exact else WEIGHT[term.why]) + len(plain) / (len(term.plain) + 1)
        elif len(soft) > 2 and soft in term.loose and _is_meant(plain, soft, term):
            score = WEIGHT[term.why] * 0.8
        elif term.why in FIRM and len(term.plain) > 1 and (place := plain.find(term.plain)) >= 0:
            covered.update(range(place, place + len(term.plain)))
            known = known or not index.common(term.plain)
            more = bool(_SUBJECT_LEFT.search(_rest(plain, covered)))
            if not known and (more or (len(covered) < len(plain) and len(_KANJI.findall(plain)) == len(plain))):
                continue
            score = WEIGHT[term.why] * _PART * len(covered) / len(plain) * (_MORE if more else 1)
        else:
            continue
        if best is None or score > best[0]:
            best = score, term
    return best


def _is_meant(plain: str, soft: str, term: Term) -> bool:
    # ひこし is in ひっこし. いしめ is in other words too, and is not what いじめ means.
    return len(soft) > _SHORT or soft == plain or term.loose.startswith(soft)


def _by_accident(typed: str, term: Term, *, whole: bool) -> bool:
    """Most kanji of a slip are right: くじ of 宝くじ is in many words."""
    kanji = _KANJI.findall(typed)
    if kanji and 2 * sum(map(term.shown.__contains__, kanji)) <= len(kanji):
        return True
    if len(typed) > _SHORT:
        return False
    # 児童館 is no slip of 児童手当, which has none of its last letter and one more.
    other = kanji and typed[-1] not in term.shown and len(term.plain) > len(typed)
    return bool(other) or not (whole and (kanji or _LATIN.match(typed)))


def _slipped(entry: Entry, terms: Sequence[Term], word: str, most: int, typed: str) -> ProcedureMatch | None:
    counted = [(slips(word, term.loose, most), len(term.loose), term) for term in terms if term.why in FIRM]
    fewest, letters, term = min(counted, key=lambda slipped: slipped[:2], default=(most + 1, 0, None))
    if fewest > most or term is None:
        return None
    # A slip in a whole search word is as likely meant as one in a part of a title.
    weight = WEIGHT[NAME] if letters <= len(word) + fewest else WEIGHT[term.why]
    if letters > _INNER * len(word) or _by_accident(typed, term, whole=letters <= len(word) + fewest):
        return None
    score = weight * _PART * (1 - fewest / len(word)) ** 2 + len(word) / (letters + 1)
    return ProcedureMatch(entry.procedure, score, SLIP, term.shown, typed)


def _together(index: SearchIndex, answers: list[dict[str, ProcedureMatch]]) -> list[ProcedureMatch]:
    both = set(answers[0]).intersection(*answers[1:])
    results = []
    for entry in index.entries:
        if entry.procedure.id in both:
            reasons = [answer[entry.procedure.id] for answer in answers]
            if len(reasons) > 1 and all(match.why == SUMMARY for match in reasons):
                continue  # speaks of them, and may be about something else
            best = max(reasons, key=lambda match: match.score)
            total = sum(match.score for match in reasons)
            results.append(ProcedureMatch(best.procedure, total, best.why, best.text, best.typed))
    return results


def _spoken_first(index: SearchIndex, asked: str, matches: list[ProcedureMatch], words: int) -> list[ProcedureMatch]:
    # Moving in is not the sum of moving and in, which are in many titles.
    typed, meant = index.spoken_in(list(filter(None, map(folded, asked.split()))))
    first = [ProcedureMatch(procedure, (_EXACT + 1) * words, WORD, typed, asked) for procedure in meant]
    return [*first, *(match for match in matches if match.procedure not in meant)]


def _nearest(index: SearchIndex, answers: Sequence[dict[str, ProcedureMatch]], asked: str) -> list[ProcedureMatch]:
    """First what has most words."""
    some: dict[str, float] = {}
    best: dict[str, ProcedureMatch] = {}
    for answer in answers:
        for procedure, match in answer.items():
            some[procedure] = some.get(procedure, 0) + match.score
            _keep(best, match)
    if best:
        most = max(some.values())
        return [replace(match, score=some[name]) for name, match in best.items() if some[name] * 2 >= most]
    every = pairs(asked)
    wanted = {pair for pair in every if len(_KANJI.findall(pair)) == 2 and not index.common(pair)} or every
    shared = [
        (sum(map(entry.names.__contains__, wanted)) / (len(wanted) or 1), entry.procedure) for entry in index.entries
    ]
    return [
        ProcedureMatch(procedure, share, SLIP, procedure.title, asked)
        for share, procedure in shared
        if share >= _NEAR_ENOUGH
    ]


def _best_first(matches: list[ProcedureMatch], ranking: Ranking) -> tuple[ProcedureMatch, ...]:
    def place(match: ProcedureMatch) -> tuple[object, ...]:
        return -(match.score + ranking.weight(match.procedure)), ranking.place(match.procedure)

    return tuple(sorted(matches, key=place))
