"""The engine's texts and the definition's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forms.text.foreign_day import spaces_words
from forms.text.translations import in_western_years, translate


@dataclass(frozen=True)
class Speech:
    """`texts`: the definition's own translations by path (`ask.cards.label`), before those of the language."""

    language: str
    messages: Mapping[str, str]
    texts: Mapping[str, str]

    def message(self, key: str, **arguments: object) -> str:
        """Raises KeyError for a missing key."""
        return self.messages[key].format(**arguments)

    def amount(self, number: str, path: str, unit: str) -> str:
        """3枚, 3 sheets."""
        unit = self.text(path, unit)
        return f"{number} {unit}" if unit and spaces_words(self.language) else f"{number}{unit}"

    def joined(self, parts: Iterable[str]) -> str:
        return (", " if spaces_words(self.language) else "、").join(parts)

    def text(self, path: str, japanese: str) -> str:
        if path not in self.texts:
            return translate(self.language, japanese)
        return self.texts[path] if self.language == "ja" else in_western_years(self.texts[path])
