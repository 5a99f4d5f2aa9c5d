"""The names that a rule may read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from forms.rules.types import Type


@dataclass(frozen=True)
class Vocabulary:
    # `types` of all names (`birth`, `today`, `city.standard_days`); `fields`: full names of questions; `defaults` of
    # optional city settings. `prefixes` are tried before a bare name, nearest first (rule 2 of the language);
    # `entered`: repeats with a current row.

    types: Mapping[str, Type]
    fields: frozenset[str]
    defaults: Mapping[str, object] = field(default_factory=dict)
    repeats: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ("",)
    entered: tuple[str, ...] = ()

    def inside(self, repeat: str) -> "Vocabulary":
        return replace(self, prefixes=(f"{repeat}.", *self.prefixes), entered=(*self.entered, repeat))

    def resolve(self, name: str) -> str:
        return next((full for full in (prefix + name for prefix in self.prefixes) if full in self.types), "")

    def repeat(self, name: str) -> str:
        return next((full for full in (prefix + name for prefix in self.prefixes) if full in self.repeats), "")

    def row_of(self, full: str) -> str:
        return max((repeat for repeat in self.repeats if full.startswith(f"{repeat}.")), key=len, default="")
