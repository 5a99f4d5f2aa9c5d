"""Words in one language: the sentence for a key, or the definition's own text at a path. Japanese is the original."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Speech:
    """`language` is ja or easy (やさしい日本語). `messages` are the engine's sentences; `texts` the definition's
    translated ones, by path (`ask.cards.label`, `ask.cards.options.insured.label`)."""

    language: str
    messages: Mapping[str, str]
    texts: Mapping[str, str]

    def message(self, key: str, **arguments: object) -> str:
        """The sentence `key`, filled. KeyError if no language file has it: a bug, found by tests/house."""
        return self.messages[key].format(**arguments)

    def text(self, path: str, japanese: str) -> str:
        """The definition's sentence at `path`, or the Japanese original where no translation stands."""
        return self.texts.get(path, japanese)
