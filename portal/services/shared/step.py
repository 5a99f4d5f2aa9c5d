"""A named step in an act's transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from portal.db import Unit

Needs = TypeVar("Needs")
Subject = TypeVar("Subject")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Step(Generic[Needs, Subject, Result]):
    """`asks`: type of question without which a procedure does not need this step; "": any. `applies` decides from the
    subject alone, without a statement; None: always."""

    name: str
    run: Callable[[Needs, Unit, Subject], Result]
    applies: Callable[[Subject], bool] | None = None
    asks: str = ""
    reads_rows: bool = False  # it reads what the act stores, and runs after that
