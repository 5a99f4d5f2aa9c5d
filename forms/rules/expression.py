"""An expression of the rules: checked once, evaluated often."""

from collections.abc import Callable
from dataclasses import dataclass, field

from forms.rules.check import Checker
from forms.rules.compile import junction
from forms.rules.faults import Faulty
from forms.rules.parse import parse
from forms.rules.scope import UNKNOWN, Scope
from forms.rules.types import YES_NO, Type
from forms.rules.vocabulary import Vocabulary

__all__ = ["UNKNOWN", "Expression", "Scope", "Vocabulary"]


@dataclass(frozen=True)
class Expression:
    """`evaluate` never raises. `names`: those it reads."""

    text: str
    type: Type
    names: frozenset[str]
    evaluate: Callable[[Scope], object] = field(repr=False, compare=False)

    @classmethod
    def read(cls, text: str, vocabulary: Vocabulary, want: Type = YES_NO) -> "Expression":
        """Raises Faulty with all faults."""
        checker = Checker(text, vocabulary)
        term = checker.whole(parse(text), want)
        if checker.faults:
            raise Faulty(checker.faults)
        return cls(text, want, frozenset(checker.names), term.run)

    def both(self, other: "Expression") -> "Expression":
        run = junction((self.evaluate, other.evaluate), decisive=False)
        return Expression(f"({self.text}) and ({other.text})", YES_NO, self.names | other.names, run)
