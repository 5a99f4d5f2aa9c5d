"""The engine's texts and the definition's."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Speech:
    """`language`: ja or easy (やさしい日本語). `texts` by path (`ask.cards.label`)."""

    language: str
    messages: Mapping[str, str]
    texts: Mapping[str, str]

    def message(self, key: str, **arguments: object) -> str:
        """Raises KeyError for a missing key."""
        return self.messages[key].format(**arguments)

    def text(self, path: str, japanese: str) -> str:
        return self.texts.get(path, japanese)
