"""A named step of an act, run in the act's transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from portal.db import Unit

Needs = TypeVar("Needs")
Subject = TypeVar("Subject")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Step(Generic[Needs, Subject, Result]):
    """`applies` decides from the subject alone, without a statement; None: always."""

    name: str
    run: Callable[[Needs, Unit, Subject], Result]
    applies: Callable[[Subject], bool] | None = None
