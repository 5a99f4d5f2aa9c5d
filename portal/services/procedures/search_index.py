"""Texts folded once for all searches."""

import re
import sys
from array import array
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby

from forms.city.entrance import Elsewhere
from forms.city.faq import Question
from forms.definition.event import EVENTS
from forms.definition.procedure import Procedure
from forms.guide.guide import Guide
from forms.messages import LANGUAGES, sentences
from forms.text.spoken_words import GUIDE, spoken_words, words_beside
from forms.text.synonyms import SynonymsFile
from portal.services.procedures.closest import Closest
from portal.services.shared.catalogue import speech_of
from portal.services.shared.fold_words import by_readings, folded, loose, without_readings

# Kinds of matches and their weights.
NAME, WORD, EVENT, SUMMARY = "name", "word", "event", "summary"
WEIGHT = {NAME: 10, WORD: 8, EVENT: 4, SUMMARY: 3}
FIRM = (NAME, WORD)
_WORTH = {NAME: 1.0, WORD: 1.0, EVENT: 0.3, SUMMARY: 0.4}  # in a comparison by letters
_OF_GUIDE, _OF_ELSEWHERE, _OF_QUESTION = 1.0, 1.0, 0.4
ELSEWHERE = "elsewhere:"
_PARTICLES = frozenset("のをにがはへでと")
_POLITE = re.compile(
    "(?:たい|します|しました|です|ます|ました|ません)(?:んですけど|のですが|んだけど|けど|が|か|ね|よ)*$"
)
_LONGEST = 120  # letters per text compared for typing errors
_MOST_KEPT = 5000
_KANJI = re.compile("[一-龯々]")
_LATIN = re.compile("[A-Za-zÀ-ɏḁ-ỿ\u0900-\u097f가-힣]")
_SPREAD = 5  # a word of as many duties distinguishes none: 相談, 証明書. 水道 has many procedures of one duty


@dataclass(frozen=True, slots=True)
class Term:
    why: str
    shown: str
    plain: str
    loose: str

    @property
    def spaced(self) -> str:
        """Words of scripts with spaces each for itself."""
        return _spaced(self.shown) if _LATIN.match(self.shown) else self.plain


# Grouped by entry at each search: comparing two by what they hold compares their whole procedures.
@dataclass(frozen=True, eq=False)
class Entry:
    procedure: Procedure
    terms: tuple[Term, ...]

    @property
    def names(self) -> str:  # with search words, for near matches
        return "\n".join(term.plain for term in self.terms if term.why in FIRM)


@dataclass(frozen=True)
class Sign:
    """To a guide, to where it is done elsewhere, or to a question of the FAQ: its texts."""

    id: str
    words: tuple[str, ...]  # folded
    spaced: tuple[str, ...] = ()  # too, each word for itself

    @cached_property
    def loose(self) -> tuple[str, ...]:
        return tuple(map(loose, self.words))

    @cached_property
    def joined(self) -> str:
        return "\n".join(self.words)  # folded texts have no line break


class Texts:
    """One text, in which each is found by one search."""

    def __init__(self, texts: Iterable[str]) -> None:
        listed = list(texts)
        self._joined = "\n".join(listed)  # folded texts have no line break
        self._starts = array("I", (0, *accumulate(len(text) + 1 for text in listed)))

    def __contains__(self, word: str) -> bool:
        return word in self._joined

    def holding(self, word: str) -> Iterator[int]:
        place = self._joined.find(word)
        while place >= 0:
            number = bisect(self._starts, place)
            yield number - 1
            place = self._joined.find(word, self._starts[number])


class SearchIndex:
    def __init__(
        self,
        procedures: Iterable[Procedure],
        synonyms: SynonymsFile,
        guides: Iterable[Guide] = (),
        elsewhere: Iterable[Elsewhere] = (),
        language: str = "ja",
        faq: Iterable[Question] = (),
    ) -> None:
        """`language`: searched too; Japanese, やさしい日本語 and the everyday words of English always."""
        self.languages = tuple(dict.fromkeys((*LANGUAGES, language)))
        self.entries = tuple(
            _entry(procedure, self.languages, _own(language, procedure.id)) for procedure in procedures
        )
        self.spoken: dict[str, list[Procedure]] = {}  # by the words of one language, folded together
        for entry in self.entries:
            for word in dict.fromkeys(map(folded, _own(language, entry.procedure.id))):
                self.spoken.setdefault(word, []).append(entry.procedure)
        self.guides = tuple(
            _guide(guide, synonyms, self.languages, _own(language, f"{GUIDE}{guide.id}")) for guide in guides
        )
        self.elsewhere = tuple(
            _sign(row.id, (row.title.ja, *row.words, *(row.title.in_(name)[0] for name in self.languages[2:])))
            for row in elsewhere
        )
        asked = tuple(faq)
        self.faq = tuple(_question(question, self.languages) for question in asked)
        self._led_to = tuple(question.procedures for question in asked)
        offered = {event for entry in self.entries for event in entry.procedure.events}
        self.events = {
            event: (*map(folded, synonyms.events.get(event, ())), *map(folded, _names(event, self.languages)))
            for event in EVENTS
            if event in offered
        }
        self.groups = tuple(tuple((word, folded(word)) for word in group) for group in synonyms.same)
        self.groups_of: dict[str, set[int]] = {}
        for number, group in enumerate(self.groups):
            for _, plain in group:
                self.groups_of.setdefault(plain, set()).add(number)
        self.idle = frozenset(map(folded, synonyms.idle))
        self._beside = frozenset(map(folded, words_beside(language)))
        self._idle = re.compile("|".join(sorted(map(re.escape, self.idle), key=len, reverse=True)) or "(?!)")
        self._common: dict[str, bool] = {}
        self._terms = tuple(term for entry in self.entries for term in entry.terms)
        self._entry_of = tuple(entry for entry in self.entries for _ in entry.terms)
        self._plain = Texts(term.plain for term in self._terms)
        self._loose = Texts(term.loose for term in self._terms)
        self._firm: dict[str, list[int]] = {}
        for number, term in enumerate(self._terms):
            if term.why in FIRM and len(term.plain) > 1:
                self._firm.setdefault(term.plain, []).append(number)
        terms = {term.plain for entry in self.entries for term in entry.terms if term.why in FIRM}
        known = self.groups_of.keys() | self.idle
        self.subjects = frozenset((terms | self.groups_of.keys()) - self.idle)
        self._known = frozenset(word for word in known | terms if len(word) > 1)
        self._whole = Texts(terms | known | {word for sign in (*self.guides, *self.elsewhere) for word in sign.words})

    @cached_property
    def words_of_guides(self) -> tuple[str, ...]:
        # Longest first.
        every = {word for sign in self.guides for word in sign.words if len(word) > 1}
        return tuple(sorted(every, key=lambda word: (-len(word), word)))

    @cached_property
    def closest(self) -> Closest:
        # A guide or a row of elsewhere by its kind and id.
        texts = {
            entry.procedure.id: [(term.spaced, _WORTH[term.why]) for term in entry.terms] for entry in self.entries
        }
        for sign, led_to in zip(self.faq, self._led_to, strict=True):
            for procedure in led_to:
                texts.get(procedure, []).extend((word, _OF_QUESTION) for word in sign.words)
        texts |= {f"{GUIDE}{sign.id}": [(word, _OF_GUIDE) for word in sign.spaced] for sign in self.guides}
        texts |= {f"{ELSEWHERE}{sign.id}": [(word, _OF_ELSEWHERE) for word in sign.spaced] for sign in self.elsewhere}
        return Closest(texts)

    def subject_in(self, rest: str) -> bool:
        """A word of a procedure is in what is left of a typed word."""
        return any(
            (len(part) > 1 or _KANJI.match(part)) and not self.common(part)
            for part in parts_of(rest, 1) & self.subjects
        )

    def speaking(self, words: Sequence[str]) -> list[str]:
        # Without those that say nothing beside others. Together they may be a word: con dấu is a seal.
        asked = "".join(words)
        if asked in self.subjects or any(asked in sign.words for sign in (*self.guides, *self.elsewhere)):
            return list(words)
        return [word for word in words if word not in self._beside] or list(words)

    def spoken_in(self, words: Sequence[str]) -> tuple[str, Sequence[Procedure]]:
        # The longest run of typed words that is a search word; others beside it say nothing: I moved here.
        for size in range(len(words), 0, -1):
            for start in range(len(words) - size + 1):
                run, rest = "".join(words[start : start + size]), (*words[:start], *words[start + size :])
                if run in self.spoken and self._beside.issuperset(rest):
                    return run, self.spoken[run]
        return "", ()

    def without_idle(self, word: str) -> list[str]:
        """What is left of `word` without idle words and endings of politeness; else [word]."""
        return [part for part in self._idle.sub(" ", _POLITE.sub("", word)).split() if len(part) > 1] or [word]

    def around(self, plain: str, soft: str) -> Iterator[tuple[Entry, list[Term]]]:
        """Terms that hold `plain` or `soft`, and firm ones that `plain` holds."""
        numbers = {*self._plain.holding(plain), *(self._loose.holding(soft) if soft else ())}
        return self._by_entry(numbers.union(*(self._firm.get(part, ()) for part in parts_of(plain, 2))))

    def common(self, word: str) -> bool:
        """Names an act or a kind of paper, not a subject: no answer by itself beside a word that it knows nothing of."""
        if word not in self._common and len(self._common) < _MOST_KEPT:
            self._common[word] = self._is_common(word)
        return self._common[word] if word in self._common else self._is_common(word)

    def _is_common(self, word: str) -> bool:
        duties = set[str]()
        for plain in (word, *(same for number in self.groups_of.get(word, ()) for _, same in self.groups[number])):
            for number in self._plain.holding(plain):
                if self._terms[number].why in FIRM:
                    duties.add(self._entry_of[number].procedure.duty)
        return len(duties) >= _SPREAD

    def with_any(self, pieces: Iterable[str]) -> Iterator[tuple[Entry, list[Term]]]:
        return self._by_entry({number for piece in pieces for number in self._loose.holding(piece)})

    def _by_entry(self, numbers: set[int]) -> Iterator[tuple[Entry, list[Term]]]:
        for entry, some in groupby(sorted(numbers), self._entry_of.__getitem__):
            yield entry, [self._terms[number] for number in some]

    def parts(self, word: str) -> list[str]:
        """Known words in `word`, without の, を etc.; else [word]."""
        for whole in (word, word.removesuffix("です")):
            if whole in self._whole:
                return [whole]
        ways: list[list[str] | None] = [[], *[None] * len(word)]  # by letters read: the fewest words
        for start in range(len(word)):
            if (way := ways[start]) is None:
                continue
            for end in range(start + 1, len(word) + 1):
                part = word[start:end]
                if part not in self._known and not (start and part in _PARTICLES):
                    continue
                longer = way if part in _PARTICLES else [*way, part]
                before = ways[end]
                if before is None or len(longer) < len(before):
                    ways[end] = longer
        return ways[-1] or [word]

    def events_of(self, words: Iterable[str]) -> tuple[str, ...]:
        asked = tuple(words)
        return tuple(
            event
            for event, named in self.events.items()
            if any(name in word or (len(word) > 1 and word in name) for name in named for word in asked)
        )


def parts_of(word: str, least: int) -> set[str]:
    return {word[start:end] for start in range(len(word)) for end in range(start + least, len(word) + 1)}


def pairs(word: str) -> frozenset[str]:
    return frozenset(word[place : place + 2] for place in range(len(word) - 1))


def _names(event: str, languages: Iterable[str]) -> list[str]:
    return [without_readings(sentences(language)[f"event.{event}"]) for language in languages]


def _own(language: str, place: str) -> tuple[str, ...]:
    return tuple(word for name in dict.fromkeys((language, "en")) for word in spoken_words(name).get(place, ()))


def _entry(procedure: Procedure, languages: Sequence[str], own: Iterable[str]) -> Entry:
    easy = procedure.texts.get("easy", {})
    spoken = [speech_of(procedure, language) for language in languages[2:]]
    terms = [_term(NAME, procedure.title), _term(NAME, procedure.title, procedure.kana)]
    terms += _easy(NAME, easy.get("title", ""))
    terms += [_term(NAME, speech.text("title", procedure.title)) for speech in spoken]
    terms += [_term(WORD, word) for word in (*procedure.search, *own)]
    for event in procedure.events:
        named = [sentences(language)[f"event.{event}"] for language in languages]
        terms += [_term(EVENT, named[0]), *(term for name in named[1:] for term in _easy(EVENT, name))]
    terms += [_term(SUMMARY, procedure.summary), *_easy(SUMMARY, easy.get("summary", ""))]
    terms += [_term(SUMMARY, speech.text("summary", procedure.summary)) for speech in spoken]
    return Entry(procedure, tuple(term for term in terms if term.plain))


def _guide(guide: Guide, synonyms: SynonymsFile, languages: Iterable[str], own: Iterable[str]) -> Sign:
    words = [
        guide.title,
        *own,
        *(word for event in guide.events for word in (*synonyms.events.get(event, ()), *_names(event, languages))),
    ]
    for language in languages:
        words.append(without_readings(speech_of(guide.questions, language).text("title", guide.title)))
    return _sign(guide.id, words)


def _sign(place: str, texts: Iterable[str]) -> Sign:
    written = list(dict.fromkeys(text for text in texts if folded(text)))
    return Sign(place, tuple(dict.fromkeys(map(folded, written))), tuple(map(_spaced, written)))


def _spaced(text: str) -> str:
    return " ".join(map(folded, text.split()))


def _question(question: Question, languages: Iterable[str]) -> Sign:
    texts = [text.in_(language)[0] for language in languages for text in (question.question, *question.answer)]
    written = [variant for text in texts for variant in (without_readings(text), by_readings(text))]
    return Sign(question.id, tuple(dict.fromkeys(map(folded, (*written, *question.words)))))


def _easy(why: str, text: str) -> list[Term]:
    written = (text, without_readings(text), by_readings(text))
    return [_term(why, text, variant) for variant in dict.fromkeys(written) if variant]


def _term(why: str, shown: str, text: str = "") -> Term:
    plain = folded(text or shown)
    # Interned: the indexes of two languages have most of them, and many are alike.
    return Term(why, *map(sys.intern, (without_readings(shown), plain, loose(plain)[:_LONGEST])))
