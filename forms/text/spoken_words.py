"""Words by which people search in their language, beside what is translated."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from forms.text.reading import Fault, Sheet, read_sheet
from forms.text.synonyms import Word
from forms.text.translations import LANGUAGES

_OWN = Path(__file__).with_suffix(".yaml")
GUIDE = "guide:"


class SpokenWords(Sheet):
    """Language → procedure, or `guide:` and a guide → words."""

    words: Mapping[str, Mapping[str, tuple[Word, ...]]]
    beside: Mapping[str, tuple[Word, ...]] = {}  # language → words that say nothing beside others

    def faults(self) -> Iterable[Fault]:
        for key, part in (("words", self.words), ("beside", self.beside)):
            for language in part:
                if language not in LANGUAGES:
                    yield (key, language), f"no language {language}: write one of {', '.join(LANGUAGES)}"


def spoken_words(language: str) -> Mapping[str, tuple[str, ...]]:
    return read_sheet(_OWN, SpokenWords).words.get(language, {})


def words_beside(language: str) -> tuple[str, ...]:
    return read_sheet(_OWN, SpokenWords).beside.get(language, ())
