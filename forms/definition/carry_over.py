"""What becomes of answers in a draft when its definition has a newer version."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CarryOver:
    """With names of the version before. `say` is shown to owners of drafts."""

    keep: tuple[str, ...] = ()
    rename: Mapping[str, str] = dataclasses.field(default_factory=dict)
    ask_again: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    say: str = ""
