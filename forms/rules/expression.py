"""An expression of the language of rules: read and checked once, evaluated often. Knows no definition and no file."""

from collections.abc import Callable
from dataclasses import dataclass, field

from forms.rules.check import Checker, Vocabulary
from forms.rules.compile import junction
from forms.rules.faults import Faulty
from forms.rules.parse import parse
from forms.rules.scope import UNKNOWN, Scope
from forms.rules.types import YES_NO, Type

__all__ = ["UNKNOWN", "Expression", "Scope", "Vocabulary"]


@dataclass(frozen=True)
class Expression:
    """`evaluate(scope)` gives a value of `type`, or UNKNOWN; it never raises. `names` are those it looks at."""

    text: str
    type: Type
    names: frozenset[str]
    evaluate: Callable[[Scope], object] = field(repr=False, compare=False)

    @classmethod
    def read(cls, text: str, vocabulary: Vocabulary, want: Type = YES_NO) -> "Expression":
        """Checks `text` against what may be named. `Faulty` with every fault if it does not give `want`."""
        checker = Checker(text, vocabulary)
        term = checker.whole(parse(text), want)
        if checker.faults:
            raise Faulty(checker.faults)
        return cls(text, want, frozenset(checker.names), term.run)

    def both(self, other: "Expression") -> "Expression":
        """Both must hold."""
        run = junction((self.evaluate, other.evaluate), decisive=False)
        return Expression(f"({self.text}) and ({other.text})", YES_NO, self.names | other.names, run)
