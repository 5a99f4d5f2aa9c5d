"""The engine's texts and the definition's."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.text.translations import translate


@dataclass(frozen=True)
class Speech:
    """`texts`: the definition's own translations by path (`ask.cards.label`), before those of the language."""

    language: str
    messages: Mapping[str, str]
    texts: Mapping[str, str]

    def message(self, key: str, **arguments: object) -> str:
        """Raises KeyError for a missing key."""
        return self.messages[key].format(**arguments)

    def text(self, path: str, japanese: str) -> str:
        return self.texts[path] if path in self.texts else translate(self.language, japanese)
