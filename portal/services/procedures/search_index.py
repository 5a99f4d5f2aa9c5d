"""Texts of procedures, folded once for all searches."""

from collections.abc import Iterable
from dataclasses import dataclass

from forms.definition.event import EVENTS
from forms.definition.procedure import Procedure
from forms.messages import LANGUAGES, sentences
from forms.text.synonyms import SynonymsFile
from portal.services.shared.fold_words import by_readings, folded, loose, without_readings

# Kinds of matches and their weights.
NAME, WORD, EVENT, SUMMARY = "name", "word", "event", "summary"
WEIGHT = {NAME: 10, WORD: 8, EVENT: 4, SUMMARY: 3}
_LONGEST = 120  # letters per text compared for typing errors


@dataclass(frozen=True)
class Term:
    why: str
    shown: str
    plain: str
    loose: str


@dataclass(frozen=True)
class Entry:
    procedure: Procedure
    terms: tuple[Term, ...]
    names: frozenset[str]  # letter pairs of names and search words, for near matches


class SearchIndex:
    def __init__(self, procedures: Iterable[Procedure], synonyms: SynonymsFile) -> None:
        self.entries = tuple(map(_entry, procedures))
        offered = {event for entry in self.entries for event in entry.procedure.events}
        self.events = {
            event: (*map(folded, synonyms.events.get(event, ())), *map(folded, _names(event)))
            for event in EVENTS
            if event in offered
        }
        self.groups = tuple(tuple((word, folded(word)) for word in group) for group in synonyms.same)
        self.idle = frozenset(map(folded, synonyms.idle))

    def events_of(self, words: Iterable[str]) -> tuple[str, ...]:
        asked = tuple(words)
        return tuple(
            event
            for event, named in self.events.items()
            if any(name in word or (len(word) > 1 and word in name) for name in named for word in asked)
        )


def pairs(word: str) -> frozenset[str]:
    return frozenset(word[place : place + 2] for place in range(len(word) - 1))


def _names(event: str) -> list[str]:
    return [without_readings(sentences(language)[f"event.{event}"]) for language in LANGUAGES]


def _entry(procedure: Procedure) -> Entry:
    easy, english = (procedure.texts.get(language, {}) for language in ("easy", "en"))
    terms = [_term(NAME, procedure.title), _term(NAME, procedure.title, procedure.kana)]
    terms += _easy(NAME, easy.get("title", ""))
    terms.append(_term(NAME, english.get("title", "")))
    terms += [_term(WORD, word) for word in procedure.search]
    for event in procedure.events:
        named = [sentences(language)[f"event.{event}"] for language in LANGUAGES]
        terms += [_term(EVENT, named[0]), *(term for name in named[1:] for term in _easy(EVENT, name))]
    terms += [_term(SUMMARY, procedure.summary), *_easy(SUMMARY, easy.get("summary", ""))]
    terms.append(_term(SUMMARY, english.get("summary", "")))
    names = frozenset[str]().union(*(pairs(term.plain) for term in terms if term.why in (NAME, WORD)))
    return Entry(procedure, tuple(term for term in terms if term.plain), names)


def _easy(why: str, text: str) -> list[Term]:
    written = (text, without_readings(text), by_readings(text))
    return [_term(why, text, variant) for variant in dict.fromkeys(written) if variant]


def _term(why: str, shown: str, text: str = "") -> Term:
    plain = folded(text or shown)
    return Term(why, without_readings(shown), plain, loose(plain)[:_LONGEST])
