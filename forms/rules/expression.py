"""Checked once, evaluated often."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from forms.rules.check import Checker
from forms.rules.compile import Run, junction
from forms.rules.faults import Faulty
from forms.rules.parse import parse
from forms.rules.scope import UNKNOWN, Scope
from forms.rules.types import YES_NO, Type
from forms.rules.vocabulary import Vocabulary

__all__ = ["UNKNOWN", "Expression", "Scope", "Vocabulary"]


@dataclass(frozen=True)
class Expression:
    # `names`: those it reads. `basis`: the names that it may read, or two rules of which both have to hold. Data
    # alone; what evaluates it is made at its first use.

    text: str
    type: Type
    names: frozenset[str]
    basis: "Vocabulary | tuple[Expression, Expression]" = field(repr=False, compare=False)

    @classmethod
    def read(cls, text: str, vocabulary: Vocabulary, want: Type = YES_NO) -> "Expression":
        """Raises Faulty with all faults."""
        names, run = _checked(text, vocabulary, want)
        expression = cls(text, want, names, vocabulary)
        expression.__dict__["evaluate"] = run
        return expression

    @cached_property
    def read_names(self) -> tuple[str, ...]:
        """In the same order each time."""
        return tuple(sorted(self.names))

    @cached_property
    def evaluate(self) -> Callable[[Scope], object]:
        """Never raises."""
        if isinstance(self.basis, Vocabulary):
            return _checked(self.text, self.basis, self.type)[1]
        first, second = self.basis
        return junction((first.evaluate, second.evaluate), decisive=False)

    def both(self, other: "Expression") -> "Expression":
        return Expression(f"({self.text}) and ({other.text})", YES_NO, self.names | other.names, (self, other))


def _checked(text: str, vocabulary: Vocabulary, want: Type) -> tuple[frozenset[str], Run]:
    checker = Checker(text, vocabulary)
    term = checker.whole(parse(text), want)
    if checker.faults:
        raise Faulty(checker.faults)
    return frozenset(checker.names), term.run
